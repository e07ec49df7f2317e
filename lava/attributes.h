#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/reader.h"
#include "lava/lava_event.h"

namespace headway::lava {

struct Attribute {
  std::string key;
  std::string value;
};

/// `name.7` → `name`, `7`; without such an ending, the key and nothing.
struct SuffixedKey {
  std::string_view name;
  std::string_view index;
};
SuffixedKey SplitSuffix(std::string_view key);

/// The attributes of an event, as plain text. Nodes before CometBFT 0.37 wrote keys and values in
/// base 64. An event is taken for such a one if none of its keys is a `known_keys` as it stands,
/// all of them are base 64, and one of them is then a known one: a plain word that happens to be
/// valid base 64, as `provider` is, is never decoded. Suffixes do not count in the comparison.
base::Result<std::vector<Attribute>, UnreadReason> ReadAttributes(
    const json::Value& event, std::span<const std::string_view> known_keys);

}  // namespace headway::lava
