#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Text in lines of a fixed width. Lengths are counted in the columns of a terminal, of well-formed
/// UTF-8: East Asian characters and emoji take two, combining marks none.
namespace headway::exporter {

std::size_t ColumnsOf(std::string_view text);

/// The text itself, or its beginning with an ellipsis in the last of `columns`, which is above 0.
std::string CutTo(std::string_view text, std::size_t columns);

/// The same with the ellipsis in the middle, for texts that differ at their ends.
std::string CutMiddleTo(std::string_view text, std::size_t columns);

enum class Align : std::uint8_t { kLeft, kRight };

/// The text with spaces up to `columns`; one that is longer stays as it is.
std::string PadTo(std::string_view text, std::size_t columns, Align align);

/// Lines of at most `columns`, which is above 1, broken at spaces where there are any.
std::vector<std::string> Wrap(std::string_view text, std::size_t columns);

}  // namespace headway::exporter
