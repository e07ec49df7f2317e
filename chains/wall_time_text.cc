#include "chains/wall_time_text.h"

#include <chrono>
#include <cstddef>

namespace headway::chains {
namespace {

bool IsDigit(char symbol) { return symbol >= '0' && symbol <= '9'; }

/// Takes pieces off the front of a text; once something was not there, nothing is any more.
class Pieces {
 public:
  explicit Pieces(std::string_view text) : rest_(text) {}

  int Digits(std::size_t count) {
    int number = 0;
    for (std::size_t taken = 0; taken < count; ++taken) {
      if (rest_.empty() || !IsDigit(rest_.front())) {
        good_ = false;
        return 0;
      }
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return number;
  }

  bool Has(char symbol) const { return !rest_.empty() && rest_.front() == symbol; }

  bool Take(char symbol) {
    if (!Has(symbol)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Expect(char symbol) { good_ = Take(symbol) && good_; }

  /// Digits of a fraction, the first nine of which count.
  std::chrono::nanoseconds Fraction() {
    constexpr int kNanosecondDigits = 9;
    std::int64_t nanoseconds = 0;
    int digits = 0;
    for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1), ++digits) {
      if (digits < kNanosecondDigits) nanoseconds = nanoseconds * 10 + (rest_.front() - '0');
    }
    good_ = good_ && digits > 0;
    for (; digits < kNanosecondDigits; ++digits) nanoseconds *= 10;
    return std::chrono::nanoseconds(nanoseconds);
  }

  bool AllTakenWell() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<std::chrono::minutes> Offset(Pieces& pieces) {
  if (pieces.Take('Z') || pieces.Take('z')) return std::chrono::minutes(0);
  const bool is_west = pieces.Has('-');
  pieces.Expect(is_west ? '-' : '+');
  const int hours = pieces.Digits(2);
  pieces.Expect(':');
  const int minutes = pieces.Digits(2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return is_west ? -offset : offset;
}

}  // namespace

std::optional<base::WallTime> ParseRfc3339(std::string_view text) {
  constexpr int kFirstYear = 1970;
  constexpr int kLastYear = 2261;
  Pieces pieces(text);
  const std::chrono::year year(pieces.Digits(4));
  pieces.Expect('-');
  const std::chrono::month month(static_cast<unsigned>(pieces.Digits(2)));
  pieces.Expect('-');
  const std::chrono::day day(static_cast<unsigned>(pieces.Digits(2)));
  if (!pieces.Take('t')) pieces.Expect('T');
  const int hour = pieces.Digits(2);
  pieces.Expect(':');
  const int minute = pieces.Digits(2);
  pieces.Expect(':');
  const int second = pieces.Digits(2);
  const auto fraction = pieces.Take('.') ? pieces.Fraction() : std::chrono::nanoseconds(0);
  const auto offset = Offset(pieces);
  const std::chrono::year_month_day date(year, month, day);
  const bool is_on_the_clock = hour <= 23 && minute <= 59 && second <= 60;
  const bool is_held = int(year) >= kFirstYear && int(year) <= kLastYear;
  if (!pieces.AllTakenWell() || !offset || !date.ok() || !is_on_the_clock || !is_held) {
    return std::nullopt;
  }
  const auto of_day = std::chrono::hours(hour) + std::chrono::minutes(minute) +
                      std::chrono::seconds(second) + fraction - *offset;
  return base::WallTime(std::chrono::sys_days(date).time_since_epoch() + of_day);
}

}  // namespace headway::chains
