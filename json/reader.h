#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace headway::json {

enum class ReadError : std::uint8_t {
  kTooLarge,      // more bytes or values than ReaderLimits
  kTooDeep,       // nested deeper than limits::kMaxJsonDepth
  kSyntax,        // not JSON, or JSON with something behind it
  kInvalidUtf8,   // a string is not well-formed UTF-8
  kDuplicateKey,  // an object says the same thing twice: which one is meant cannot be known
};

/// A view of one value of the document that a Reader read last; dies with the next Read.
/// Every accessor answers nullopt when the value is of another type: nothing here aborts or throws
/// whatever the node sent.
class Value {
 public:
  bool IsNull() const;
  bool IsObject() const;
  bool IsArray() const;
  /// Whether this is an object without members.
  bool IsEmptyObject() const;

  /// Member of an object; nullopt if this is no object or has no such member.
  std::optional<Value> Find(std::string_view key) const;

  /// The value that a JSON pointer (RFC 6901) names: "" is this one, "/a/0/b" a member of the first
  /// element of a member. nullopt if there is none, or if the text is no pointer.
  std::optional<Value> Point(std::string_view pointer) const;

  /// May contain NUL bytes; the view is valid as long as the Value.
  std::optional<std::string_view> String() const;
  /// Whole numbers written without fraction or exponent that fit; `1.0` and `1e3` are not.
  std::optional<std::uint64_t> Uint64() const;
  std::optional<std::int64_t> Int64() const;
  /// A number to twelve significant digits; nullopt too for one that no double holds.
  std::optional<double> Double() const;
  std::optional<bool> Bool() const;

  /// Elements of an array; 0 for anything else.
  std::size_t Size() const;
  /// `index` must be below Size().
  Value At(std::size_t index) const;

 private:
  friend class Reader;
  explicit Value(const void* node) : node_(node) {}

  const void* node_;  // a rapidjson value; the header stays in json.cc
};

/// Whether the text is a JSON pointer (RFC 6901): empty, or names behind slashes in which `~`
/// stands before 0 or 1 only.
bool IsPointer(std::string_view text);

/// What a document may be at most.
struct ReaderLimits {
  std::size_t max_bytes = base::limits::kMaxReplyBodyBytes;
  /// Members and elements together, about: no more than there are commas and opening brackets.
  std::size_t max_values = base::limits::kMaxReplyBodyBytes;
};

/// Reads untrusted JSON within bounds on bytes, depth and time. Reuses its memory from one Read to
/// the next, so that small replies cost no allocation. Not thread-safe; one per owner.
class Reader {
 public:
  explicit Reader(const ReaderLimits& limits = {});
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader();

  base::Result<Value, ReadError> Read(std::string_view text);

  /// The first value of the text; whatever stands behind it is not looked at.
  base::Result<Value, ReadError> ReadFirst(std::string_view text);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::json
