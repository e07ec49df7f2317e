#include "exporter/html_writer.h"

#include <string>

#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

constexpr const char* kHostile = "</td><script>alert('x')</script>\" onload=\"y&amp;";

TEST(HtmlWriter, WritesElementsWithTextAndAttributes) {
  HtmlWriter html;
  {
    const HtmlElement list(html, "ul", {{"class", "a b"}, {"data-x", "1"}});
    html.Leaf("li", "one");
    html.Void("meta", {{"charset", "utf-8"}});
    html.Text("two");
  }
  EXPECT_EQ(html.Take(),
            "<!DOCTYPE html>\n<ul class=\"a b\" data-x=\"1\"><li>one</li>"
            "<meta charset=\"utf-8\">two</ul>\n");
}

TEST(HtmlWriter, EscapesWhatLooksLikeMarkupInTextAndInAttributes) {
  HtmlWriter html;
  html.Leaf("p", kHostile, {{"title", kHostile}});
  const std::string escaped =
      "&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; "
      "onload=&quot;y&amp;amp;";
  EXPECT_EQ(html.Take(), "<!DOCTYPE html>\n<p title=\"" + escaped + "\">" + escaped + "</p>\n");
}

TEST(HtmlWriter, MakesControlCharactersAndBrokenUtf8Harmless) {
  HtmlWriter html;
  html.Text(std::string("a\0b\nc\x1b", 6) + "\xff");
  EXPECT_EQ(html.Take(), "<!DOCTYPE html>\na b c \xEF\xBF\xBD\n");
}

TEST(HtmlWriter, CutsATextThatIsTooLong) {
  HtmlWriter html;
  html.Text(std::string(HtmlWriter::kMaxTextBytes + 1, 'x'));
  EXPECT_EQ(html.Take(), "<!DOCTYPE html>\n" + std::string(HtmlWriter::kMaxTextBytes, 'x') + '\n');
}

TEST(HtmlWriterDeathTest, DoesNotHandOutADocumentWithAnOpenElement) {
  HtmlWriter html;
  const HtmlElement open(html, "p");
  EXPECT_DEATH(html.Take(), "open_ == 0");
}

TEST(PercentEncoding, LeavesWhatAPathSegmentMayHoldAndEncodesTheRest) {
  EXPECT_EQ(PercentEncoded("Az09-._~"), "Az09-._~");
  EXPECT_EQ(PercentEncoded("a/b c?d#e%\xC3\xA9\""), "a%2Fb%20c%3Fd%23e%25%C3%A9%22");
}

}  // namespace
}  // namespace headway::exporter
