#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace headway::sim {

/// Delta debugging: drops indices from `kept` as long as `still_fails` says so of what is left,
/// down to a list of which no single one can be dropped, or until `may_go_on` says no. The order
/// stays.
std::vector<std::size_t> Shrink(
    std::vector<std::size_t> kept,
    const std::function<bool(const std::vector<std::size_t>&)>& still_fails,
    const std::function<bool()>& may_go_on);

}  // namespace headway::sim
