#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headway::exporter {

/// Labels of a series, rendered once: `spec="ETH1",endpoint_id="alpha"`. Values are made valid
/// UTF-8, capped and escaped here, so that nothing from outside can break an exposition. Immutable.
class LabelSet {
 public:
  using Pair = std::pair<std::string, std::string>;

  LabelSet() = default;
  LabelSet(std::initializer_list<std::pair<std::string_view, std::string_view>> labels);
  explicit LabelSet(const std::vector<Pair>& labels);

  bool empty() const { return pairs_.empty(); }
  /// Without braces; empty for no labels.
  const std::string& text() const { return text_; }
  const std::vector<Pair>& pairs() const { return pairs_; }

 private:
  void Add(std::string_view name, std::string_view value);

  std::vector<Pair> pairs_;
  std::string text_;
};

/// Appends `value` with backslash, quote and newline escaped, as the exposition formats want it.
void AppendEscapedLabelValue(std::string_view value, std::string& out);

}  // namespace headway::exporter
