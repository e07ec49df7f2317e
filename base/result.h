#pragma once

#include <utility>
#include <variant>

#include "base/check.h"

namespace headway::base {

/// Either a value or the reason why there is none. `std::expected` comes with C++23.
/// Asking for the half that is not there is a broken invariant and aborts.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  // Implicit, so that `return value;` and `return error;` read as what they are.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    HEADWAY_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    HEADWAY_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    HEADWAY_CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  const E& error() const& {
    HEADWAY_CHECK(state_.index() == 1);
    return *std::get_if<1>(&state_);
  }
  E&& error() && {
    HEADWAY_CHECK(state_.index() == 1);
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, E> state_;
};

}  // namespace headway::base
