// docs/chains.md says what is asked of each family, as the program asks it.
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "chains/catalogue.h"
#include "tests/chains/outcome.h"

namespace headway::chains {
namespace {

constexpr const char* kPath = HEADWAY_DOCS_DIR "/chains.md";
constexpr std::string_view kBegin = "<!-- begin: written by chains_page_test -->\n";
constexpr std::string_view kEnd = "<!-- end -->\n";

/// The chains of the catalogue that answer as the family, by id.
std::set<std::string> ChainsOf(std::string_view family) {
  std::set<std::string> ids;
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    if (ToString(spec.family) == family) ids.insert(spec.id);
    if (spec.second_family && ToString(*spec.second_family) == family) ids.insert(spec.id);
  }
  return ids;
}

std::string Listed(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// One row a method: whoever is asked it, and for what.
std::string RowsOf(const Speaker& speaker) {
  std::map<std::string, std::string> kinds_of_method;
  std::vector<std::string> methods;
  for (const ProbeKind kind : kAllProbeKinds) {
    const auto method = speaker.family->MethodOf(kind);
    if (!method) continue;
    std::string& kinds = kinds_of_method[std::string(*method)];
    if (kinds.empty()) methods.emplace_back(*method);
    kinds += (kinds.empty() ? "" : ", ") + std::string(NameOf(kind));
  }
  std::string rows;
  for (const std::string& method : methods) {
    rows += "| `" + method + "` | " + kinds_of_method[method] + " |\n";
  }
  return rows;
}

std::string Tables() {
  std::string text;
  for (const Speaker& speaker : AllSpeakers()) {
    const std::size_t blank = speaker.name.find(' ');
    const std::string family = speaker.name.substr(0, blank);
    text += "\n### " + family + " over " + speaker.name.substr(blank + 1) + "\n\n";
    text += Listed(ChainsOf(family)) + "\n\n";
    text += "| request | for |\n|---|---|\n" + RowsOf(speaker);
  }
  return text + '\n';
}

std::string ReadPage() {
  std::ifstream file(kPath, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The page with its tables replaced by those of the program.
std::string PageOfToday(const std::string& page) {
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos) return "";
  return page.substr(0, begin + kBegin.size()) + Tables() + page.substr(end);
}

// With HEADWAY_REGENERATE_GOLDEN set the tables are written anew, and the test fails once so that
// nobody regenerates by accident.
TEST(ChainsPage, HasTheRequestsOfEveryFamily) {
  const std::string page = ReadPage();
  const std::string today = PageOfToday(page);
  if (std::getenv("HEADWAY_REGENERATE_GOLDEN") != nullptr) {
    std::ofstream(kPath, std::ios::binary) << today;
    FAIL() << kPath << " was written; read the difference and run again";
  }
  EXPECT_EQ(page, today)
      << "HEADWAY_REGENERATE_GOLDEN=1 chains_test --gtest_filter='ChainsPage*' writes it";
}

TEST(ChainsPage, NamesEveryChainOfTheCatalogueThatIsPolled) {
  const std::string page = ReadPage();
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    EXPECT_NE(page.find(spec.id), std::string::npos) << spec.id;
  }
}

}  // namespace
}  // namespace headway::chains
