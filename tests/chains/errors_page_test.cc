// docs/errors.md says of the registry what the registry says of itself.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "chains/error_id.h"

namespace headway::chains {
namespace {

constexpr const char* kPath = HEADWAY_DOCS_DIR "/errors.md";

constexpr const char* kIntroduction =
    R"(# Errors

The values that `error_name`, `error_category` and `retryable` of `endpoint_errors_total` can have,
and what `error` and `meaning` say in the API and the log. A test keeps this page and the program
alike.

Names and codes below 9000 are the router's, so that its dashboards and this one speak of the same;
those from 9001 on are headway's own. *Internal* is what went wrong on the way to the node, ours or
its gateway's; *external* is what the node said. Which rule leads where: `chains/error_rules.cc` and
[ADR 0015](adr/0015-the-order-of-error-rules.md). What an error does to health:
[health.md](health.md).

| code | error_name | error_category | sub-category | retryable | meaning |
|---|---|---|---|---|---|
)";

std::string Page() {
  std::string page = kIntroduction;
  for (const ErrorClass& row : ErrorRegistry()) {
    page += "| " + std::to_string(row.code) + " | `" + std::string(row.name) + "` | " +
            std::string(row.category) + " | " + std::string(ToString(row.sub_category)) + " | " +
            (row.retryable ? "true" : "false") + " | " + std::string(row.meaning) + " |\n";
  }
  return page;
}

// With HEADWAY_REGENERATE_GOLDEN set the page is written anew, and the test fails once so that
// nobody regenerates by accident.
TEST(ErrorsPage, IsTheRegistry) {
  if (std::getenv("HEADWAY_REGENERATE_GOLDEN") != nullptr) {
    std::ofstream(kPath, std::ios::binary) << Page();
    FAIL() << kPath << " was written; read the difference and run again";
  }
  std::ifstream file(kPath, std::ios::binary);
  std::ostringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(kept.str(), Page())
      << "HEADWAY_REGENERATE_GOLDEN=1 chains_test --gtest_filter='ErrorsPage*' writes it";
}

}  // namespace
}  // namespace headway::chains
