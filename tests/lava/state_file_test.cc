#include "lava/state_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace headway::lava {
namespace {

class StateFileTest : public ::testing::Test {
 protected:
  StateFileTest() {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
  }
  ~StateFileTest() override { std::filesystem::remove_all(directory_); }

  static std::string ContentOf(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  const std::string directory_ = ::testing::TempDir() + "headway_state_file_test_" +
                                 ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::string path_ = directory_ + "/lava.json";
  const StateFile file_{path_};
};

TEST_F(StateFileTest, ThatIsNotThereIsNoError) {
  const auto read = file_.Read();
  ASSERT_TRUE(read.ok());
  EXPECT_FALSE(read.value().has_value());
}

TEST_F(StateFileTest, ComesBackAsWritten) {
  EXPECT_EQ(file_.Write("one"), std::nullopt);
  EXPECT_EQ(file_.Write("two"), std::nullopt);
  EXPECT_EQ(file_.Read().value(), "two");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".tmp"));
}

TEST_F(StateFileTest, AWriteThatWasKilledLeavesTheFileAndIsNoObstacle) {
  EXPECT_EQ(file_.Write("whole"), std::nullopt);
  std::ofstream(path_ + ".tmp") << "hal";
  EXPECT_EQ(file_.Read().value(), "whole");
  EXPECT_EQ(file_.Write("next"), std::nullopt);
  EXPECT_EQ(file_.Read().value(), "next");
}

TEST_F(StateFileTest, IsPutAsideWholeAndReplacesWhatWasPutAsideBefore) {
  std::ofstream(path_ + ".bad") << "older";
  EXPECT_EQ(file_.Write("nonsense"), std::nullopt);
  EXPECT_EQ(file_.PutAside(), std::nullopt);
  EXPECT_EQ(ContentOf(path_ + ".bad"), "nonsense");
  EXPECT_FALSE(file_.Read().value().has_value());
}

TEST_F(StateFileTest, SaysWhyItCannotBeWritten) {
  EXPECT_TRUE(StateFile(directory_ + "/nowhere/lava.json").Write("x").has_value());
  EXPECT_TRUE(StateFile(directory_).Write("x").has_value()) << "a directory";
  EXPECT_FALSE(StateFile(directory_).Read().ok());
}

TEST_F(StateFileTest, IsReadUpToItsBoundOnly) {
  std::filesystem::resize_file((std::ofstream(path_) << "", path_), 1U << 30U);
  EXPECT_LT(file_.Read().value()->size(), 2 * base::limits::kMaxLavaStateBytes);
}

}  // namespace
}  // namespace headway::lava
