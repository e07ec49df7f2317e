#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "chains/fault.h"
#include "health/tls_facts.h"
#include "json/reader.h"
#include "lava/listener_problem.h"
#include "probes/http_target.h"
#include "probes/request_extras.h"
#include "probes/transport.h"

namespace headway::lava {

/// Where something is listened for over gRPC.
struct ListenerPlan {
  enum class Kind : std::uint8_t {
    kProvider,  // the provider's own listener
    kNode,      // a node's gRPC port: whether it answers, and its TLS, are all that is asked
  };

  Kind kind = Kind::kProvider;
  std::string spec;
  std::string api_interface;
  std::string host;           // host:port
  probes::HttpTarget target;  // https; http where plain text is what is wanted
  std::string network = {};   // of kProvider: the chain id of the Lava network, lava-mainnet-1
  std::string url_id = {};    // of kNode

  friend bool operator==(const ListenerPlan&, const ListenerPlan&) = default;
};

/// What one check has found out; what it did not get to is absent.
struct ListenerResult {
  Problem problem = Problem::kNone;
  std::optional<bool> reachable;  // something takes connections there
  std::optional<bool> tls;        // its TLS is what consumers accept; absent where none is wanted
  std::optional<health::TlsFacts> certificate;
  bool probe_success = false;  // answered as a provider should
  std::optional<base::Duration> probe_duration;
  std::optional<std::uint32_t> grpc_status;
  std::optional<std::uint64_t> latest_block;  // above 0
  std::optional<bool> network_matches;
  std::string version;  // that of the provider's software, sanitised; empty: not told
  std::vector<std::string> failed_verifications;
  std::optional<bool> cors_ok;
  std::vector<std::string_view> cors_refused;  // verbs whose answers would not do
  bool port_recommended = false;               // 443: networks let it through where others end
};

/// The checks of one listener, one request after the other, as a consumer and a browser see it:
/// Probe over TLS and HTTP/2, then CORS. Where that fails it looks further, without TLS's
/// verification, without TLS, and as one asks a node, to be able to name what is there. Pure: it
/// says what to send and is told what came. Bounded in requests and, by the figures that it is
/// told, in time.
class ListenerCheck {
 public:
  /// Of one request, and of all together.
  static constexpr base::Duration kRequestTimeout = std::chrono::seconds(3);
  static constexpr base::Duration kTimeout = std::chrono::seconds(10);

  /// `guid`: a random number, for the provider to say back.
  ListenerCheck(ListenerPlan plan, std::uint64_t guid);
  ListenerCheck(const ListenerCheck&) = delete;
  ListenerCheck& operator=(const ListenerCheck&) = delete;
  ~ListenerCheck() = default;

  bool done() const { return step_ == Step::kDone; }

  /// What is to be sent next. Not of one that is done. What it views is ours, until Take.
  probes::TransportRequest Next(base::SlotIndex slot);
  /// How that ended. kCancelled must not be among the ways.
  void Take(const probes::Completion& completion);

  const ListenerPlan& plan() const { return plan_; }
  const ListenerResult& result() const { return result_; }

 private:
  enum class Step : std::uint8_t { kProbe, kAskAsNode, kCors, kDone };
  enum class Via : std::uint8_t { kAsPlanned, kUnverified, kPlain };

  void TakeNode(const probes::Completion& completion);
  void TakeProbe(const probes::Completion& completion);
  void TakeProbeFault(const probes::Completion& completion);
  void TakeBadCertificate(Problem problem);
  /// Connected, and no complete answer came.
  void TakeBrokenProbe(chains::TransportFault fault);
  void TakePlainProbe(const probes::Completion& completion);
  void JudgeProbe(const probes::Completion& completion);
  void JudgeReply(const probes::Completion& completion);
  void JudgeTrailers(const probes::Completion& completion);
  void TakeNodeAnswer(const probes::Completion& completion);
  void TakeCors(const probes::Completion& completion);
  void GoOn(Step step);
  void End(Problem problem);
  void Note(Problem problem);

  const ListenerPlan plan_;
  const std::uint64_t guid_;
  const bool wants_tls_;
  Step step_ = Step::kProbe;
  Via via_ = Via::kAsPlanned;
  std::size_t cors_verb_ = 0;
  /// What it is if no node answers as one.
  Problem otherwise_ = Problem::kNotGrpc;
  base::Duration spent_{};
  ListenerResult result_;
  // Of the request under way.
  probes::HttpTarget target_;
  probes::RequestExtras extras_;
  std::string body_;
  json::Reader reader_;
};

}  // namespace headway::lava
