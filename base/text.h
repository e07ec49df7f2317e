#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headway::base {

/// True if `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);

/// Makes text from outside safe to show: each byte that is not part of well-formed UTF-8 becomes
/// U+FFFD, control characters (below U+0020, U+007F, U+0080 to U+009F, and those that change the
/// direction of text) become spaces, and the result is cut at a character boundary to at most
/// `max_bytes`.
std::string Sanitize(std::string_view text, std::size_t max_bytes);

}  // namespace headway::base
