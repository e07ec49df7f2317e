#include "config/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace headway::config {
namespace {

// Longer than any name of the configuration, shorter than most keys and tokens.
constexpr std::size_t kMaxShownBytes = 40;

}  // namespace

std::string PlaceOf(Mark mark) {
  return "line " + std::to_string(mark.line) + ", column " + std::to_string(mark.column);
}

std::string Shown(std::string_view text) {
  if (text.size() > kMaxShownBytes || text.find_first_of("@$?&=") != std::string_view::npos ||
      text.find("//") != std::string_view::npos) {
    return {};
  }
  return '"' + base::Sanitize(text, kMaxShownBytes) + '"';
}

std::string Named(std::string_view text) {
  const std::string shown = Shown(text);
  return shown.empty() ? shown : ' ' + shown;
}

std::string ButNot(std::string_view text) {
  const std::string shown = Shown(text);
  return shown.empty() ? shown : ", not " + shown;
}

std::string ToString(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) {
    text += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column);
  }
  if (!text.empty()) text += ": ";
  text += diagnostic.severity == Severity::kError ? "error: " : "warning: ";
  return text + diagnostic.message;
}

void Diagnostics::Error(Mark at, std::string message) {
  ++error_count_;
  Add(Severity::kError, at, std::move(message));
}

void Diagnostics::Warning(Mark at, std::string message) {
  Add(Severity::kWarning, at, std::move(message));
}

void Diagnostics::Add(Severity severity, Mark at, std::string message) {
  findings_.push_back({severity, file_name_, at.line, at.column, std::move(message)});
}

std::vector<Diagnostic> Diagnostics::Take() {
  const auto place = [](const Diagnostic& finding) {
    return std::make_tuple(finding.line == 0, finding.line, finding.column);
  };
  std::stable_sort(
      findings_.begin(), findings_.end(),
      [&](const Diagnostic& left, const Diagnostic& right) { return place(left) < place(right); });
  std::vector<Diagnostic> kept;
  for (Diagnostic& finding : findings_) {
    bool seen = false;
    for (auto other = kept.rbegin();
         other != kept.rend() && place(*other) == place(finding) && finding.line > 0; ++other) {
      seen = seen || (other->severity == finding.severity && other->message == finding.message);
    }
    if (!seen) kept.push_back(std::move(finding));
  }
  findings_.clear();
  error_count_ = 0;
  return kept;
}

LoadResult ToResult(Diagnostics& diagnostics, Settings settings) {
  LoadResult result;
  if (diagnostics.error_count() == 0) result.settings = std::move(settings);
  result.diagnostics = diagnostics.Take();
  return result;
}

}  // namespace headway::config
