#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "config/document.h"
#include "config/durations.h"
#include "config/values.h"

namespace headway::config {

/// Whose keys a mapping holds. Under `headway:` an unknown key is an error; in the router's own
/// sections it is a warning, because a newer router may know more keys than we do.
enum class KeyOwner : std::uint8_t { kHeadway, kRouter };

/// Bounds of a whole number; both ends are allowed.
struct Range {
  std::uint64_t min = 0;
  std::uint64_t max = std::numeric_limits<std::uint32_t>::max();
};

/// The shortest duration that is accepted wherever nothing else is said.
inline constexpr base::Duration kMinDuration = std::chrono::milliseconds(10);

/// Reads one mapping key by key. A key that is asked for is known; `Finish` reports the others.
/// The `Read…(key, field)` functions leave the field alone when the key is absent, empty in a
/// section of the router, or wrong; what is wrong becomes an error at its place.
class MappingReader {
 public:
  /// `path` names the mapping in messages (`headway.health`); empty: the whole file. `node` must
  /// outlive the reader; when it is neither a mapping nor null, that is an error and the mapping
  /// counts as empty.
  MappingReader(const Context& context, const Node& node, std::string path, KeyOwner owner);

  /// The value of a key that is there with a value, else null. Makes the key a known one.
  const Node* Find(std::string_view key);
  /// Whether the key is there, with a value or without. Makes the key a known one.
  bool Has(std::string_view key);
  /// Where the value of the key stands, the key if it has none, the mapping if there is no key.
  Mark MarkOf(std::string_view key) const;
  Mark mark() const { return node_.mark; }
  KeyOwner owner() const { return owner_; }

  std::optional<Text> ReadText(std::string_view key);
  std::optional<Text> ReadSecret(std::string_view key);
  void ReadString(std::string_view key, std::string& field);
  void ReadBool(std::string_view key, bool& field);
  void ReadUnsigned(std::string_view key, Range range, std::uint32_t& field);
  void ReadUnsigned(std::string_view key, Range range, std::uint64_t& field);
  void ReadDecimal(std::string_view key, double min, double max, double& field);
  void ReadDuration(std::string_view key, base::Duration& field, base::Duration min = kMinDuration,
                    base::Duration max = kMaxDuration);
  /// A list of texts; a single one counts as a list of one.
  void ReadStrings(std::string_view key, std::vector<std::string>& field);
  std::vector<Text> ReadTexts(std::string_view key);
  /// The position in `allowed` of a text that must be one of them.
  std::optional<std::size_t> ReadOneOf(std::string_view key,
                                       std::span<const std::string_view> allowed);
  /// The same for a text that was read before, an item of `key`.
  std::optional<std::size_t> PickOneOf(const Text& text, std::string_view key,
                                       std::span<const std::string_view> allowed);

  /// `read` on the items of a list, in order. An absent or empty list has none.
  void ForEachItem(std::string_view key, const std::function<void(const Node& item)>& read);

  void Error(Mark at, std::string message) { context_.diagnostics.Error(at, std::move(message)); }
  void Warning(Mark at, std::string message) {
    context_.diagnostics.Warning(at, std::move(message));
  }
  /// `headway.health.fall`: how messages name a key.
  std::string PathOf(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
  }
  /// Errors of the whole load so far.
  std::size_t error_count() const { return context_.diagnostics.error_count(); }

  /// Reports every key that was never asked for. Call it once, last.
  void Finish();

 private:
  std::optional<std::uint64_t> ReadWhole(std::string_view key, Range range);
  // The same as Find, and an empty value under `headway:` is an error.
  const Node* FindScalar(std::string_view key);

  const Context& context_;
  const Node& node_;
  std::string path_;
  KeyOwner owner_;
  std::vector<std::string> known_keys_;
};

/// `"a", "b" or "c"`, for messages about one of several.
std::string Alternatives(std::span<const std::string_view> words);

}  // namespace headway::config
