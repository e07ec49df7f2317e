// The exposition of one fleet, three ways, all with the same series: headway's encoder, and
// prometheus-cpp's serializer behind headway's own Collectable and behind a Registry of
// instruments.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/check.h"
#include "bench/allocations.h"
#include "bench/polled_fleet.h"
#include "exporter/exposition.h"
#include "exporter/prometheus_bridge.h"
#include "exporter/snapshot.h"

namespace headway::bench {
namespace {

// Such that there are some 10,000 series.
constexpr std::uint32_t kUrls = 58;
constexpr std::uint32_t kEndpointsPerUrl = 2;

const PolledFleet& Fleet() {
  static const PolledFleet fleet(kUrls, kEndpointsPerUrl);
  return fleet;
}

void Encode(std::string& text) {
  text.clear();
  exporter::ExpositionWriter writer(exporter::ExpositionFormat::kText004, text);
  exporter::EncodeSnapshot(*Fleet().snapshot(), {}, writer);
}

std::shared_ptr<prometheus::Collectable> Collectable() {
  return exporter::MakeCollectable([] { return Fleet().snapshot(); }, {});
}

template <class Builder>
auto& Register(Builder builder, const prometheus::MetricFamily& family,
               prometheus::Registry& registry) {
  return builder.Name(family.name).Help(family.help).Register(registry);
}

prometheus::Labels LabelsOf(const prometheus::ClientMetric& metric) {
  prometheus::Labels labels;
  for (const auto& label : metric.label) labels.emplace(label.name, label.value);
  return labels;
}

void AddHistograms(const prometheus::MetricFamily& family, prometheus::Registry& registry) {
  auto& histograms = Register(prometheus::BuildHistogram(), family, registry);
  for (const prometheus::ClientMetric& metric : family.metric) {
    std::vector<double> bounds;
    std::vector<double> increments;
    std::uint64_t below = 0;
    for (const auto& bucket : metric.histogram.bucket) {
      bounds.push_back(bucket.upper_bound);
      increments.push_back(static_cast<double>(bucket.cumulative_count - below));
      below = bucket.cumulative_count;
    }
    bounds.pop_back();  // +Inf is prometheus-cpp's own
    histograms.Add(LabelsOf(metric), bounds)
        .ObserveMultiple(increments, metric.histogram.sample_sum);
  }
}

/// The same series as instruments: what an exporter has that keeps its state in prometheus-cpp.
std::unique_ptr<prometheus::Registry> MakeRegistry() {
  auto registry = std::make_unique<prometheus::Registry>();
  for (const prometheus::MetricFamily& family : Collectable()->Collect()) {
    if (family.type == prometheus::MetricType::Histogram) {
      AddHistograms(family, *registry);
    } else if (family.type == prometheus::MetricType::Counter) {
      auto& counters = Register(prometheus::BuildCounter(), family, *registry);
      for (const auto& each : family.metric) {
        counters.Add(LabelsOf(each)).Increment(each.counter.value);
      }
    } else {
      auto& gauges = Register(prometheus::BuildGauge(), family, *registry);
      for (const auto& each : family.metric) gauges.Add(LabelsOf(each)).Set(each.gauge.value);
    }
  }
  return registry;
}

std::size_t CountSeries(std::string_view text) {
  std::size_t series = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    HEADWAY_CHECK(end != std::string_view::npos);
    if (text.front() != '#') ++series;
    text.remove_prefix(end + 1);
  }
  return series;
}

/// How many series every way must show; a way that shows others is no comparison.
std::size_t ExpectedSeries() {
  static const std::size_t series = [] {
    std::string text;
    Encode(text);
    return CountSeries(text);
  }();
  return series;
}

/// `bytes` is the size of one exposition, 0 where there is none.
void Report(benchmark::State& state, std::uint64_t allocations, std::size_t bytes) {
  const auto iterations = static_cast<double>(state.iterations());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(ExpectedSeries()));
  state.counters["series"] = static_cast<double>(ExpectedSeries());
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["allocations"] = static_cast<double>(allocations) / iterations;
}

void EncodeReusingBuffer(benchmark::State& state) {
  std::string text;
  Encode(text);
  HEADWAY_CHECK(CountSeries(text) == ExpectedSeries());
  const std::uint64_t before = Allocations();
  for ([[maybe_unused]] auto iteration : state) {
    Encode(text);
    benchmark::DoNotOptimize(text.data());
  }
  Report(state, Allocations() - before, text.size());
}
BENCHMARK(EncodeReusingBuffer)->Name("exposition/headway")->Unit(benchmark::kMicrosecond);

void Serialize(benchmark::State& state, const prometheus::Collectable& collectable) {
  const prometheus::TextSerializer serializer;
  std::string text = serializer.Serialize(collectable.Collect());
  HEADWAY_CHECK(CountSeries(text) == ExpectedSeries());
  const std::uint64_t before = Allocations();
  for ([[maybe_unused]] auto iteration : state) {
    text = serializer.Serialize(collectable.Collect());
    benchmark::DoNotOptimize(text.data());
  }
  Report(state, Allocations() - before, text.size());
}

void SerializeCollectable(benchmark::State& state) { Serialize(state, *Collectable()); }
BENCHMARK(SerializeCollectable)
    ->Name("exposition/collectable+TextSerializer")
    ->Unit(benchmark::kMicrosecond);

void SerializeRegistry(benchmark::State& state) { Serialize(state, *MakeRegistry()); }
BENCHMARK(SerializeRegistry)
    ->Name("exposition/registry+TextSerializer")
    ->Unit(benchmark::kMicrosecond);

void TakeSnapshot(benchmark::State& state) {
  HEADWAY_CHECK(ExpectedSeries() > 0);
  const std::uint64_t before = Allocations();
  for ([[maybe_unused]] auto iteration : state) {
    const auto snapshot = Fleet().Take();
    benchmark::DoNotOptimize(snapshot.get());
  }
  Report(state, Allocations() - before, 0);
}
BENCHMARK(TakeSnapshot)->Name("exposition/snapshot")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace headway::bench

BENCHMARK_MAIN();
