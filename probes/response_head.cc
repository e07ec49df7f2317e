#include "probes/response_head.h"

#include <algorithm>

#include "base/limits.h"
#include "probes/retry_after.h"

namespace headway::probes {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool TakeHeader(std::string_view line, std::string_view lower_case_name, std::string& value) {
  if (line.size() <= lower_case_name.size() || line[lower_case_name.size()] != ':') return false;
  const bool same = std::equal(
      lower_case_name.begin(), lower_case_name.end(), line.begin(), [](char want, char have) {
        return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have - 'A' + 'a') : have);
      });
  if (same) value = Trimmed(line.substr(lower_case_name.size() + 1));
  return same;
}

}  // namespace

void ResponseHead::Clear() {
  bytes_ = 0;
  complete_ = false;
  retry_after_.clear();
  date_.clear();
}

bool ResponseHead::Take(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > base::limits::kMaxReplyHeaderBytes) return false;
  // A head follows each interim response (1xx); an empty line ends each of them.
  if (line.starts_with("HTTP/")) complete_ = false;
  if (Trimmed(line).empty()) complete_ = true;
  if (!TakeHeader(line, "retry-after", retry_after_)) TakeHeader(line, "date", date_);
  return true;
}

std::optional<base::Duration> ResponseHead::RetryAfter(base::WallTime now) const {
  return ParseRetryAfter(retry_after_, date_, now);
}

}  // namespace headway::probes
