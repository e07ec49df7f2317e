#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headway::config {

struct Expansion {
  std::string text;
  /// Whether anything came from a variable or its default. Such text is never shown.
  bool expanded = false;
  /// What is wrong, one line each; names variables, never their values. Empty: all is well.
  std::vector<std::string> problems;
};

/// Replaces `${NAME}` and `${NAME:-default}` (the default where the variable is not set or empty,
/// as a shell does) by the variable, and `$$` by one dollar. A dollar before anything else stands
/// for itself. What was put in is not looked at again.
Expansion ExpandVariables(
    std::string_view text,
    const std::function<std::optional<std::string>(const std::string& name)>& environment);

}  // namespace headway::config
