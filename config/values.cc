#include "config/values.h"

#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "config/suggest.h"
#include "config/variables.h"

namespace headway::config {
namespace {

std::optional<Text> ReadScalar(const Context& context, const Node& node, std::string_view path) {
  if (node.kind != Node::Kind::kScalar) {
    context.diagnostics.Error(node.mark, std::string(path) + " must be a single value, and is " +
                                             std::string(Describe(node.kind)));
    return std::nullopt;
  }
  Expansion expansion = ExpandVariables(node.text, context.inputs.environment);
  for (const std::string& problem : expansion.problems) {
    context.diagnostics.Error(node.mark, std::string(path) + ": " + problem);
  }
  if (!expansion.problems.empty()) return std::nullopt;
  return Text{std::move(expansion.text), node.mark, {}, expansion.expanded};
}

}  // namespace

std::string Text::DidYouMean(std::span<const std::string_view> candidates) const {
  return shown.empty() ? std::string() : config::DidYouMean(value, candidates);
}

bool IsPrintable(std::string_view text) {
  // Sanitize leaves exactly the printable texts unchanged.
  return base::Sanitize(text, text.size()) == text;
}

std::optional<Text> ReadText(const Context& context, const Node& node, std::string_view path) {
  std::optional<Text> scalar = ReadScalar(context, node, path);
  if (!scalar.has_value()) return std::nullopt;
  if (!IsPrintable(scalar->value)) {
    context.diagnostics.Error(node.mark, std::string(path) + " holds a control character or " +
                                             "bytes that are not UTF-8");
    return std::nullopt;
  }
  if (!scalar->expanded) scalar->shown = Shown(scalar->value);
  return scalar;
}

std::optional<Text> ReadSecret(const Context& context, const Node& node, std::string_view path) {
  std::optional<Text> scalar = ReadScalar(context, node, path);
  if (!scalar.has_value()) return std::nullopt;
  if (!ResolveFileReference(context, !scalar->expanded, path, *scalar)) return std::nullopt;
  return scalar;
}

bool ResolveFileReference(const Context& context, bool path_may_be_shown, std::string_view path,
                          Text& text) {
  constexpr std::string_view kPrefix = "file:";
  if (!text.value.starts_with(kPrefix)) return true;
  const std::string file = text.value.substr(kPrefix.size());
  const std::string where =
      std::string(path) + ": the file" +
      (path_may_be_shown ? " \"" + base::Sanitize(file, base::limits::kMaxLogValueBytes) + '"'
                         : std::string());
  std::optional<std::string> content = context.inputs.read_file(file);
  if (!content.has_value()) {
    context.diagnostics.Error(text.mark, where + " cannot be read");
    return false;
  }
  if (content->size() > base::limits::kMaxSecretFileBytes) {
    context.diagnostics.Error(
        text.mark,
        where + " is larger than " + std::to_string(base::limits::kMaxSecretFileBytes) + " bytes");
    return false;
  }
  if (content->ends_with('\n')) content->pop_back();
  if (content->ends_with('\r')) content->pop_back();
  if (content->empty()) {
    context.diagnostics.Error(text.mark, where + " is empty");
    return false;
  }
  text.value = std::move(*content);
  return true;
}

}  // namespace headway::config
