#include "exporter/open_files.h"

#include <algorithm>
#include <string>

#include <sys/resource.h>

namespace headway::exporter {

void RaiseOpenFileLimit(std::size_t urls, const Log& log) {
  constexpr rlim_t kOwnFiles = 64;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  // A name that is being resolved holds about three; so many for each URL at the worst.
  const rlim_t wanted = 3 * static_cast<rlim_t>(urls) + kOwnFiles;
  if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur < wanted) {
    log.Error("the limit of open files is too low: polls will fail for want of sockets",
              {{"limit", std::to_string(limit.rlim_cur)}, {"wanted", std::to_string(wanted)}});
  }
}

}  // namespace headway::exporter
