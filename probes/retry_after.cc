#include "probes/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <string>

namespace headway::probes {
namespace {

// Longer than any hold-off may be, and short enough not to overflow.
constexpr std::int64_t kLongestSeconds = 1'000'000;

/// Seconds since 1970 of an HTTP date in one of the three forms a recipient must accept (RFC 9110,
/// 5.6.7). The names of days and months are English: the program never leaves the C locale.
std::optional<std::int64_t> ParseHttpDate(const std::string& text) {
  constexpr std::array kForms = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                 "%a %b %e %H:%M:%S %Y"};
  for (const char* form : kForms) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') return timegm(&parts);
  }
  return std::nullopt;
}

}  // namespace

std::optional<base::Duration> ParseRetryAfter(std::string_view retry_after, std::string_view date,
                                              base::WallTime now) {
  if (retry_after.empty()) return std::nullopt;
  const bool all_digits = std::all_of(retry_after.begin(), retry_after.end(),
                                      [](char each) { return each >= '0' && each <= '9'; });
  std::int64_t seconds = 0;
  if (all_digits) {
    const char* end = retry_after.data() + retry_after.size();
    const auto parsed = std::from_chars(retry_after.data(), end, seconds);
    if (parsed.ec == std::errc::result_out_of_range) seconds = kLongestSeconds;
  } else {
    const auto until = ParseHttpDate(std::string(retry_after));
    const std::int64_t our_time =
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const std::int64_t sent = ParseHttpDate(std::string(date)).value_or(our_time);
    if (!until || *until < sent) return std::nullopt;
    seconds = *until - sent;
  }
  return std::chrono::seconds(std::min(seconds, kLongestSeconds));
}

}  // namespace headway::probes
