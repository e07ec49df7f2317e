#include "lava/attributes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace headway::lava {
namespace {

std::optional<unsigned> SixBitsOf(char symbol) {
  if (symbol >= 'A' && symbol <= 'Z') return static_cast<unsigned>(symbol - 'A');
  if (symbol >= 'a' && symbol <= 'z') return static_cast<unsigned>(symbol - 'a') + 26;
  if (symbol >= '0' && symbol <= '9') return static_cast<unsigned>(symbol - '0') + 52;
  if (symbol == '+') return 62;
  if (symbol == '/') return 63;
  return std::nullopt;
}

/// The text under a key of an attribute; nothing stands for the empty one.
std::optional<std::string_view> TextOf(const json::Value& attribute, std::string_view key) {
  const auto value = attribute.Find(key);
  if (!value || value->IsNull()) return std::string_view();
  return value->String();
}

bool AnyIsKnown(const std::vector<Attribute>& attributes, std::span<const std::string_view> known) {
  return std::any_of(attributes.begin(), attributes.end(), [&](const Attribute& attribute) {
    return std::find(known.begin(), known.end(), SplitSuffix(attribute.key).name) != known.end();
  });
}

std::optional<std::vector<Attribute>> Decoded(const std::vector<Attribute>& attributes) {
  std::vector<Attribute> decoded;
  decoded.reserve(attributes.size());
  for (const Attribute& attribute : attributes) {
    auto key = DecodeBase64(attribute.key);
    auto value = DecodeBase64(attribute.value);
    if (!key || !value) return std::nullopt;
    decoded.push_back({.key = std::move(*key), .value = std::move(*value)});
  }
  return decoded;
}

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  constexpr std::size_t kGroup = 4;
  if (text.size() % kGroup != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / kGroup * 3);
  for (; !text.empty(); text.remove_prefix(kGroup)) {
    std::size_t padding = 0;
    if (text.size() == kGroup && text[3] == '=') padding = text[2] == '=' ? 2 : 1;
    unsigned bits = 0;
    for (std::size_t at = 0; at < kGroup; ++at) {
      const auto six = at < kGroup - padding ? SixBitsOf(text[at]) : std::optional(0U);
      if (!six) return std::nullopt;
      bits = (bits << 6U) | *six;
    }
    // Padding hides no bits.
    if ((bits & ((1U << (8U * padding)) - 1U)) != 0) return std::nullopt;
    for (std::size_t byte = 0; byte < 3 - padding; ++byte) {
      bytes += static_cast<char>((bits >> (16U - 8U * byte)) & 0xFFU);
    }
  }
  return bytes;
}

SuffixedKey SplitSuffix(std::string_view key) {
  constexpr std::size_t kMaxDigits = 6;
  const std::size_t dot = key.rfind('.');
  if (dot == std::string_view::npos) return {.name = key, .index = {}};
  const std::string_view index = key.substr(dot + 1);
  const bool is_index = !index.empty() && index.size() <= kMaxDigits &&
                        std::all_of(index.begin(), index.end(),
                                    [](char symbol) { return symbol >= '0' && symbol <= '9'; });
  if (!is_index) return {.name = key, .index = {}};
  return {.name = key.substr(0, dot), .index = index};
}

base::Result<std::vector<Attribute>, UnreadReason> ReadAttributes(
    const json::Value& event, std::span<const std::string_view> known_keys) {
  const auto list = event.Find("attributes");
  if (!list || list->IsNull()) return UnreadReason::kNoAttributes;
  if (!list->IsArray()) return UnreadReason::kBadAttribute;
  if (list->Size() == 0) return UnreadReason::kNoAttributes;
  std::vector<Attribute> attributes;
  attributes.reserve(list->Size());
  for (std::size_t at = 0; at < list->Size(); ++at) {
    const auto key = TextOf(list->At(at), "key");
    const auto value = TextOf(list->At(at), "value");
    if (!key || !value) return UnreadReason::kBadAttribute;
    attributes.push_back({.key = std::string(*key), .value = std::string(*value)});
  }
  if (AnyIsKnown(attributes, known_keys)) return attributes;
  auto decoded = Decoded(attributes);
  if (decoded && AnyIsKnown(*decoded, known_keys)) return std::move(*decoded);
  return UnreadReason::kMissingAttribute;
}

}  // namespace headway::lava
