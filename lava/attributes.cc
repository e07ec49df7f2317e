#include "lava/attributes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/base64.h"

namespace headway::lava {
namespace {

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

std::optional<std::string> Decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  const auto size = base::DecodeBase64(text, bytes);
  if (!size) return std::nullopt;
  bytes.resize(*size);
  return bytes;
}

std::optional<std::vector<Attribute>> Decoded(const std::vector<Attribute>& attributes) {
  std::vector<Attribute> decoded;
  decoded.reserve(attributes.size());
  for (const Attribute& attribute : attributes) {
    auto key = Decoded(attribute.key);
    auto value = Decoded(attribute.value);
    if (!key || !value) return std::nullopt;
    decoded.push_back({.key = std::move(*key), .value = std::move(*value)});
  }
  return decoded;
}

}  // namespace

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
