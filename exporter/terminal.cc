#include "exporter/terminal.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "exporter/text_layout.h"

namespace headway::exporter {
namespace {

constexpr std::size_t kUsualColumns = 80;

/// `1.2 s`.
std::string InTenths(base::Duration span) {
  const std::int64_t count = span / std::chrono::milliseconds(100);
  return std::to_string(count / 10) + '.' + std::to_string(count % 10) + " s";
}

}  // namespace

bool TakesColour(const char* no_color, const char* term) {
  if (no_color != nullptr && *no_color != '\0') return false;
  return term == nullptr || std::string_view(term) != "dumb";
}

bool TakesColour(int descriptor) {
  return isatty(descriptor) == 1 && TakesColour(std::getenv("NO_COLOR"), std::getenv("TERM"));
}

std::size_t TerminalColumns(int descriptor) {
  winsize size{};
  const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : kUsualColumns;
}

std::string ProgressLine(const CheckProgress& progress, std::size_t columns) {
  const std::string line = "headway check: " + std::to_string(progress.finished) + " of " +
                           std::to_string(progress.urls) + " URLs done, " +
                           InTenths(progress.elapsed) + " of at most " + InTenths(progress.at_most);
  // Some terminals go to the next line once the last column is taken.
  return CutTo(line, std::min(columns, kUsualColumns) - 1);
}

}  // namespace headway::exporter
