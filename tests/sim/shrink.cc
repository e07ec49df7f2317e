#include "tests/sim/shrink.h"

#include <algorithm>

namespace headway::sim {

std::vector<std::size_t> Shrink(
    std::vector<std::size_t> kept,
    const std::function<bool(const std::vector<std::size_t>&)>& still_fails,
    const std::function<bool()>& may_go_on) {
  std::size_t chunk = std::max<std::size_t>(kept.size() / 2, 1);
  while (!kept.empty()) {
    bool dropped = false;
    for (std::size_t from = 0; from < kept.size();) {
      if (!may_go_on()) return kept;
      const std::size_t to = std::min(from + chunk, kept.size());
      std::vector<std::size_t> rest(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(from));
      rest.insert(rest.end(), kept.begin() + static_cast<std::ptrdiff_t>(to), kept.end());
      if (still_fails(rest)) {
        kept = std::move(rest);
        dropped = true;
      } else {
        from = to;
      }
    }
    if (chunk > 1) {
      chunk /= 2;
    } else if (!dropped) {
      break;
    }
  }
  return kept;
}

}  // namespace headway::sim
