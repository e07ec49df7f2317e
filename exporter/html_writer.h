#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/check.h"

namespace headway::exporter {

/// The name of an element or an attribute: a literal of ours, checked when it is compiled. What
/// comes from outside can only be text or the value of an attribute.
class HtmlName {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval HtmlName(const char* name) : name_(name) {
    HEADWAY_CHECK(!name_.empty());
    for (const char letter : name_) {
      const bool plain = letter >= 'a' && letter <= 'z';
      const bool digit = letter >= '0' && letter <= '9';
      HEADWAY_CHECK(plain || digit || letter == '-');
    }
  }
  constexpr std::string_view text() const { return name_; }

 private:
  std::string_view name_;
};

struct HtmlAttribute {
  HtmlName name;
  std::string_view value;
};
using HtmlAttributes = std::initializer_list<HtmlAttribute>;

/// Writes one HTML document. Everything but names is escaped and sanitised (base/text.h), and cut
/// to kMaxTextBytes: there is no way to write markup that is not an HtmlElement.
class HtmlWriter {
 public:
  /// Of one text or attribute value.
  static constexpr std::size_t kMaxTextBytes = 4'096;

  HtmlWriter();

  void Text(std::string_view text);
  /// An element that holds text alone.
  void Leaf(HtmlName name, std::string_view text, HtmlAttributes attributes = {});
  /// An element that has no end: `meta`, `link`, `input`.
  void Void(HtmlName name, HtmlAttributes attributes);

  /// The finished document. No element is open; the writer is spent afterwards.
  std::string Take();

 private:
  friend class HtmlElement;
  void Start(HtmlName name, HtmlAttributes attributes);
  void End(HtmlName name);
  void Escape(std::string_view text);

  std::string out_;
  std::size_t open_ = 0;
};

/// An element while it is being filled: from its start to the end of the scope.
class HtmlElement {
 public:
  HtmlElement(HtmlWriter& writer, HtmlName name, HtmlAttributes attributes = {})
      : writer_(writer), name_(name) {
    writer_.Start(name_, attributes);
  }
  HtmlElement(const HtmlElement&) = delete;
  HtmlElement& operator=(const HtmlElement&) = delete;
  ~HtmlElement() { writer_.End(name_); }

 private:
  HtmlWriter& writer_;
  const HtmlName name_;
};

/// One segment of a path: everything but letters, digits and `-._~` as %XX.
std::string PercentEncoded(std::string_view text);

}  // namespace headway::exporter
