#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "tests/sim/naive_url.h"

namespace headway::sim {

/// The reference head of one chain, and what is judged against it.
struct NaiveReference {
  std::optional<std::uint64_t> height;
  bool has_past = false;  // has risen since its first value
  base::MonoTime last_change;
  std::size_t witnesses = 0;                          // at the last poll
  base::Duration block_time{};                        // measured, or the configured one
  std::map<std::string, base::MonoTime> below_since;  // by host: its head is below the reference
  std::string leaping_host;  // the only witness, with an incredible head, and since when
  base::MonoTime leap_since;
};

using NaiveUrls = std::vector<const NaiveUrl*>;  // of one chain

/// Judges the heads and hashes of one chain at one moment.
class NaiveChainView {
 public:
  NaiveChainView(const NaivePolicy& policy, const NaiveChain& chain, NaiveUrls urls,
                 base::MonoTime now, base::WallTime wall)
      : policy_(policy), chain_(chain), urls_(std::move(urls)), now_(now), wall_(wall) {}

  /// One per host and port.
  NaiveUrls Witnesses(const NaiveReference& reference) const;

  /// To be called after every finished poll of the chain, its own head being in.
  void Recompute(NaiveReference& reference) const;

  base::Duration StaleWindow(const NaiveReference& reference) const;
  std::uint64_t OutlierWindow(const NaiveReference& reference) const;
  bool IsHalted(const NaiveReference& reference) const;
  std::optional<bool> IsForkedByHash(const NaiveUrl& url, const NaiveReference& reference) const;

  /// Rules 4 to 8 for a URL that has just answered.
  NaiveVerdict Judge(const NaiveUrl& url, bool says_syncing, const NaiveReference& reference) const;

 private:
  NaiveUrls LatestOfHosts() const;
  NaiveUrls Fresh(const NaiveReference& reference) const;
  bool IsFresh(const NaiveUrl& url, const NaiveReference& reference) const;
  bool IsNews(const NaiveUrl& url, const NaiveReference& reference) const;
  std::optional<std::uint64_t> Candidate(const NaiveUrls& witnesses,
                                         NaiveReference& reference) const;
  std::uint64_t OfTwo(const NaiveUrl& one, const NaiveUrl& two,
                      const NaiveReference& reference) const;
  std::optional<std::uint64_t> OfOne(const NaiveUrl& one, const NaiveReference& reference) const;
  std::uint64_t Expected(const NaiveReference& reference) const;
  bool HalfStayedBelow(const NaiveUrls& witnesses, const NaiveReference& reference) const;
  bool IsLagging(const NaiveUrl& url, const NaiveReference& reference) const;
  void NoteWhoIsBelow(NaiveReference& reference) const;

  const NaivePolicy& policy_;
  const NaiveChain& chain_;
  const NaiveUrls urls_;
  const base::MonoTime now_;
  const base::WallTime wall_;
};

}  // namespace headway::sim
