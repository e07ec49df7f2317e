#include "exporter/write_file.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace headway::exporter {
namespace {

namespace fs = std::filesystem;

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// No file can grow above some bytes as long as it lives: the nearest to a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*const handler_)(int);
};

class WriteFileTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directory(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  std::ptrdiff_t FilesInFolder() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) / ("write_file_test." + std::to_string(getpid()));
  const fs::path path_ = folder_ / "fleet.json";
};

TEST_F(WriteFileTest, WritesAndReplaces) {
  EXPECT_EQ(WriteFile(path_.string(), "old and longer"), std::nullopt);
  EXPECT_EQ(WriteFile(path_.string(), "new"), std::nullopt);
  EXPECT_EQ(ContentOf(path_), "new");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(WriteFileTest, SaysWhatTheSystemSays) {
  EXPECT_EQ(WriteFile((folder_ / "none" / "a").string(), "text"), "No such file or directory");
  ASSERT_EQ(WriteFile(path_.string(), "text"), std::nullopt);
  EXPECT_EQ(WriteFile((path_ / "a").string(), "text"), "Not a directory");
}

TEST_F(WriteFileTest, KeepsTheOldFileAndLeavesNoPartOfTheNewOneWhereItDoesNotFit) {
  ASSERT_EQ(WriteFile(path_.string(), "old"), std::nullopt);
  for (const std::size_t bytes : {100UL, 1'000'000UL}) {
    const SmallFiles small(16);
    EXPECT_EQ(WriteFile(path_.string(), std::string(bytes, 'x')), "File too large");
  }
  EXPECT_EQ(ContentOf(path_), "old");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(WriteFileTest, LeavesNoPartWhereItCannotBeRenamed) {
  fs::create_directory(path_);
  EXPECT_EQ(WriteFile(path_.string(), "text"), "Is a directory");
  EXPECT_EQ(FilesInFolder(), 1);
}

}  // namespace
}  // namespace headway::exporter
