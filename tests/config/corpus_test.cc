#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/loader.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Everything secret in the corpus holds this word: variables, files, and text of the files itself.
constexpr std::string_view kSecret = "s3cret";

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> FilesOf(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(HEADWAY_CORPUS_DIR) / folder)) {
    if (entry.path().extension() == ".yml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

LoadResult LoadFile(const std::filesystem::path& path) {
  FakeInputs world;
  world.environment = {{"KEY", "s3cret"},
                       {"URL", "https://user:s3cret@h.example.com/s3cret"},
                       {"BAD_URL", "htps://h.example.com/s3cret"},
                       {"NEWLINE", "s3cret\ns3cret"},
                       {"EMPTY", ""}};
  world.files = {{"/run/secrets/url", "https://h.example.com/s3cret\n"},
                 {"/run/secrets/broken-url", "https://h.example.com/s3cret s3cret\n"},
                 {"/run/secrets/empty", "\n"}};
  return LoadYaml(ReadAll(path), path.filename(), world.Inputs());
}

// The lines beside the file; a file without them has no findings.
std::string ExpectedLines(std::filesystem::path path) {
  return ReadAll(path.replace_extension(".expected"));
}

class Corpus : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Corpus, GivesTheExpectedDiagnosticsAndNoSecrets) {
  const LoadResult result = LoadFile(GetParam());
  const std::string lines = Lines(result.diagnostics);
  EXPECT_EQ(lines, ExpectedLines(GetParam()));
  EXPECT_THAT(lines, Not(HasSubstr(std::string(kSecret))));
  EXPECT_EQ(result.settings.has_value(), GetParam().parent_path().filename() == "good");
}

std::string TestName(const ::testing::TestParamInfo<std::filesystem::path>& info) {
  std::string name = info.param.stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Good, Corpus, ::testing::ValuesIn(FilesOf("good")), TestName);
INSTANTIATE_TEST_SUITE_P(Bad, Corpus, ::testing::ValuesIn(FilesOf("bad")), TestName);

}  // namespace
}  // namespace headway::config
