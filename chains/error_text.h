#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/limits.h"

/// What can be read from the text of an error. Texts come from nodes: all of this is linear in
/// their length, holds for any bytes, and allocates nothing.
namespace headway::chains {

/// The beginnings of an error's texts in lower case (ASCII; other bytes stay as they are), each at
/// most limits::kMaxErrorTextBytes and on a line of its own. A copy on the stack.
class ErrorText {
 public:
  /// `detail` is what stands beside the message, where it is text; may be empty.
  ErrorText(std::string_view message, std::string_view detail);

  std::string_view lower_case() const { return {bytes_.data(), size_}; }

 private:
  void Append(std::string_view text);

  std::array<char, 2 * base::limits::kMaxErrorTextBytes + 1> bytes_{};
  std::size_t size_ = 0;
};

// The functions below take lower-case text. A clause ends at a comma, a semicolon, a line's end,
// and a full stop, question or exclamation mark with a space or nothing behind it. A word ends
// where letters, digits and underscores do.

/// "method … does not exist" in one clause.
bool SaysMethodDoesNotExist(std::string_view text);

/// "invalid method" where it is the method that is invalid: at the end, before a quotation mark or
/// a colon, or as "invalid method name". "invalid method parameters" says something else.
bool SaysInvalidMethod(std::string_view text);

/// "is not available" behind the word method, rpc, endpoint or api in one clause.
bool SaysMethodIsNotAvailable(std::string_view text);

/// The word "blocked" beside the word method or rpc in one clause.
bool SaysMethodIsBlocked(std::string_view text);

/// "block not found", and with the block's number or hash between: "block #17 not found".
bool SaysBlockNotFound(std::string_view text);

/// "account not found", and with the account's address between.
bool SaysAccountNotFound(std::string_view text);

/// "goaway" of HTTP/2 for any other reason than too many requests.
bool SaysGoAway(std::string_view text);

/// "stream error" of HTTP/2; not the end of "upstream error".
bool SaysStreamError(std::string_view text);

/// Go's words for a time that ran out and for a request given up, where the text is not what
/// another server said over gRPC ("rpc error: …").
bool SaysDeadlineExceeded(std::string_view text);
bool SaysCanceled(std::string_view text);

/// The first number of three digits in `rest` that stands alone, as HTTP statuses do in texts:
/// neither letters, digits, underscores, `#` or a decimal point touch it. `rest` becomes what
/// follows it.
std::optional<int> NextStandAloneNumber(std::string_view& rest);

}  // namespace headway::chains
