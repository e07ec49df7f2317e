#include "config/mapping_reader.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "config/ascii.h"
#include "config/suggest.h"

namespace headway::config {
namespace {

std::string BoundsOf(Range range) {
  if (range.max >= std::numeric_limits<std::uint32_t>::max()) {
    return range.min == 0 ? "" : " of at least " + std::to_string(range.min);
  }
  return " from " + std::to_string(range.min) + " to " + std::to_string(range.max);
}

// Short decimals such as 0.5; std::to_string would print 0.500000.
std::string FormatDecimal(double number) {
  std::string text(32, '\0');
  const auto printed = std::to_chars(text.data(), text.data() + text.size(), number);
  text.resize(static_cast<std::size_t>(printed.ptr - text.data()));
  return text;
}

template <class Number, class... Format>
std::optional<Number> ParseNumber(std::string_view text, Format... format) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number, format...);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

std::string Alternatives(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) text += index + 1 == words.size() ? " or " : ", ";
    text += '"' + std::string(words[index]) + '"';
  }
  return text;
}

MappingReader::MappingReader(const Context& context, const Node& node, std::string path,
                             KeyOwner owner)
    : context_(context), node_(node), path_(std::move(path)), owner_(owner) {
  if (node.kind == Node::Kind::kMapping || node.kind == Node::Kind::kNull) return;
  Error(node.mark, (path_.empty() ? "the file" : path_) +
                       " must be a mapping of keys to values, and is " +
                       std::string(Describe(node.kind)));
}

const Node* MappingReader::Find(std::string_view key) {
  known_keys_.emplace_back(key);
  const Member* member = FindMember(node_, key);
  if (member == nullptr || member->value->kind == Node::Kind::kNull) return nullptr;
  return member->value.get();
}

bool MappingReader::Has(std::string_view key) {
  known_keys_.emplace_back(key);
  return FindMember(node_, key) != nullptr;
}

Mark MappingReader::MarkOf(std::string_view key) const {
  const Member* member = FindMember(node_, key);
  if (member == nullptr) return node_.mark;
  // yaml-cpp places an empty value at whatever comes after it.
  return member->value->kind == Node::Kind::kNull ? member->key_mark : member->value->mark;
}

const Node* MappingReader::FindScalar(std::string_view key) {
  const Node* value = Find(key);
  const Member* member = FindMember(node_, key);
  if (value == nullptr && member != nullptr && owner_ == KeyOwner::kHeadway) {
    Error(member->key_mark, PathOf(key) + " has no value");
  }
  return value;
}

std::optional<Text> MappingReader::ReadText(std::string_view key) {
  const Node* value = FindScalar(key);
  if (value == nullptr) return std::nullopt;
  return config::ReadText(context_, *value, PathOf(key));
}

std::optional<Text> MappingReader::ReadSecret(std::string_view key) {
  const Node* value = FindScalar(key);
  if (value == nullptr) return std::nullopt;
  return config::ReadSecret(context_, *value, PathOf(key));
}

void MappingReader::ReadString(std::string_view key, std::string& field) {
  std::optional<Text> text = ReadText(key);
  if (text.has_value()) field = std::move(text->value);
}

void MappingReader::ReadBool(std::string_view key, bool& field) {
  const std::optional<Text> text = ReadText(key);
  if (!text.has_value()) return;
  if (text->value == "true" || text->value == "false") {
    field = text->value == "true";
  } else {
    Error(text->mark, PathOf(key) + " must be true or false" + text->ButNot());
  }
}

std::optional<std::uint64_t> MappingReader::ReadWhole(std::string_view key, Range range) {
  const std::optional<Text> text = ReadText(key);
  if (!text.has_value()) return std::nullopt;
  const std::optional<std::uint64_t> number =
      IsDigits(text->value) ? ParseNumber<std::uint64_t>(text->value) : std::nullopt;
  if (number.has_value() && *number >= range.min && *number <= range.max) return number;
  Error(text->mark, PathOf(key) + " must be a whole number" + BoundsOf(range) + text->ButNot());
  return std::nullopt;
}

void MappingReader::ReadUnsigned(std::string_view key, Range range, std::uint32_t& field) {
  const std::optional<std::uint64_t> number = ReadWhole(key, range);
  if (number.has_value()) field = static_cast<std::uint32_t>(*number);
}

void MappingReader::ReadUnsigned(std::string_view key, Range range, std::uint64_t& field) {
  field = ReadWhole(key, range).value_or(field);
}

void MappingReader::ReadDecimal(std::string_view key, double min, double max, double& field) {
  const std::optional<Text> text = ReadText(key);
  if (!text.has_value()) return;
  const std::optional<double> number = ParseNumber<double>(text->value, std::chars_format::fixed);
  if (number.has_value() && *number >= min && *number <= max) {
    field = *number;
    return;
  }
  Error(text->mark, PathOf(key) + " must be a number from " + FormatDecimal(min) + " to " +
                        FormatDecimal(max) + text->ButNot());
}

void MappingReader::ReadDuration(std::string_view key, base::Duration& field, base::Duration min,
                                 base::Duration max) {
  const std::optional<Text> text = ReadText(key);
  if (!text.has_value()) return;
  const std::optional<base::Duration> duration = ParseDuration(text->value);
  if (duration.has_value() && *duration >= min && *duration <= max) {
    field = *duration;
    return;
  }
  std::string message = PathOf(key) + " must be a duration from " + FormatDuration(min) + " to " +
                        FormatDuration(max) + text->ButNot();
  if (!duration.has_value() && IsDigits(text->value) && !text->shown.empty()) {
    message += ": a number needs its unit, as in " + text->value + "s";
  } else if (!duration.has_value()) {
    message += ": write it as 250ms, 1.5s, 15m or 1h30m";
  }
  Error(text->mark, std::move(message));
}

std::vector<Text> MappingReader::ReadTexts(std::string_view key) {
  std::vector<Text> texts;
  const Node* value = Find(key);
  if (value == nullptr) return texts;
  const auto add = [&](const Node& node, const std::string& path) {
    std::optional<Text> text = config::ReadText(context_, node, path);
    if (text.has_value()) texts.push_back(std::move(*text));
  };
  if (value->kind == Node::Kind::kMapping) {
    Error(value->mark, PathOf(key) + " must be a list, and is a mapping");
  } else if (value->kind == Node::Kind::kScalar) {
    add(*value, PathOf(key));
  }
  for (const auto& item : value->items) add(*item, "an item of " + PathOf(key));
  return texts;
}

void MappingReader::ReadStrings(std::string_view key, std::vector<std::string>& field) {
  if (!Has(key)) return;
  field.clear();
  for (Text& text : ReadTexts(key)) field.push_back(std::move(text.value));
}

std::optional<std::size_t> MappingReader::ReadOneOf(std::string_view key,
                                                    std::span<const std::string_view> allowed) {
  const std::optional<Text> text = ReadText(key);
  if (!text.has_value()) return std::nullopt;
  return PickOneOf(*text, key, allowed);
}

std::optional<std::size_t> MappingReader::PickOneOf(const Text& text, std::string_view key,
                                                    std::span<const std::string_view> allowed) {
  const auto found = std::find(allowed.begin(), allowed.end(), text.value);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  Error(text.mark, PathOf(key) + " must be " + Alternatives(allowed) + text.ButNot() +
                       text.DidYouMean(allowed));
  return std::nullopt;
}

void MappingReader::ForEachItem(std::string_view key,
                                const std::function<void(const Node& item)>& read) {
  const Node* list = Find(key);
  if (list == nullptr) return;
  if (list->kind != Node::Kind::kSequence) {
    Error(list->mark, PathOf(key) + " must be a list, and is " + std::string(Describe(list->kind)));
    return;
  }
  for (const auto& item : list->items) read(*item);
}

void MappingReader::Finish() {
  const std::vector<std::string_view> known(known_keys_.begin(), known_keys_.end());
  for (const Member& member : node_.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const std::string message = "unknown key" + Named(member.key) + " in " + path_ +
                                (owner_ == KeyOwner::kRouter ? ": ignored" : "") +
                                DidYouMean(member.key, known);
    if (owner_ == KeyOwner::kRouter) {
      Warning(member.key_mark, message);
    } else {
      Error(member.key_mark, message);
    }
  }
}

}  // namespace headway::config
