#include "config/headway_section.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "config/ascii.h"
#include "config/durations.h"
#include "config/lava_watch.h"
#include "config/listen_address.h"
#include "config/metric_prefix.h"
#include "config/provider_endpoints.h"

namespace headway::config {
namespace {

using std::chrono::seconds;

constexpr Range kPositive{1};
constexpr std::uint32_t kMaxDivisor = 64;
constexpr double kMaxJitter = 0.5;
constexpr base::Duration kMinEpoch = seconds(1);

// What is left of an epoch for anything but its two verification polls.
constexpr base::Duration kEpochReserve = seconds(1);

// A mapping under `headway:` that is not there reads as one without keys.
const Node& OrEmpty(const Node* node) {
  static const Node kEmpty;
  return node == nullptr ? kEmpty : *node;
}

void ReadListenAddress(MappingReader& reader, WebSettings& web) {
  const std::optional<Text> address = reader.ReadText("listen-address");
  if (!address.has_value()) return;
  std::string why;
  if (ParseListenAddress(address->value, why)) {
    web.listen_address = address->value;
  } else {
    reader.Error(address->mark,
                 "headway.listen-address must be an IPv4 address (or nothing, or localhost) and a "
                 "port from 0 to 65535, as in 127.0.0.1:9788 or :9788" +
                     address->ButNot());
  }
}

void ReadPolling(const Context& context, const Node& node, probes::PollingPolicy& polling) {
  MappingReader reader(context, node, "headway.polling", KeyOwner::kHeadway);
  const std::size_t errors_before = reader.error_count();
  reader.ReadUnsigned("divisor", {1, kMaxDivisor}, polling.divisor);
  reader.ReadDuration("min-interval", polling.min_interval);
  reader.ReadDuration("max-interval", polling.max_interval);
  reader.ReadDuration("timeout", polling.timeout);
  reader.ReadDuration("max-backoff", polling.max_backoff);
  reader.ReadDuration("max-holdoff", polling.max_holdoff);
  reader.ReadDecimal("jitter", 0, kMaxJitter, polling.jitter);
  reader.Finish();
  if (reader.error_count() != errors_before) return;
  for (const auto& [key, bound] : {std::pair{"max-interval", polling.max_interval},
                                   std::pair{"max-backoff", polling.max_backoff}}) {
    if (bound >= polling.min_interval) continue;
    reader.Error(reader.MarkOf(key), reader.PathOf(key) + " (" + FormatDuration(bound) +
                                         ") must not be shorter than min-interval (" +
                                         FormatDuration(polling.min_interval) + ')');
  }
}

void ReadUnhealthyOn(MappingReader& reader, health::StateSet& states) {
  constexpr std::string_view kKey = "unhealthy-on";
  if (!reader.Has(kKey)) return;
  // A node that answers, was not asked yet or slows us down has not shown to be bad.
  std::vector<std::string_view> allowed;
  for (const health::State state : health::kAllStates) {
    if (health::DefaultUnhealthyOn().test(static_cast<std::size_t>(state))) {
      allowed.push_back(health::ToString(state));
    }
  }
  states.reset();
  for (const Text& text : reader.ReadTexts(kKey)) {
    if (!reader.PickOneOf(text, kKey, allowed).has_value()) continue;
    for (const health::State state : health::kAllStates) {
      if (health::ToString(state) == text.value) states.set(static_cast<std::size_t>(state));
    }
  }
}

void ReadHealth(MappingReader& reader, health::HealthPolicy& health) {
  reader.ReadUnsigned("fall", kPositive, health.fall);
  reader.ReadUnsigned("rise", kPositive, health.rise);
  reader.ReadDuration("recheck-interval", health.recheck_interval);
  reader.ReadDuration("recheck-timeout", health.recheck_timeout);
  reader.ReadUnsigned("stale-after-blocks", {0, base::limits::kMaxBlockHeight},
                      health.stale_after_blocks);
  reader.ReadUnsigned("disable-after", kPositive, health.disable_after);
  reader.ReadDuration("throttled-grace", health.throttled_grace);
  ReadUnhealthyOn(reader, health.unhealthy_on);
  reader.Finish();
}

void ReadEpoch(MappingReader& reader, health::EpochPolicy& epoch) {
  constexpr std::array<std::string_view, 2> kResets = {"optimistic", "verified"};
  reader.ReadDuration("duration", epoch.duration, kMinEpoch);
  const std::optional<std::size_t> reset = reader.ReadOneOf("reset", kResets);
  if (reset.has_value()) {
    epoch.reset = *reset == 0 ? health::EpochPolicy::Reset::kOptimistic
                              : health::EpochPolicy::Reset::kVerified;
  }
  reader.Finish();
}

// A reset of the gauge is verified by a poll and a recheck; both must end inside the epoch.
void ReadHealthAndEpoch(const Context& context, MappingReader& file, const Node& health_node,
                        const Node& epoch_node, Settings& settings) {
  const std::size_t errors_before = file.error_count();
  MappingReader health(context, health_node, "headway.health", KeyOwner::kHeadway);
  ReadHealth(health, settings.health);
  file.ReadDuration("epoch-duration", settings.epoch.duration, kMinEpoch);
  MappingReader epoch(context, epoch_node, "headway.epoch", KeyOwner::kHeadway);
  ReadEpoch(epoch, settings.epoch);
  if (file.error_count() != errors_before) return;
  const base::Duration least =
      settings.health.recheck_timeout + settings.health.recheck_interval + kEpochReserve;
  if (settings.epoch.duration >= least) return;
  Mark mark = health.MarkOf("recheck-timeout");
  if (file.Has("epoch-duration")) mark = file.MarkOf("epoch-duration");
  if (epoch.Has("duration")) mark = epoch.MarkOf("duration");
  file.Error(mark, "an epoch of " + FormatDuration(settings.epoch.duration) +
                       " is too short: it must hold headway.health.recheck-timeout + "
                       "recheck-interval + 1s = " +
                       FormatDuration(least));
}

void ReadBlocking(const Context& context, const Node& node, health::BlockingPolicy& blocking) {
  MappingReader reader(context, node, "headway.blocking", KeyOwner::kHeadway);
  reader.ReadDuration("reconnect-interval", blocking.reconnect_interval);
  reader.ReadUnsigned("max-consecutive-errors", kPositive, blocking.max_consecutive_errors);
  reader.ReadDuration("second-chance-after", blocking.second_chance_after);
  reader.Finish();
}

void ReadScores(const Context& context, const Node& node, health::ScorePolicy& scores) {
  MappingReader reader(context, node, "headway.scores", KeyOwner::kHeadway);
  reader.ReadDuration("relay-timeout", scores.relay_timeout);
  reader.Finish();
}

void ReadBudget(const Context& context, const Node& node, probes::PollingPolicy& polling) {
  MappingReader reader(context, node, "headway.budget", KeyOwner::kHeadway);
  reader.ReadUnsigned("requests-per-minute", {}, polling.budget_requests_per_minute);
  reader.Finish();
}

void ReadMetrics(const Context& context, const Node& node, MetricsSettings& metrics) {
  constexpr std::array<std::string_view, 2> kCompat = {"lava", "smart-router"};
  MappingReader reader(context, node, "headway.metrics", KeyOwner::kHeadway);
  const std::optional<Text> prefix = reader.ReadText("prefix");
  if (prefix.has_value() && IsMetricPrefix(prefix->value)) {
    metrics.prefix = prefix->value;
  } else if (prefix.has_value()) {
    reader.Error(prefix->mark,
                 "headway.metrics.prefix must be letters, digits, underscores and colons, the "
                 "first of them no digit" +
                     prefix->ButNot());
  }
  for (const Text& text : reader.ReadTexts("compat")) {
    const bool is_new =
        std::find(metrics.compat.begin(), metrics.compat.end(), text.value) == metrics.compat.end();
    if (!reader.PickOneOf(text, "compat", kCompat).has_value() || !is_new) continue;
    metrics.compat.push_back(text.value);
    // `endpoint_overall_health` with this prefix is the router's own name for it.
    if (metrics.prefix == (text.value == "lava" ? "lava_rpc_" : "rpc_")) {
      reader.Error(text.mark, "headway.metrics.prefix \"" + metrics.prefix +
                                  "\" gives headway's series the names of the router's own, which "
                                  "compat adds: leave one of the two out");
    }
  }
  reader.Finish();
}

}  // namespace

HeadwayParts ReadHeadwaySection(const Context& context, MappingReader& file, Settings& settings) {
  MappingReader reader(context, OrEmpty(file.Find("headway")), "headway", KeyOwner::kHeadway);
  const auto section = [&](std::string_view key) -> const Node& {
    return OrEmpty(reader.Find(key));
  };
  ReadListenAddress(reader, settings.web);
  ReadPolling(context, section("polling"), settings.polling);
  const Node& health = section("health");
  ReadHealthAndEpoch(context, file, health, section("epoch"), settings);
  ReadBlocking(context, section("blocking"), settings.blocking);
  ReadScores(context, section("scores"), settings.scores);
  ReadBudget(context, section("budget"), settings.polling);
  ReadMetrics(context, section("metrics"), settings.metrics);
  HeadwayParts parts;
  parts.chains = reader.Find("chains");
  parts.reference_urls = reader.Find("reference-urls");
  parts.lava = reader.Find("lava");
  if (FindMember(health, "stale-after-blocks") != nullptr) {
    parts.stale_after_blocks = settings.health.stale_after_blocks;
  }
  reader.Finish();
  return parts;
}

void ReadLava(const Context& context, const Node& node, std::span<const chains::ChainSpec> chains,
              LavaSettings& lava) {
  MappingReader reader(context, node, "headway.lava", KeyOwner::kHeadway);
  ReadLavaWatch(reader, chains, lava);
  ReadProviderEndpoints(context, reader, chains, lava.provider_endpoints);
  reader.Finish();
}

}  // namespace headway::config
