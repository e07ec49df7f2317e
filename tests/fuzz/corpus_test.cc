// Every seed, and every input that ever crashed a fuzzer, through the functions that are fuzzed:
// here g++ and its sanitizers see them too. A broken property aborts; the name of the test that was
// running is the file's.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "chains/probe_kind.h"
#include "tests/fuzz/reply_input.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The files below a folder whose names end like that, in the order of their names.
std::vector<fs::path> FilesBelow(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const bool ends = entry.path().native().ends_with(ending);
    if (entry.is_regular_file() && ends) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const fs::path kFolder = HEADWAY_SEEDS_DIR;

struct Seed {
  Target target;
  fs::path file;
};

void PrintTo(const Seed& seed, std::ostream* out) { *out << seed.file.filename().string(); }

std::vector<Seed> Seeds() {
  std::vector<Seed> seeds;
  for (const Target& target : kTargets) {
    for (const fs::path& file : FilesBelow(kFolder / target.name, ""))
      seeds.push_back({target, file});
  }
  return seeds;
}

class Corpus : public ::testing::TestWithParam<Seed> {};

TEST_P(Corpus, HoldsWhatMustHold) {
  const std::string input = ReadAll(GetParam().file);
  ASSERT_FALSE(input.empty());
  GetParam().target.run(input);
}

std::string TestName(const ::testing::TestParamInfo<Seed>& info) {
  std::string name =
      std::string(info.param.target.name) + '_' + info.param.file.filename().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char symbol) { return std::isalnum(symbol) == 0; },
      '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Seeds, Corpus, ::testing::ValuesIn(Seeds()), TestName);

TEST(CorpusOfReplies, EveryFamilyReadsEveryReplyWhateverWasAsked) {
  const std::vector<fs::path> files = FilesBelow(HEADWAY_REPLIES_DIR, ".json");
  EXPECT_GT(files.size(), 100U);
  for (const fs::path& file : files) {
    const std::string body = ReadAll(file);
    for (const std::string_view status : {"200", "429", "500"}) {
      std::string conversation(kEveryFamily);
      for (std::size_t kind = 0; kind < chains::kProbeKindCount; ++kind) {
        conversation += kBeginsReply;
        conversation += static_cast<char>('a' + kind);
        conversation += status;
        conversation += '\n';
        conversation += body;
      }
      ReadReplies(conversation);
    }
  }
}

TEST(CorpusOfReplies, IsJsonOrNoneAndTheReaderHoldsItsPromises) {
  for (const fs::path& file : FilesBelow(HEADWAY_REPLIES_DIR, ".json")) ReadJson(ReadAll(file));
}

TEST(CorpusOfConfigurations, TellsNoSecretsAndKeepsToTheBounds) {
  const std::vector<fs::path> files = FilesBelow(HEADWAY_CONFIGURATIONS_DIR, ".yml");
  EXPECT_GT(files.size(), 10U);
  for (const fs::path& file : files) LoadConfiguration(ReadAll(file));
}

}  // namespace
}  // namespace headway::fuzz
