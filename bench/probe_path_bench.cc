// The whole probe path, poll → decode → tracker → counters, run by the program's own loop: against
// nginx over libcurl, and without sockets, where what remains is headway's own work.
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "base/check.h"
#include "base/system_clock.h"
#include "bench/allocations.h"
#include "bench/chain_replies.h"
#include "bench/fleet_settings.h"
#include "bench/instant_transport.h"
#include "bench/local_nginx.h"
#include "chains/error_id.h"
#include "exporter/fleet_builder.h"
#include "exporter/sidecar.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"
#include "tests/support/manual_clock.h"

namespace headway::bench {
namespace {

using chains::FamilyId;

constexpr base::Duration kBlockTime = std::chrono::seconds(12);
// As in a block of a busy Ethereum-like chain.
constexpr std::size_t kTransactions = 200;

std::unique_ptr<exporter::Sidecar> MakeSidecar(const FleetShape& shape,
                                               probes::Transport& transport,
                                               const base::Clock& clock) {
  const config::Settings settings = MakeSettings(shape);
  return std::make_unique<exporter::Sidecar>(
      exporter::BuildFleet(settings), exporter::PolicyOf(settings), transport, 1, InstantOf(clock));
}

std::uint64_t PollsEnded(const exporter::Sidecar& sidecar, health::PollOutcome outcome) {
  std::uint64_t polls = 0;
  for (const health::UrlRow& url : sidecar.fleet().urls()) {
    polls += url.ledger.polls.at(static_cast<std::size_t>(outcome));
  }
  return polls;
}

/// A poll that failed did not go the whole path: then there is nothing to report.
void RequireSuccess(const exporter::Sidecar& sidecar, benchmark::State& state) {
  std::string errors;
  for (const health::EndpointRow& endpoint : sidecar.fleet().endpoints()) {
    for (const health::ErrorCount& error : endpoint.ledger.errors) {
      const std::string_view name = chains::Describe(error.error).name;
      if (errors.find(name) == std::string::npos) errors.append(" ").append(name);
    }
  }
  if (!errors.empty()) state.SkipWithError(("polls failed:" + errors).c_str());
}

struct CpuTime {
  double user_seconds = 0;
  double system_seconds = 0;
};

/// Of this process; nginx is another one.
CpuTime CpuUsed() {
  rusage usage{};
  HEADWAY_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return {.user_seconds = seconds(usage.ru_utime), .system_seconds = seconds(usage.ru_stime)};
}

/// Between construction and Report, polls are counted by the sidecar's own counters.
class Meter {
 public:
  explicit Meter(const exporter::Sidecar& sidecar)
      : sidecar_(sidecar),
        polls_(PollsEnded(sidecar, health::PollOutcome::kSuccess)),
        allocations_(Allocations()),
        cpu_(CpuUsed()) {}

  void Report(benchmark::State& state) const {
    const CpuTime cpu = CpuUsed();
    const std::uint64_t allocations = Allocations() - allocations_;
    const std::uint64_t count = PollsEnded(sidecar_, health::PollOutcome::kSuccess) - polls_;
    const auto polls = static_cast<double>(count);
    state.SetItemsProcessed(static_cast<std::int64_t>(count));
    state.counters["user_us_per_poll"] = (cpu.user_seconds - cpu_.user_seconds) / polls * 1e6;
    state.counters["system_us_per_poll"] = (cpu.system_seconds - cpu_.system_seconds) / polls * 1e6;
    state.counters["allocations_per_poll"] = static_cast<double>(allocations) / polls;
  }

 private:
  const exporter::Sidecar& sidecar_;
  const std::uint64_t polls_;
  const std::uint64_t allocations_;
  const CpuTime cpu_;
};

/// One poll of every URL. Replies come at once, so the time of sending and of completion are one.
void RunRound(exporter::Sidecar& sidecar, InstantTransport& transport,
              testing::ManualClock& clock) {
  clock.Advance(kBlockTime);
  sidecar.Tick({}, InstantOf(clock));
  while (!transport.idle()) sidecar.Tick(transport.Poll(clock.Mono()), InstantOf(clock));
}

void WithoutSockets(benchmark::State& state, FamilyId family, InstantTransport& transport,
                    const std::function<void(const base::Clock&)>& before_round) {
  const FleetShape shape = {
      .family = family, .urls = 100, .endpoints_per_url = 2, .host_of = [](std::uint32_t url) {
        return "node-" + std::to_string(url) + ".example:8545";
      }};
  testing::ManualClock clock;
  const auto sidecar = MakeSidecar(shape, transport, clock);
  // Until every tracker's window is full and every buffer has its size.
  for (int round = 0; round < 20; ++round) {
    before_round(clock);
    RunRound(*sidecar, transport, clock);
  }
  const Meter meter(*sidecar);
  for ([[maybe_unused]] auto iteration : state) {
    before_round(clock);
    RunRound(*sidecar, transport, clock);
  }
  meter.Report(state);
  RequireSuccess(*sidecar, state);
}

/// Two requests a poll: the head, and its block.
void EvmNewHead(benchmark::State& state) {
  EvmReplies replies(kTransactions);
  InstantTransport transport([&replies](const probes::TransportRequest& request) {
    return InstantReply{.body = replies.To(request.body)};
  });
  WithoutSockets(state, FamilyId::kEvm, transport,
                 [&replies](const base::Clock& clock) { replies.MoveHead(clock.Wall()); });
}
BENCHMARK(EvmNewHead)->Name("poll/no-sockets/evm-new-head")->Unit(benchmark::kMicrosecond);

/// One request a poll.
void EvmSameHead(benchmark::State& state) {
  EvmReplies replies(kTransactions);
  InstantTransport transport([&replies](const probes::TransportRequest& request) {
    return InstantReply{.body = replies.To(request.body)};
  });
  replies.MoveHead(testing::ManualClock::kStart);
  WithoutSockets(state, FamilyId::kEvm, transport, [](const base::Clock& /*clock*/) {});
}
BENCHMARK(EvmSameHead)->Name("poll/no-sockets/evm-same-head")->Unit(benchmark::kMicrosecond);

/// One request a poll.
void SvmNewHead(benchmark::State& state) {
  SvmReplies replies;
  InstantTransport transport([&replies](const probes::TransportRequest& request) {
    return InstantReply{.body = replies.To(request.body)};
  });
  WithoutSockets(state, FamilyId::kSvm, transport,
                 [&replies](const base::Clock& /*clock*/) { replies.MoveHead(); });
}
BENCHMARK(SvmNewHead)->Name("poll/no-sockets/svm")->Unit(benchmark::kMicrosecond);

/// One request a poll, by a table of chains/declarative.
void TableSameHead(benchmark::State& state) {
  const NearReplies replies;
  InstantTransport transport([&replies](const probes::TransportRequest& request) {
    return InstantReply{.body = replies.To(request.body)};
  });
  WithoutSockets(state, FamilyId::kNear, transport, [](const base::Clock& /*clock*/) {});
}
BENCHMARK(TableSameHead)->Name("poll/no-sockets/table-same-head")->Unit(benchmark::kMicrosecond);

/// The family is Solana's because nginx cannot answer two different questions: here one poll is
/// exactly one request. The slot ends in the number of the request on its connection, so that it
/// moves with every poll and never back.
constexpr const char* kSvmReply =
    R"({"jsonrpc":"2.0","id":1,"result":{"context":{"slot":3$connection_requests,)"
    R"("apiVersion":"2.1.0"},"value":{"blockhash":"EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N",)"
    R"("lastValidBlockHeight":280000000}}})";

/// As fast as it goes: every URL has a request under way at any time. One iteration is as many
/// polls as there are URLs.
void AgainstNginx(benchmark::State& state) {
  const auto urls = static_cast<std::uint32_t>(state.range(0));
  const LocalNginx nginx(urls, kSvmReply);
  const base::SystemClock clock;
  probes::EventLoop loop;
  probes::CurlTransport transport(loop, clock, {.user_agent = "headway-bench"});
  const auto sidecar =
      MakeSidecar({.family = FamilyId::kSvm,
                   .urls = urls,
                   .endpoints_per_url = 2,
                   .host_of = [&nginx](std::uint32_t url) { return nginx.Address(url); }},
                  transport, clock);
  const auto run_polls = [&](std::size_t polls) {
    for (std::size_t ended = 0; ended < polls;) {
      const auto completions = transport.Poll(sidecar->NextDeadline(InstantOf(clock)));
      sidecar->Tick(completions, InstantOf(clock));
      ended += completions.size();
    }
  };
  while (!sidecar->fleet().FirstRoundIsDone()) run_polls(urls);
  const Meter meter(*sidecar);
  for ([[maybe_unused]] auto iteration : state) run_polls(urls);
  meter.Report(state);
  RequireSuccess(*sidecar, state);
}
BENCHMARK(AgainstNginx)
    ->Name("poll/nginx")
    ->Arg(100)
    ->Arg(1000)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace headway::bench

BENCHMARK_MAIN();
