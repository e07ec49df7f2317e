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

bool IsHeader(std::string_view line, std::string_view lower_case_name) {
  if (line.size() <= lower_case_name.size() || line[lower_case_name.size()] != ':') return false;
  return std::equal(
      lower_case_name.begin(), lower_case_name.end(), line.begin(), [](char want, char have) {
        return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have - 'A' + 'a') : have);
      });
}

/// `line` is a header of that name.
std::string_view ValueOf(std::string_view line, std::string_view name) {
  return Trimmed(line.substr(name.size() + 1));
}

bool TakeHeader(std::string_view line, std::string_view lower_case_name, std::string& value) {
  if (!IsHeader(line, lower_case_name)) return false;
  value = ValueOf(line, lower_case_name);
  return true;
}

}  // namespace

void ResponseHead::Clear() {
  bytes_ = 0;
  complete_ = false;
  retry_after_.clear();
  date_.clear();
  wanted_ = {};
  received_.clear();
  values_.clear();
}

void ResponseHead::Want(std::span<const std::string_view> names) {
  wanted_ = names;
  values_.reserve(names.size());
}

bool ResponseHead::Take(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > base::limits::kMaxReplyHeaderBytes) return false;
  // A head follows each interim response (1xx); an empty line ends each of them.
  if (line.starts_with("HTTP/")) {
    complete_ = false;
    received_.clear();
    values_.clear();
  }
  if (Trimmed(line).empty()) complete_ = true;
  if (!TakeHeader(line, "retry-after", retry_after_)) TakeHeader(line, "date", date_);
  if (!wanted_.empty()) TakeWanted(line);
  return true;
}

void ResponseHead::TakeWanted(std::string_view line) {
  for (const std::string_view name : wanted_) {
    if (!IsHeader(line, name)) continue;
    const bool is_known =
        std::any_of(received_.begin(), received_.end(),
                    [name](const ReceivedHeader& each) { return each.name == name; });
    if (is_known) return;
    const std::string_view value = ValueOf(line, name);
    received_.push_back(
        {name, values_.emplace_back(value.substr(0, base::limits::kMaxKeptHeaderBytes))});
    return;
  }
}

std::optional<base::Duration> ResponseHead::RetryAfter(base::WallTime now) const {
  return ParseRetryAfter(retry_after_, date_, now);
}

}  // namespace headway::probes
