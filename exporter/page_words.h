#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "exporter/explanation.h"
#include "exporter/snapshot.h"

/// How the pages for people put what a snapshot knows: short, and never by colour alone.
namespace headway::exporter {

/// What stands beside a word, for the eye; also the name of its CSS class.
enum class Shape : std::uint8_t { kGood, kWarn, kBad, kUnknown };
std::string_view ToString(Shape shape);

struct Sign {
  Shape shape = Shape::kUnknown;
  std::string words;
};

/// `wrong_chain` becomes "wrong chain".
std::string InWords(health::State state);
/// `serving`: whether the gauge beside the state still says healthy.
Sign SignOf(health::State state, bool serving);
/// Who serves a chain.
Sign TierOf(const Snapshot::Chain& chain);
/// What one poll showed.
Sign SignOf(const health::PollRecord& poll);

/// What somebody who looks for trouble wants to see first.
enum class Need : std::uint8_t { kDown, kBlocked, kUncertain, kNone };
Need NeedOf(const Snapshot::Endpoint& endpoint);

/// "primary", "backup", "primary and backup".
std::string RolesOf(const Snapshot::Endpoint& endpoint);

/// As in "blocked as primary for 12 s: no connection to its nodes; the next probe in 18 s".
std::string BlockInWords(health::Role role, const health::Block& block, const ClockReading& now);

/// In two units at most: "4 s", "2 min 5 s", "3 d 1 h". What is negative counts as none.
std::string Roughly(base::Duration span);
/// As in "4 s ago" or "in 2 min 5 s".
std::string Relative(base::WallTime at, base::WallTime now);

/// Milliseconds with one digit behind the point: "12.3 ms".
std::string InMilliseconds(base::Duration span);
/// With three digits behind the point.
std::string InDecimals(double number);

/// A ratio, rounded down so that no threshold looks reached before it is: "75 %", "less than 1 %",
/// "over 1000 %".
std::string InPercent(double ratio);
/// Of an amount in ulava: "75000 LAVA", "6.50 LAVA".
std::string InLava(std::uint64_t ulava);

/// "1 endpoint", "7 endpoints".
std::string Count(std::size_t count, std::string_view noun);
/// Lengthens a list, as in "1 dark, 2 with primaries", by what there is of something.
void AddCount(std::size_t count, std::string_view words, std::string& list);

}  // namespace headway::exporter
