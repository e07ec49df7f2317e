#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace headway::devnet {

struct JsonMember;

/// A JSON value. Objects keep the order of their members.
struct Json {
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;

  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array,
               Object>
      value;

  /// The value, if it is of that kind; else nothing.
  std::optional<bool> AsBool() const;
  std::optional<std::uint64_t> AsUint() const;
  const std::string* AsString() const;
  const Array* AsArray() const;
  const Object* AsObject() const;

  /// The member of an object; nullptr if this is no object or has no such member.
  const Json* Find(std::string_view name) const;
  /// The element of an array; nullptr if this is no array or is shorter.
  const Json* At(std::size_t index) const;
};

struct JsonMember {
  std::string name;
  Json value;
};

/// nullopt unless `text` is exactly one JSON value, nested at most 32 deep.
std::optional<Json> ParseJson(std::string_view text);

std::string SerializeJson(const Json& json);

}  // namespace headway::devnet
