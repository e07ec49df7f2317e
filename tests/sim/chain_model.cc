#include "tests/sim/chain_model.h"

#include <array>

namespace headway::sim {

ChainModel::ChainModel(base::Duration block_time, std::uint64_t first_head, base::Duration length,
                       base::Random& random)
    : block_time_(block_time), first_head_(first_head) {
  constexpr std::uint64_t kDeepest = 8;
  constexpr std::int64_t kMeanGapSeconds = 3600;
  base::Duration at{};
  while (true) {
    at += std::chrono::seconds(1 + random.Below(2 * kMeanGapSeconds));
    if (at >= length) return;
    reorgs_.push_back({.at = at, .lowest_replaced = HeadAt(at) - random.Below(kDeepest)});
  }
}

std::uint64_t ChainModel::HeadAt(base::Duration at) const {
  return first_head_ + static_cast<std::uint64_t>(at / block_time_);
}

std::string ChainModel::HashAt(std::uint64_t height, base::Duration at) const {
  std::uint64_t fork = 0;
  for (std::size_t index = 0; index < reorgs_.size() && reorgs_[index].at <= at; ++index) {
    if (height >= reorgs_[index].lowest_replaced) fork = index + 1;
  }
  base::Random digits(height * 1'000'003 + fork);
  constexpr std::array kDigits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                  '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string text;
  for (int word = 0; word < 4; ++word) {
    std::uint64_t bits = digits.Next();
    for (int digit = 0; digit < 16; ++digit, bits >>= 4U) text += kDigits.at(bits & 15U);
  }
  return text;
}

}  // namespace headway::sim
