#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"

/// The texts of calls: verbs, and the marks that a height takes the place of.
namespace headway::chains::declarative {

inline constexpr std::string_view kGet = "GET ";
inline constexpr std::string_view kPost = "POST ";

/// Whether a call's `method` is a verb and a path.
bool IsRest(std::string_view method);

/// The path of a method that is.
std::string_view PathOf(std::string_view method);

/// Whether there is a mark for the height in the text.
bool HasHeight(std::string_view text);

/// The text with the height in place of its marks.
std::string WithHeight(std::string_view text, base::BlockHeight height);

}  // namespace headway::chains::declarative
