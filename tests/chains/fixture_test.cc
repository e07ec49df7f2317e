// What every family asks and reads, by the replies that its documentation shows:
// tests/chains/fixtures.
#include <cctype>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "chains/family_registry.h"
#include "tests/chains/outcome.h"

namespace headway::chains {
namespace {

const std::filesystem::path kFolder = HEADWAY_FIXTURES_DIR;

/// The cells of the lines of a table that are neither empty nor comments; the last cell is the rest
/// of its line.
std::vector<std::vector<std::string>> ReadTable(const std::string& name, std::size_t columns) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream table(kFolder / name);
  EXPECT_TRUE(table.good()) << name;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream cells(line);
    std::vector<std::string>& row = rows.emplace_back(columns);
    for (std::size_t column = 0; column + 1 < columns; ++column) cells >> row[column];
    std::getline(cells >> std::ws, row.back());
  }
  return rows;
}

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const ChainFamily* SpeakerOf(const std::string& family, const std::string& api_interface) {
  const auto id = ParseFamily(family);
  EXPECT_TRUE(id.has_value()) << family;
  return id ? FindFamily(*id, api_interface) : nullptr;
}

std::string NameOfTest(std::string text) {
  for (char& symbol : text) {
    if (std::isalnum(static_cast<unsigned char>(symbol)) == 0) symbol = '_';
  }
  return text;
}

struct Asked {
  std::string family;
  std::string api_interface;
  std::string probe;
  std::string verb;
  std::string path;
  std::string body;
};

void PrintTo(const Asked& row, std::ostream* out) { *out << row.family << ' ' << row.probe; }

std::vector<Asked> AskedRows() {
  std::vector<Asked> rows;
  for (const auto& cells : ReadTable("requests.txt", 6)) {
    Asked row{cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]};
    if (row.path == "-") row.path.clear();
    if (row.body == "-") row.body.clear();
    rows.push_back(row);
  }
  return rows;
}

class FamilyRequest : public ::testing::TestWithParam<Asked> {};

TEST_P(FamilyRequest, IsWrittenAsDocumented) {
  const Asked& row = GetParam();
  const ChainFamily* family = SpeakerOf(row.family, row.api_interface);
  ASSERT_NE(family, nullptr);
  const Probe probe = ProbeNamed(row.probe);
  ASSERT_TRUE(family->MethodOf(probe.kind).has_value());
  Request request{.method = HttpMethod::kPost, .path = "/left over", .body = "left over"};
  family->WriteRequest(probe, request);
  EXPECT_EQ(request.method == HttpMethod::kGet ? "GET" : "POST", row.verb);
  EXPECT_EQ(request.path, row.path);
  EXPECT_EQ(request.body, row.body);
}

std::string NameOfRequest(const ::testing::TestParamInfo<Asked>& info) {
  return NameOfTest(info.param.family + '_' + info.param.api_interface + '_' + info.param.probe);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, FamilyRequest, ::testing::ValuesIn(AskedRows()), NameOfRequest);

struct Read {
  std::string file;
  std::string api_interface;
  std::string probe;
  int status = 0;
  std::string outcome;

  std::string family() const { return file.substr(0, file.find('/')); }
};

void PrintTo(const Read& row, std::ostream* out) { *out << row.file << ' ' << row.probe; }

std::vector<Read> ReadRows() {
  std::vector<Read> rows;
  for (const auto& cells : ReadTable("expectations.txt", 5)) {
    rows.push_back({cells[0], cells[1], cells[2], std::stoi(cells[3]), cells[4]});
  }
  return rows;
}

class FamilyReply : public ::testing::TestWithParam<Read> {};

TEST_P(FamilyReply, IsReadAsItMeans) {
  const Read& row = GetParam();
  const ChainFamily* family = SpeakerOf(row.family(), row.api_interface);
  ASSERT_NE(family, nullptr);
  EXPECT_EQ(Outcome(*family, ProbeNamed(row.probe), row.status, ReadAll(kFolder / row.file)),
            row.outcome);
}

TEST_P(FamilyReply, CutShortIsMalformed) {
  const Read& row = GetParam();
  if (row.status != 200) return;
  const ChainFamily* family = SpeakerOf(row.family(), row.api_interface);
  ASSERT_NE(family, nullptr);
  std::string body = ReadAll(kFolder / row.file);
  body.resize(body.find_last_not_of(" \n") + 1);
  // A number cut short is a number.
  const bool is_bare = std::isdigit(static_cast<unsigned char>(body.back())) != 0;
  while (!body.empty() && !is_bare) {
    body.pop_back();
    ASSERT_EQ(Outcome(*family, ProbeNamed(row.probe), row.status, body), "NODE_REPLY_MALFORMED")
        << "cut to " << body.size() << " bytes";
  }
}

TEST_P(FamilyReply, WithAnyByteWrongIsAnErrorOrSound) {
  const Read& row = GetParam();
  const ChainFamily* family = SpeakerOf(row.family(), row.api_interface);
  ASSERT_NE(family, nullptr);
  json::Reader reader;
  std::string body = ReadAll(kFolder / row.file);
  for (std::size_t at = 0; at < body.size(); ++at) {
    const char right = body[at];
    for (const char wrong : {'"', '9', '{', '\xFF'}) {
      body[at] = wrong;
      const auto observation =
          family->ReadReply(ProbeNamed(row.probe), {.http_status = 200, .body = body}, reader);
      ASSERT_TRUE(!observation || IsSound(observation.value())) << wrong << " at " << at;
    }
    body[at] = right;
  }
}

std::string NameOfReply(const ::testing::TestParamInfo<Read>& info) {
  const Read& row = info.param;
  return NameOfTest(row.file + '_' + row.api_interface + '_' + row.probe + '_' +
                    std::to_string(row.status));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, FamilyReply, ::testing::ValuesIn(ReadRows()), NameOfReply);

using Call = std::tuple<std::string, std::string, std::string>;  // family, interface, kind

std::string KindOf(const std::string& probe) { return probe.substr(0, probe.find('@')); }

/// Every call of every family but those whose replies are in the corpus.
std::set<Call> CallsToDocument() {
  std::set<Call> calls;
  for (const std::string_view key : kFamilyKeys) {
    if (key == "evm" || key == "svm") continue;
    for (const char* api_interface : {"jsonrpc", "rest", "tendermintrpc"}) {
      const ChainFamily* family = FindFamily(ParseFamily(key).value(), api_interface);
      if (family == nullptr) continue;
      for (const ProbeKind kind : kAllProbeKinds) {
        if (family->MethodOf(kind)) calls.emplace(key, api_interface, NameOf(kind));
      }
    }
  }
  return calls;
}

TEST(Fixtures, ShowARequestOfEveryCall) {
  std::set<Call> shown;
  for (const Asked& row : AskedRows()) {
    shown.emplace(row.family, row.api_interface, KindOf(row.probe));
  }
  EXPECT_EQ(shown, CallsToDocument());
}

TEST(Fixtures, ShowAnAnswerToEveryCall) {
  std::set<Call> shown;
  for (const Read& row : ReadRows()) {
    if (IsObservation(row.outcome)) {
      shown.emplace(row.family(), row.api_interface, KindOf(row.probe));
    }
  }
  EXPECT_EQ(shown, CallsToDocument());
}

TEST(Fixtures, AreAllReadAndNameTheirSource) {
  std::set<std::string> read;
  for (const Read& row : ReadRows()) read.insert(row.file);
  std::set<std::string> kept;
  for (const auto& folder : std::filesystem::directory_iterator(kFolder)) {
    if (!folder.is_directory()) continue;
    EXPECT_TRUE(std::filesystem::is_regular_file(folder.path() / "SOURCE.md")) << folder.path();
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      kept.insert((folder.path().filename() / entry.path().filename()).string());
    }
  }
  EXPECT_EQ(read, kept);
}

}  // namespace
}  // namespace headway::chains
