#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headway::fuzz {

/// Takes choices off the front of an input. Whatever stands there is some choice, so that no byte
/// that a fuzzer tries is wasted, and the choices of a seed can be read: letters and digits.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  bool AtEnd() const { return rest_.empty(); }

  /// A number below `count`: 0 is written `a`, 1 `b`, and so on. 0 at the end of the input.
  std::size_t Letter(std::size_t count);

  /// A number of up to `digits` decimal digits, as far as the input has them.
  int Number(int digits);

  /// Up to the next `separator`, which is taken too, or to the end.
  std::string_view Until(char separator);

  /// All that is left.
  std::string_view Rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace headway::fuzz
