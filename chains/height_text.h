#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"

/// The marks in the texts of calls that a height takes the place of: `{height}` in decimal,
/// `{hex-height}` in hexadecimal behind `0x`.
namespace headway::chains {

/// Whether there is a mark in the text.
bool HasHeight(std::string_view text);

/// Appends the text with the height in place of its marks.
void AppendWithHeight(std::string_view text, base::BlockHeight height, std::string& out);

}  // namespace headway::chains
