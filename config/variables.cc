#include "config/variables.h"

#include <algorithm>
#include <cstddef>

#include "config/ascii.h"

namespace headway::config {
namespace {

bool IsNameByte(char byte) { return IsAsciiLetter(byte) || IsAsciiDigit(byte) || byte == '_'; }

bool IsName(std::string_view name) {
  return !name.empty() && !IsAsciiDigit(name.front()) &&
         std::all_of(name.begin(), name.end(), IsNameByte);
}

struct Reference {
  std::string name;
  std::optional<std::string_view> fallback;
};

// `body` stands between the braces. nullopt: not a reference.
std::optional<Reference> ParseReference(std::string_view body) {
  const std::size_t separator = body.find(":-");
  const std::string_view name = body.substr(0, separator);
  if (!IsName(name)) return std::nullopt;
  Reference reference{std::string(name), std::nullopt};
  if (separator != std::string_view::npos) reference.fallback = body.substr(separator + 2);
  return reference;
}

}  // namespace

Expansion ExpandVariables(
    std::string_view text,
    const std::function<std::optional<std::string>(const std::string& name)>& environment) {
  Expansion result;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("$$")) {
      result.text += '$';
      at += 2;
      continue;
    }
    if (!rest.starts_with("${")) {
      result.text += text[at++];
      continue;
    }
    const std::size_t close = rest.find('}');
    const std::optional<Reference> reference =
        close == std::string_view::npos ? std::nullopt : ParseReference(rest.substr(2, close - 2));
    result.expanded = true;
    if (!reference.has_value()) {
      // The text after a malformed start could be anything, so none of it is used or shown.
      result.problems.emplace_back(
          "malformed \"${\": write ${NAME} or ${NAME:-default}, and $$ for a dollar sign");
      return result;
    }
    const std::optional<std::string> value = environment(reference->name);
    if (reference->fallback.has_value()) {
      result.text +=
          value.has_value() && !value->empty() ? std::string_view(*value) : *reference->fallback;
    } else if (value.has_value()) {
      result.text += *value;
    } else {
      result.problems.push_back("variable \"" + reference->name +
                                "\" is not set (${NAME:-default} gives a default)");
    }
    at += close + 1;
  }
  return result;
}

}  // namespace headway::config
