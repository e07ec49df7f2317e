#pragma once

#include <span>
#include <string>
#include <string_view>

namespace headway::config {

/// The candidate a person who wrote `word` most likely meant: at most one edit for each three
/// characters, letter case aside; the first of equals. Empty: none is near.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates);

/// ` (did you mean "x"?)` or nothing: the end of a message about `word`.
std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace headway::config
