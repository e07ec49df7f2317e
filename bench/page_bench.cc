// What a look at the status page costs next to a scrape, both of the same 1,000 endpoints.
#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "bench/allocations.h"
#include "bench/polled_fleet.h"
#include "exporter/exposition.h"
#include "exporter/status_page.h"

namespace headway::bench {
namespace {

constexpr std::uint32_t kEndpoints = 1'000;
constexpr std::uint32_t kEndpointsPerUrl = 2;

const PolledFleet& Fleet() {
  static const PolledFleet fleet(kEndpoints / kEndpointsPerUrl, kEndpointsPerUrl);
  return fleet;
}

/// With histories, as the page needs them.
const exporter::Snapshot& Histories() {
  static const auto snapshot = Fleet().Take(exporter::SnapshotDepth::kHistories);
  HEADWAY_CHECK(snapshot->endpoints.size() == kEndpoints);
  return *snapshot;
}

/// `bytes` is the size of what was written, 0 where nothing was.
void Report(benchmark::State& state, std::uint64_t allocations, std::size_t bytes) {
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["allocations"] =
      static_cast<double>(allocations) / static_cast<double>(state.iterations());
}

void Scrape(benchmark::State& state) {
  std::string text;
  const auto encode = [&text] {
    text.clear();
    exporter::ExpositionWriter writer(exporter::ExpositionFormat::kText004, text);
    exporter::EncodeSnapshot(Histories(), {}, writer);
  };
  encode();
  const std::uint64_t before = Allocations();
  for ([[maybe_unused]] auto iteration : state) {
    encode();
    benchmark::DoNotOptimize(text.data());
  }
  Report(state, Allocations() - before, text.size());
}
BENCHMARK(Scrape)->Name("page/scrape")->Unit(benchmark::kMicrosecond);

void Render(benchmark::State& state) {
  const exporter::ClockReading now = Fleet().Now();
  const exporter::PageContext page{.snapshot = Histories(),
                                   .now = now,
                                   .until_epoch = std::chrono::seconds(100),
                                   .version = "1.2.3",
                                   .telemetry_path = "/metrics"};
  std::size_t bytes = 0;
  const std::uint64_t before = Allocations();
  for ([[maybe_unused]] auto iteration : state) {
    const std::string text = exporter::RenderStatusPage(page);
    bytes = text.size();
    benchmark::DoNotOptimize(text.data());
  }
  Report(state, Allocations() - before, bytes);
}
BENCHMARK(Render)->Name("page/status")->Unit(benchmark::kMicrosecond);

void TakeSnapshot(benchmark::State& state) {
  const std::size_t endpoints = Histories().endpoints.size();
  const std::uint64_t before = Allocations();
  for ([[maybe_unused]] auto iteration : state) {
    const auto snapshot = Fleet().Take(exporter::SnapshotDepth::kHistories);
    HEADWAY_CHECK(snapshot->endpoints.size() == endpoints);
  }
  Report(state, Allocations() - before, 0);
}
BENCHMARK(TakeSnapshot)->Name("page/snapshot")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace headway::bench

BENCHMARK_MAIN();
