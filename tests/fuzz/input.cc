#include "tests/fuzz/input.h"

#include <algorithm>

namespace headway::fuzz {

std::size_t Input::Letter(std::size_t count) {
  if (rest_.empty()) return 0;
  const auto letter = static_cast<unsigned char>(rest_.front() - 'a');
  rest_.remove_prefix(1);
  return letter % count;
}

int Input::Number(int digits) {
  int number = 0;
  for (; digits > 0 && !rest_.empty(); --digits) {
    const auto digit = static_cast<unsigned char>(rest_.front() - '0');
    number = number * 10 + digit % 10;
    rest_.remove_prefix(1);
  }
  return number;
}

std::string_view Input::Until(char separator) {
  const std::string_view taken = rest_.substr(0, rest_.find(separator));
  rest_.remove_prefix(std::min(taken.size() + 1, rest_.size()));
  return taken;
}

}  // namespace headway::fuzz
