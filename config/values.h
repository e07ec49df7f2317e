#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/diagnostics.h"
#include "config/document.h"
#include "config/loader.h"

namespace headway::config {

/// What every reader of the loader is handed. Lives as long as one load.
struct Context {
  const LoaderInputs& inputs;
  Diagnostics& diagnostics;
};

/// A scalar after expansion.
struct Text {
  std::string value;
  Mark mark;
  /// What a message may show of it, in quotes; empty if it may hold a secret: when it came from a
  /// variable or a file, is long, or looks like a piece of a URL.
  std::string shown;
  bool expanded = false;  // whether anything of it came from a variable

  /// Ends a message about a bad value: `, not "3x"` or nothing.
  std::string ButNot() const { return shown.empty() ? std::string() : ", not " + shown; }
  /// Follows a noun in a message: ` "ETHH1"` or nothing.
  std::string Named() const { return shown.empty() ? std::string() : ' ' + shown; }
  /// Ends a message, as DidYouMean of config/suggest.h does; nothing where the text is not shown.
  std::string DidYouMean(std::span<const std::string_view> candidates) const;
};

/// The text of a scalar, with variables expanded. nullopt: not a scalar, a variable that is not
/// set, or control characters; the error is in the diagnostics and begins with `path`.
std::optional<Text> ReadText(const Context& context, const Node& node, std::string_view path);

/// The same for a value that may be a secret: nothing of it is shown, and `file:PATH` stands for
/// the content of a file without its last newline. Control characters are the caller's to judge.
std::optional<Text> ReadSecret(const Context& context, const Node& node, std::string_view path);

/// Replaces `file:PATH` by the content of that file; leaves any other text as it is. False with an
/// error at `text.mark` if the file is empty or cannot be read. `path_may_be_shown`: not expanded.
bool ResolveFileReference(const Context& context, bool path_may_be_shown, std::string_view path,
                          Text& text);

/// Whether `text` may be a label value: well-formed UTF-8 without control characters.
bool IsPrintable(std::string_view text);

}  // namespace headway::config
