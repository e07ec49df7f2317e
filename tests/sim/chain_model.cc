#include "tests/sim/chain_model.h"

#include <algorithm>
#include <array>

#include "base/random.h"

namespace headway::sim {

using base::Duration;

ChainModel::ChainModel(const Scenario& scenario, std::size_t chain)
    : block_time_(scenario.chains[chain].block_time), first_head_(20'000'000 + 10'000'000 * chain) {
  for (const Event& event : scenario.events) {
    if (event.kind != EventKind::kChainHalts || event.subject != chain) continue;
    const Halt halt{event.at, event.at + event.length};
    if (!halts_.empty() && halt.from <= halts_.back().to) {
      halts_.back().to = std::max(halts_.back().to, halt.to);
    } else {
      halts_.push_back(halt);
    }
  }
  for (const Event& event : scenario.events) {
    if (event.kind != EventKind::kChainReorgs || event.subject != chain) continue;
    reorgs_.push_back({.at = event.at, .lowest_replaced = HeadAt(event.at) - event.amount});
  }
}

std::uint64_t ChainModel::HeadAt(Duration at) const {
  Duration lived = at;
  for (const Halt& halt : halts_) {
    if (halt.from < at) lived -= std::min(at, halt.to) - halt.from;
  }
  return first_head_ + static_cast<std::uint64_t>(std::max(lived, Duration::zero()) / block_time_);
}

std::int64_t ChainModel::SecondOf(std::uint64_t height) const {
  Duration at =
      (static_cast<std::int64_t>(height) - static_cast<std::int64_t>(first_head_)) * block_time_;
  for (const Halt& halt : halts_) {
    if (halt.from < at) at += halt.to - halt.from;
  }
  return at / std::chrono::seconds(1);
}

std::string ChainModel::HashAt(std::uint64_t height, Duration at, std::uint64_t branch) const {
  std::uint64_t reorg = 0;
  for (std::size_t index = 0; index < reorgs_.size() && reorgs_[index].at <= at; ++index) {
    if (height >= reorgs_[index].lowest_replaced) reorg = index + 1;
  }
  base::Random digits(height * 1'000'003 + reorg * 1'009 + branch);
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
