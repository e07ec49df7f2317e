#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "chains/probe_kind.h"
#include "health/pace.h"
#include "health/probe_report.h"
#include "probes/prober.h"
#include "tests/probes/evm_script.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::probes {

/// A prober of EVM URLs on a clock of the test's own, with everything it did written down. `node`
/// plays the nodes and `pace` plays health; both may be exchanged while it runs.
class ProberRig {
 public:
  struct Options {
    std::size_t urls = 1;
    /// An interval of 6 s; and every height is an anchor, so that none is asked for besides.
    base::Duration average_block_time = std::chrono::seconds(30);
    base::Duration timeout = std::chrono::seconds(10);
    std::uint32_t blocks_to_save = 10;
    PollingPolicy policy = {.divisor = 5};
    ProbeKinds verifies = {};
    std::uint32_t verifications_per_poll = 1;
    std::uint64_t seed = 1;
  };
  struct Request {
    base::Duration at;  // since the start
    std::uint32_t url = 0;
    chains::ProbeKind kind = chains::ProbeKind::kHead;
    std::optional<std::uint64_t> block;  // of kBlock and kState
    base::Duration timeout{};
    bool fresh_connection = false;

    friend bool operator==(const Request&, const Request&) = default;
  };
  using Node = std::function<testing::ScriptedReply(const Request&, std::string_view body)>;
  using PaceOf = std::function<health::Pace(base::UrlIndex)>;

  ProberRig(const Options& options, Node node_of_test);

  /// Turns the loop for `span`.
  void Run(base::Duration span);
  /// Turns the loop until `polls` more have finished.
  void RunPolls(std::size_t polls);

  /// What Reload needs for so many URLs.
  static std::vector<ProbePlan> Plans(const Options& options);
  static ProberPolicy PolicyOf(const Options& options);

  base::Duration elapsed() const { return clock.Mono() - begin_; }
  /// The requests that began a poll.
  std::vector<Request> Polls() const;

  Node node;
  PaceOf pace = [](base::UrlIndex) { return health::Pace(); };
  std::uint64_t generation = 0;
  std::vector<Request> requests;
  std::vector<health::ProbeReport> reports;
  testing::ManualClock clock;
  testing::ScriptedTransport transport;
  Prober prober;

 private:
  void Turn(base::MonoTime until);

  const base::MonoTime begin_ = clock.Mono();
  std::size_t polls_finished_ = 0;
};

}  // namespace headway::probes
