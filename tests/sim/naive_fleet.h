#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "tests/sim/naive_config.h"
#include "tests/sim/naive_poll.h"
#include "tests/sim/naive_reference.h"
#include "tests/sim/naive_url.h"

namespace headway::sim {

/// The block of one endpoint in one role.
struct NaiveBlocking {
  bool blocked = false;
  std::string_view reason;  // disconnections, errors, wrong_chain
  bool reblocked = false;   // since before the last boundary
  base::MonoTime since;
  base::MonoTime probe_at;            // its own timer
  std::map<std::string, bool> ended;  // URLs that ended a poll of the probe without passing it
};

struct NaiveEndpoint {
  NaiveEndpointEntry entry;
  std::array<NaiveBlocking, 2> blocking;
  /// By the key of a URL that changed its credentials: whether the old one served. Stands in until
  /// the new one's first conclusive poll.
  std::map<std::string, bool> inherited;
};

/// The rules of docs/health.md for a whole fleet, written from the page in the plainest way:
/// remembers what each poll was in truth and works the shown states out of that. Shares no code
/// with the product, and says everything in texts.
class NaiveFleet {
 public:
  explicit NaiveFleet(const NaiveConfig& config);

  /// The reply to an identity request, which comes before the poll that it belongs to ends.
  void OnIdentity(const std::string& key, const Told& told, base::MonoTime now);
  void OnPoll(const NaivePoll& poll);
  void OnBlock(const std::string& key, const Told& told);
  /// Whether a request brought a complete HTTP response.
  void OnConnection(const std::string& url, bool healthy);
  void OnBoundary(base::MonoTime now);
  void OnReload(const NaiveConfig& config, base::MonoTime now);

  /// Whether a poll asks for more, whose head was answered just now: to be asked before anything is
  /// said of that answer.
  bool AsksIdentity(const std::string& key, base::MonoTime now) const;
  bool AsksSyncing(const std::string& key) const;

  bool ListedByBlocked(const std::string& url) const;

  // An endpoint as the world sees it.
  bool Gauge(const NaiveEndpoint& endpoint) const;
  std::string_view State(const NaiveEndpoint& endpoint) const;
  bool Enabled(const NaiveEndpoint& endpoint) const;
  bool Serves(const NaiveEndpoint& endpoint, std::size_t role) const;
  std::optional<std::uint64_t> Head(const NaiveEndpoint& endpoint) const;
  int Tier(std::size_t chain) const;
  // Of a chain, as of a poll that has just ended.
  bool Halted(std::size_t chain, base::MonoTime now) const;
  std::size_t WitnessCount(std::size_t chain, base::MonoTime now) const;

  const std::map<std::string, NaiveUrl>& urls() const { return urls_; }
  const std::map<std::string, NaiveEndpoint>& endpoints() const { return endpoints_; }
  const std::vector<NaiveReference>& references() const { return references_; }
  const NaiveConfig& config() const { return config_; }
  std::uint64_t generation() const { return generation_; }

 private:
  void CompareHashes(const NaivePoll& poll, NaiveUrl& url) const;
  void Judge(const NaivePoll& poll, const Told* fault, bool answered, NaiveUrl& url);
  void Throttle(const Told& told, base::MonoTime now, NaiveUrl& url) const;
  void HearPoll(const NaivePoll& poll, NaiveUrl& url) const;
  void Testify(const NaivePoll& poll, const Told* fault, bool answered, NaiveUrl& url) const;
  void Decide(const NaivePoll& poll, const Told* fault, bool answered, NaiveUrl& url);
  bool GraceIsOver(const NaiveUrl& url, base::MonoTime now) const;
  /// Of a host no URL of which goes on, nothing is remembered.
  void ForgetHostsOfNone(const std::map<std::string, NaiveUrl>& kept);
  std::map<std::string, NaiveUrl> UrlsAfterReload(const NaiveConfig& config) const;
  void InheritVerdicts(const NaiveEndpointEntry& entry, NaiveEndpoint& endpoint,
                       std::map<std::string, NaiveUrl>& urls) const;
  NaiveUrls UrlsOf(std::size_t chain) const;

  // Blocking.
  void Probe(const NaivePoll& poll, bool passes, bool counts);
  void BlockIfAllFail(NaiveEndpoint& endpoint, base::MonoTime now);
  std::string_view ReasonFor(const NaiveEndpoint& endpoint) const;
  base::Duration ProbeInterval(const NaiveBlocking& blocking) const;

  NaiveConfig config_;
  std::map<std::string, NaiveUrl> urls_;
  std::map<std::string, NaiveEndpoint> endpoints_;
  std::vector<NaiveReference> references_;  // by chain
  std::uint64_t generation_ = 0;
};

}  // namespace headway::sim
