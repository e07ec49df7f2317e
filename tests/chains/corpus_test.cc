#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/chains/outcome.h"

namespace headway::chains {
namespace {

const std::filesystem::path kFolder = HEADWAY_CORPUS_DIR;

struct Expectation {
  std::string file;
  std::string probe;
  int status = 0;
  std::string outcome;
};

void PrintTo(const Expectation& expectation, std::ostream* out) { *out << expectation.file; }

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Expectation> Expectations() {
  std::vector<Expectation> rows;
  std::ifstream table(kFolder / "expectations.txt");
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream cells(line);
    Expectation row;
    cells >> row.file >> row.probe >> row.status >> std::ws;
    std::getline(cells, row.outcome);
    rows.push_back(row);
  }
  return rows;
}

const ChainFamily& FamilyOf(const Expectation& row) {
  return row.file.starts_with("evm/") ? Evm() : Svm();
}

class Corpus : public ::testing::TestWithParam<Expectation> {};

TEST_P(Corpus, IsReadAsExpected) {
  const Expectation& row = GetParam();
  EXPECT_EQ(Outcome(FamilyOf(row), ProbeNamed(row.probe), row.status, ReadAll(kFolder / row.file)),
            row.outcome);
}

// A cut reply, wherever the cut falls, is neither an observation nor the failure it began to tell.
TEST_P(Corpus, CutShortIsMalformed) {
  const Expectation& row = GetParam();
  if (row.status < 200 || row.status > 299) return;
  std::string body = ReadAll(kFolder / row.file);
  const std::size_t end = body.find_last_not_of(" \n");
  body.resize(end == std::string::npos ? 0 : end + 1);
  while (!body.empty()) {
    body.pop_back();
    const std::string outcome = Outcome(FamilyOf(row), ProbeNamed(row.probe), row.status, body);
    // What stands behind a document may make it malformed: cut there, it is a whole reply.
    if (row.file.find("/hostile-") != std::string::npos && IsObservation(outcome)) continue;
    ASSERT_EQ(outcome, "NODE_REPLY_MALFORMED") << "cut to " << body.size() << " bytes";
  }
}

TEST_P(Corpus, IsNoHeadForTheOtherFamily) {
  const Expectation& row = GetParam();
  const ChainFamily& other = &FamilyOf(row) == &Evm() ? Svm() : Evm();
  const std::string outcome = Outcome(other, kHeadProbe, row.status, ReadAll(kFolder / row.file));
  EXPECT_FALSE(IsObservation(outcome)) << outcome;
}

// Whoever is asked whatever: what is made of the reply is an error or something sound.
TEST_P(Corpus, MakesNobodyObserveWhatCannotBe) {
  const Expectation& row = GetParam();
  const std::string body = ReadAll(kFolder / row.file);
  json::Reader reader;
  for (const Speaker& speaker : AllSpeakers()) {
    for (const ProbeKind kind : kAllProbeKinds) {
      if (!speaker.family->MethodOf(kind)) continue;
      const auto observation = speaker.family->ReadReply(
          {.kind = kind, .height = {1}}, {.http_status = row.status, .body = body}, reader);
      if (!observation) continue;
      EXPECT_TRUE(IsSound(observation.value())) << speaker.name << ' ' << NameOf(kind);
    }
  }
}

std::string TestName(const ::testing::TestParamInfo<Expectation>& info) {
  std::string name = info.param.file.substr(0, info.param.file.rfind('.'));
  std::replace_if(
      name.begin(), name.end(), [](char symbol) { return symbol == '-' || symbol == '/'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Replies, Corpus, ::testing::ValuesIn(Expectations()), TestName);

TEST(CorpusTable, HasOneLineForEachFileAndOneFileForEachLine) {
  std::set<std::string> listed;
  for (const Expectation& row : Expectations()) {
    EXPECT_TRUE(listed.insert(row.file).second) << row.file << " is listed twice";
    EXPECT_TRUE(std::filesystem::is_regular_file(kFolder / row.file)) << row.file;
  }
  std::set<std::string> kept;
  for (const char* family : {"evm", "svm"}) {
    for (const auto& entry : std::filesystem::directory_iterator(kFolder / family)) {
      kept.insert(family + ("/" + entry.path().filename().string()));
    }
  }
  EXPECT_EQ(listed, kept);
}

}  // namespace
}  // namespace headway::chains
