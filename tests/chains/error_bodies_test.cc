// Each row of the registry by what real nodes and gateways send: tests/chains/errors.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "chains/classify.h"
#include "chains/error_rules.h"
#include "chains/json_rpc.h"

namespace headway::chains {
namespace {

const std::filesystem::path kFolder = HEADWAY_ERRORS_DIR;

struct ErrorBody {
  std::string place;  // file and line
  std::string error;
  std::string family;
  std::string api_interface;
  int status = 0;
  std::string body;
};

void PrintTo(const ErrorBody& row, std::ostream* out) { *out << row.place; }

std::vector<ErrorBody> BodiesOf(const std::filesystem::path& path) {
  std::vector<ErrorBody> rows;
  std::ifstream file(path);
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    std::istringstream cells(line);
    ErrorBody row;
    row.place = path.stem().string() + "_" + std::to_string(line_number);
    cells >> row.error >> row.family >> row.api_interface >> row.status >> std::ws;
    std::getline(cells, row.body);
    rows.push_back(row);
  }
  return rows;
}

std::vector<ErrorBody> Bodies() {
  std::vector<ErrorBody> rows;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".txt") continue;
    const auto of_file = BodiesOf(entry.path());
    rows.insert(rows.end(), of_file.begin(), of_file.end());
  }
  return rows;
}

/// Where the REST interfaces say what is wrong; a body that is no JSON says it itself.
std::string RestMessageOf(const std::string& body) {
  json::Reader reader;
  const auto document = reader.Read(body);
  if (!document) return body;
  for (const char* key : {"message", "Error", "error", "title"}) {
    const auto member = document.value().Find(key);
    const auto text = member ? member->String() : std::nullopt;
    if (text) return std::string(*text);
  }
  return "";
}

Fault FaultOf(const ErrorBody& row) {
  const FamilyId family = ParseFamily(row.family).value();
  if (row.api_interface == "rest") {
    return ClassifyRestError(family, row.status, RestMessageOf(row.body));
  }
  json::Reader reader;
  const auto result =
      ReadJsonRpcResult(family, {.http_status = row.status, .body = row.body}, reader);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Fault{} : result.error();
}

class ErrorBodies : public ::testing::TestWithParam<ErrorBody> {};

TEST_P(ErrorBodies, AreNamed) {
  EXPECT_EQ(Describe(FaultOf(GetParam()).error).name, GetParam().error) << GetParam().body;
}

// docs/health.md, "Four states": HTTP 5xx, or a retryable RPC error; rate limits and refused
// credentials never.
TEST_P(ErrorBodies, AreRefusalsByTheRulesOfHealth) {
  const ErrorBody& row = GetParam();
  const Fault fault = FaultOf(row);
  const ErrorClass& error = Describe(fault.error);
  const bool says_who_has_to_act = fault.blame != Blame::kNode;
  EXPECT_EQ(fault.blame == Blame::kThrottle, error.sub_category == SubCategory::kRateLimit);
  EXPECT_NE(fault.blame, Blame::kTransport) << "somebody answered";
  if (says_who_has_to_act) {
    EXPECT_FALSE(fault.refusal);
  } else if (row.status >= 500) {
    EXPECT_TRUE(fault.refusal);
  } else if (!error.retryable) {
    EXPECT_FALSE(fault.refusal);
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, ErrorBodies, ::testing::ValuesIn(Bodies()), [](const auto& row) {
  std::string name = row.param.place;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

std::set<std::string_view> ErrorsOfRules() {
  std::set<std::string_view> errors;
  for (std::size_t family = 0; family < kFamilyCount; ++family) {
    for (const ErrorRules rules : JsonRpcRules(static_cast<FamilyId>(family))) {
      for (const ErrorRule& rule : rules) errors.insert(Describe(rule.error).name);
    }
    for (const ErrorRules rules : RestRules(static_cast<FamilyId>(family))) {
      for (const ErrorRule& rule : rules) errors.insert(Describe(rule.error).name);
    }
  }
  for (int status = 300; status < 600; ++status) {
    errors.insert(Describe(ErrorOfStatus(status)).name);
  }
  return errors;
}

TEST(ErrorBodiesTable, HasABodyForEachRowThatARuleLeadsTo) {
  std::set<std::string> told;
  for (const ErrorBody& row : Bodies()) told.insert(row.error);
  const auto errors = ErrorsOfRules();
  EXPECT_GT(errors.size(), 100U);
  for (const std::string_view error : errors) {
    EXPECT_TRUE(told.contains(std::string(error))) << error;
  }
}

// What no body can say: our own limits, and a head of zero, which is an answer like any other.
TEST(ErrorBodiesTable, HasABodyForEachRowButThree) {
  std::set<std::string> told = {"HEADWAY_REQUEST_NOT_SENT", "NODE_REPLY_TOO_LARGE",
                                "NODE_HEAD_ZERO"};
  for (const ErrorBody& row : Bodies()) told.insert(row.error);
  for (const ErrorClass& row : ErrorRegistry()) {
    EXPECT_TRUE(told.contains(std::string(row.name))) << row.name;
  }
  EXPECT_EQ(told.size(), kErrorCount);
}

}  // namespace
}  // namespace headway::chains
