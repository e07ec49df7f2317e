#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/limits.h"

/// The forms that the names of the Lava chain have, for all who take one: what the configuration
/// lets in, events and the state file let in too.
namespace headway::lava {

/// `lava@1` and what follows in digits and small letters; at most as long as a label.
constexpr bool IsAddress(std::string_view text) {
  constexpr std::string_view kPrefix = "lava@1";
  return text.starts_with(kPrefix) && text.size() > kPrefix.size() &&
         text.size() <= base::limits::kMaxLabelValueBytes &&
         std::all_of(text.begin() + kPrefix.size(), text.end(), [](char symbol) {
           return (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9');
         });
}

/// Capital letters and digits, at most 32 of them: `ETH1`, `LAV1`.
constexpr bool IsSpecId(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](char symbol) {
           return (symbol >= 'A' && symbol <= 'Z') || (symbol >= '0' && symbol <= '9');
         });
}

}  // namespace headway::lava
