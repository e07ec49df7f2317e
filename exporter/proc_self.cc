#include "exporter/proc_self.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace headway::exporter {
namespace {

std::string ReadAll(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<double> ParseNumber(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

/// Fields of /proc/self/stat from the third on: the second is the command in parentheses and may
/// hold anything.
std::vector<std::string> StatFields() {
  const std::string stat = ReadAll("/proc/self/stat");
  const std::size_t command_end = stat.rfind(')');
  std::vector<std::string> fields;
  if (command_end == std::string::npos) return fields;
  std::istringstream rest(stat.substr(command_end + 1));
  for (std::string field; rest >> field;) fields.push_back(field);
  return fields;
}

std::optional<double> BootTimeSeconds() {
  const std::string stat = ReadAll("/proc/stat");
  constexpr std::string_view kKey = "\nbtime ";
  const std::size_t at = stat.find(kKey);
  if (at == std::string::npos) return std::nullopt;
  return ParseNumber(std::string_view(stat).substr(at + kKey.size()));
}

std::optional<double> CountOpenFds() {
  std::error_code error;
  std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return std::nullopt;
  double count = 0;
  for (; entries != std::filesystem::directory_iterator() && !error; entries.increment(error)) {
    ++count;
  }
  // The listing holds one open itself.
  return count - 1;
}

}  // namespace

ProcSelf ReadProcSelf() {
  // Positions of utime, stime, starttime, vsize and rss in proc(5), counted from the third field.
  constexpr std::size_t kUtime = 11;
  constexpr std::size_t kStime = 12;
  constexpr std::size_t kStartTime = 19;
  constexpr std::size_t kVsize = 20;
  constexpr std::size_t kRss = 21;

  ProcSelf self;
  const std::vector<std::string> fields = StatFields();
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (fields.size() > kRss && ticks > 0) {
    const auto number = [&fields](std::size_t field) { return ParseNumber(fields[field]); };
    const auto user = number(kUtime);
    const auto system = number(kStime);
    if (user && system) self.cpu_seconds = (*user + *system) / ticks;
    const auto start = number(kStartTime);
    const auto boot = BootTimeSeconds();
    if (start && boot) self.start_time_seconds = *boot + *start / ticks;
    self.virtual_memory_bytes = number(kVsize);
    if (const auto pages = number(kRss)) {
      self.resident_memory_bytes = *pages * static_cast<double>(sysconf(_SC_PAGESIZE));
    }
  }
  self.open_fds = CountOpenFds();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) self.max_fds = static_cast<double>(limit.rlim_cur);
  return self;
}

}  // namespace headway::exporter
