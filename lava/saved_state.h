#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lava/books.h"
#include "lava/follower.h"

namespace headway::lava {

using NotReadCounts = std::array<std::uint64_t, kAllNotReadReasons.size()>;  // by NotReadReason

/// What the watch keeps over a restart: one consistent picture, as of one height.
struct SavedState {
  std::string network;
  std::uint64_t height = 0;  // the last one that is in the books
  Subjects subjects;
  BooksData books;
  NotReadCounts not_read{};
};

/// JSON with a version of its own.
std::string WriteState(const SavedState& state);

/// nullopt: not such a text, of another version, or beyond the bounds of Books.
std::optional<SavedState> ReadState(std::string_view text);

}  // namespace headway::lava
