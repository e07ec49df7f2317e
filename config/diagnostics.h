#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/loader.h"
#include "config/settings.h"

namespace headway::config {

/// A place in the file: 1-based, columns in bytes. Zeros: no place.
struct Mark {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// `line 3, column 5`: for messages about another place than their own.
std::string PlaceOf(Mark mark);

/// `text` in quotes, made safe to print; empty if it may hold a secret, because it is long or looks
/// like a piece of a URL.
std::string Shown(std::string_view text);

/// What follows a noun in a message: a space and the shown text, or nothing.
std::string Named(std::string_view text);

/// What ends a message about a bad text: `, not "3x"`, or nothing.
std::string ButNot(std::string_view text);

/// Collects the findings of one load, so that the operator sees all of them at once. What is added
/// must not hold a secret.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file_name) : file_name_(std::move(file_name)) {}

  void Error(Mark at, std::string message);
  void Warning(Mark at, std::string message);

  /// How many errors were added; more than before a step: that step failed.
  std::size_t error_count() const { return error_count_; }

  /// In the order of their place, those without one last. The same finding at the same place, as
  /// two aliases of one node give it, is kept once. Leaves the collector empty.
  std::vector<Diagnostic> Take();

 private:
  void Add(Severity severity, Mark at, std::string message);

  std::string file_name_;
  std::size_t error_count_ = 0;
  std::vector<Diagnostic> findings_;
};

/// What a load returns: the settings only if there was no error. Empties the collector.
LoadResult ToResult(Diagnostics& diagnostics, Settings settings);

}  // namespace headway::config
