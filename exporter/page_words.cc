#include "exporter/page_words.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace headway::exporter {
namespace {

using health::State;

std::string_view InWords(health::BlockReason reason) {
  switch (reason) {
    case health::BlockReason::kDisconnections:
      return "no connection to its nodes";
    case health::BlockReason::kErrors:
      return "too many errors in a row";
    case health::BlockReason::kWrongChain:
      return "its nodes are on another chain";
  }
  return "";
}

std::string Digits(double number, int behind_the_point) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", behind_the_point, number);
  return text.data();
}

}  // namespace

std::string_view ToString(Shape shape) {
  constexpr std::array<std::string_view, 4> kNames = {"good", "warn", "bad", "unknown"};
  return kNames.at(static_cast<std::size_t>(shape));
}

std::string InWords(State state) {
  std::string words(health::ToString(state));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

Sign SignOf(State state, bool serving) {
  std::string words = InWords(state);
  if (state == State::kUnknown) return {.shape = Shape::kUnknown, .words = std::move(words)};
  if (state == State::kHealthy && serving) return {.shape = Shape::kGood, .words = "healthy"};
  if (state == State::kHealthy) return {.shape = Shape::kWarn, .words = "healthy again"};
  return {.shape = serving ? Shape::kWarn : Shape::kBad, .words = std::move(words)};
}

Sign TierOf(const Snapshot::Chain& chain) {
  if (!chain.HasEndpoints()) return {.shape = Shape::kUnknown, .words = "no endpoints"};
  switch (chain.Tier()) {
    case 0:
      return {.shape = Shape::kBad, .words = "dark: nobody serves"};
    case 1:
      return {.shape = Shape::kWarn, .words = "backups only"};
    default:
      return {.shape = Shape::kGood, .words = "primaries serve"};
  }
}

Sign SignOf(const health::PollRecord& poll) {
  if (poll.outcome == health::PollOutcome::kCancelled) {
    return {.shape = Shape::kUnknown, .words = "cancelled"};
  }
  if (poll.outcome == health::PollOutcome::kThrottled) {
    return {.shape = Shape::kWarn, .words = "throttled"};
  }
  if (poll.verdict == State::kUnknown) return {.shape = Shape::kUnknown, .words = "undecided"};
  return SignOf(poll.verdict, poll.verdict == State::kHealthy);
}

Need NeedOf(const Snapshot::Endpoint& endpoint) {
  if (!endpoint.face.gauge) return Need::kDown;
  if (health::IsBlocked(endpoint.blocks)) return Need::kBlocked;
  return endpoint.face.state == State::kHealthy ? Need::kNone : Need::kUncertain;
}

std::string RolesOf(const Snapshot::Endpoint& endpoint) {
  std::string roles;
  for (const health::Role role : health::kAllRoles) {
    if (!endpoint.roles.at(static_cast<std::size_t>(role))) continue;
    if (!roles.empty()) roles += " and ";
    roles += health::ToString(role);
  }
  return roles;
}

std::string BlockInWords(health::Role role, const health::Block& block, const ClockReading& now) {
  std::string words = "blocked as " + std::string(health::ToString(role)) + " for " +
                      Roughly(now.wall - block.since) + ": ";
  words += InWords(block.reason);
  if (block.reblocked) words += "; it was so before this epoch began";
  if (block.probe.fired_after) return words + "; it is being probed";
  return words + "; the next probe " + Relative(now.WallOf(block.probe.at), now.wall);
}

std::string Roughly(base::Duration span) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array<Unit, 4> kUnits = {{{86'400, " d"}, {3'600, " h"}, {60, " min"}, {1, " s"}}};
  std::int64_t left = std::max<std::int64_t>(0, span / std::chrono::seconds(1));
  std::string words;
  for (std::size_t each = 0; each < kUnits.size(); ++each) {
    const std::int64_t count = left / kUnits.at(each).seconds;
    const bool last = each + 1 == kUnits.size();
    if (count == 0 && !last) {
      if (!words.empty()) return words;
      continue;
    }
    if (count == 0 && !words.empty()) return words;
    left -= count * kUnits.at(each).seconds;
    const bool second = !words.empty();
    words += (second ? " " : "") + std::to_string(count) + std::string(kUnits.at(each).name);
    if (second) return words;
  }
  return words;
}

std::string Relative(base::WallTime at, base::WallTime now) {
  return at > now ? "in " + Roughly(at - now) : Roughly(now - at) + " ago";
}

std::string InMilliseconds(base::Duration span) {
  return Digits(base::ToSeconds(span) * 1'000, 1) + " ms";
}

std::string InDecimals(double number) { return Digits(number, 3); }

std::string InPercent(double ratio) {
  constexpr double kHighest = 10;
  // So that 0.29, which is a little less in binary, is 29 %.
  constexpr double kTolerance = 1e-9;
  if (ratio > kHighest) return "over 1000 %";
  if (ratio > 0 && ratio < 0.01) return "less than 1 %";
  return Digits(std::floor(std::max(0.0, ratio) * 100 + kTolerance), 0) + " %";
}

std::string InLava(std::uint64_t ulava) {
  constexpr std::uint64_t kUlava = 1'000'000;
  constexpr std::uint64_t kHundredth = kUlava / 100;
  if (ulava > 0 && ulava < kHundredth) return "less than 0.01 LAVA";
  const std::uint64_t hundredths = ulava % kUlava / kHundredth;
  std::string text = std::to_string(ulava / kUlava);
  if (hundredths > 0) text += (hundredths < 10 ? ".0" : ".") + std::to_string(hundredths);
  return text + " LAVA";
}

std::string Count(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

void AddCount(std::size_t count, std::string_view words, std::string& list) {
  if (count == 0) return;
  if (!list.empty()) list += ", ";
  list += std::to_string(count) + ' ' + std::string(words);
}

}  // namespace headway::exporter
