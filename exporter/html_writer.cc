#include "exporter/html_writer.h"

#include <utility>

#include "base/text.h"

namespace headway::exporter {

HtmlWriter::HtmlWriter() : out_("<!DOCTYPE html>\n") {}

void HtmlWriter::Text(std::string_view text) { Escape(text); }

void HtmlWriter::Leaf(HtmlName name, std::string_view text, HtmlAttributes attributes) {
  Start(name, attributes);
  Escape(text);
  End(name);
}

void HtmlWriter::Void(HtmlName name, HtmlAttributes attributes) {
  Start(name, attributes);
  --open_;
}

std::string HtmlWriter::Take() {
  HEADWAY_CHECK(open_ == 0);
  out_ += '\n';
  return std::move(out_);
}

void HtmlWriter::Start(HtmlName name, HtmlAttributes attributes) {
  out_ += '<';
  out_ += name.text();
  for (const HtmlAttribute& attribute : attributes) {
    out_ += ' ';
    out_ += attribute.name.text();
    out_ += "=\"";
    Escape(attribute.value);
    out_ += '"';
  }
  out_ += '>';
  ++open_;
}

void HtmlWriter::End(HtmlName name) {
  HEADWAY_CHECK(open_ > 0);
  --open_;
  out_ += "</";
  out_ += name.text();
  out_ += '>';
}

void HtmlWriter::Escape(std::string_view text) {
  for (const char letter : base::Sanitize(text, kMaxTextBytes)) {
    switch (letter) {
      case '&':
        out_ += "&amp;";
        break;
      case '<':
        out_ += "&lt;";
        break;
      case '>':
        out_ += "&gt;";
        break;
      case '"':
        out_ += "&quot;";
        break;
      case '\'':
        out_ += "&#39;";
        break;
      default:
        out_ += letter;
    }
  }
}

std::string PercentEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char letter : text) {
    if (kPlain.find(letter) != std::string_view::npos) {
      encoded += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 0x0FU];
  }
  return encoded;
}

}  // namespace headway::exporter
