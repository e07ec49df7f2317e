#pragma once

#include <string_view>

/// The methods of calls: a verb and a path, or a name.
namespace headway::chains::declarative {

inline constexpr std::string_view kGet = "GET ";
inline constexpr std::string_view kPost = "POST ";

/// Whether a call's `method` is a verb and a path.
bool IsRest(std::string_view method);

/// The path of a method that is.
std::string_view PathOf(std::string_view method);

}  // namespace headway::chains::declarative
