#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "chains/probe_kind.h"

/// What is asked of a node and where its answer stands, as data: one row of the tables of
/// chains/declarative, or of `headway.chains.*.requests`.
namespace headway::chains {

/// How the value that was asked for is written.
enum class ValueFormat : std::uint8_t {
  kDecimal,  // a whole number, or the digits of one as text
  kHex,      // hexadecimal digits behind `0x`
  kBase64,   // 32 bytes in base 64, compared as they are written
  kText,     // compared as it is
};

/// The formats by their keys in `headway.chains.*.requests`, in enum order; so below.
inline constexpr std::array<std::string_view, 4> kValueFormatKeys = {"decimal", "hex", "base64",
                                                                     "text"};

enum class HashFormat : std::uint8_t {
  kHex,   // compared in lower case and without `0x`
  kText,  // base 58, base 64, …: compared as it is
};

inline constexpr std::array<std::string_view, 2> kHashFormatKeys = {"hex", "text"};

enum class TimeFormat : std::uint8_t {
  kSeconds,  // since 1970, as are the next three
  kMilliseconds,
  kMicroseconds,
  kNanoseconds,
  kRfc3339,
  kRippleSeconds,  // since 2000
};

inline constexpr std::array<std::string_view, 6> kTimeFormatKeys = {
    "seconds", "milliseconds", "microseconds", "nanoseconds", "rfc3339", "ripple-seconds"};

/// At most so many texts of a flag mean yes.
inline constexpr std::size_t kMaxYesTexts = 4;

/// One call. In `method` and `params`, `{height}` stands for the height asked for in decimal and
/// `{hex-height}` for the same in hexadecimal behind `0x`; kBlock alone has one. Pointers are JSON
/// pointers (RFC 6901) into the `result` of a JSON-RPC reply, or into the body of a REST reply.
///
/// A Text owns its bytes in what the operator declares, and views constants in built-in tables.
template <class Text>
struct BasicCall {
  ProbeKind kind = ProbeKind::kHead;
  /// `GET /path` or `POST /path`, the path going behind the URL ("/" is the URL itself), or the
  /// name of a JSON-RPC method. Shown as it is, as a metric label.
  Text method = {};
  /// The `params` of a JSON-RPC call, an array or object, empty: none; the body of a POST.
  Text params = {};
  /// The height, the identity, the client, the number of peers, the flag.
  Text pointer = {};
  ValueFormat format = ValueFormat::kDecimal;
  /// The height is 0 where nothing stands at the pointer (kEarliest).
  bool absent_is_zero = false;
  /// Of kSyncing: what a node that is not syncing says. Of an ability: what one that has it says.
  /// `true` and `false` are the words for booleans; an object is no word.
  std::array<Text, kMaxYesTexts> yes = {};
  /// Of kHead, where the head comes with its hash, and of kBlock.
  Text hash = {};
  HashFormat hash_format = HashFormat::kHex;
  Text parent_hash = {};  // of kBlock
  /// Of kBlock; empty: blocks come without times.
  Text time = {};
  TimeFormat time_format = TimeFormat::kSeconds;

  bool operator==(const BasicCall&) const = default;
};

using Call = BasicCall<std::string_view>;
using OwnCall = BasicCall<std::string>;

/// What is wrong with an OwnCall: which part of it, and what that must be, as the end of a sentence
/// that begins with the part's name.
enum class CallPart : std::uint8_t { kMethod, kPath, kParams, kPointer, kHash, kParentHash, kTime };

struct CallMistake {
  CallPart part = CallPart::kMethod;
  std::string message;
};

}  // namespace headway::chains
