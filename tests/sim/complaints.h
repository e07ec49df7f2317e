#pragma once

#include <string>
#include <utility>

namespace headway::sim {

/// Keeps the first broken invariant of a run. The kind is always the same text for the same
/// invariant, so that a shrunk run can be told to fail alike.
class Complaints {
 public:
  void File(std::string kind, std::string text) {
    if (!kind_.empty()) return;
    kind_ = std::move(kind);
    text_ = std::move(text);
  }

  bool none() const { return kind_.empty(); }
  const std::string& kind() const { return kind_; }
  const std::string& text() const { return text_; }

 private:
  std::string kind_;
  std::string text_;
};

}  // namespace headway::sim
