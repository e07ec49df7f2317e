// The checks of the fuzzers themselves: each stops at what it is for.
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/fuzz/checked_tracker.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/outcome_checks.h"
#include "tests/fuzz/settings_checks.h"

namespace headway::fuzz {
namespace {

using chains::ProbeKind;

chains::HeadObservation HeadAt(std::uint64_t height) {
  return {.head = {height}, .block_height = {}, .hash = {}};
}

TEST(InputOfFuzzers, LettersAndDigitsAreChoicesAndSoIsEveryOtherByte) {
  Input input("cz20x\nrest");
  EXPECT_EQ(input.Letter(16), 2U);
  EXPECT_EQ(input.Letter(16), 9U);
  EXPECT_EQ(input.Number(2), 20);
  EXPECT_EQ(input.Until('\n'), "x");
  EXPECT_EQ(input.Rest(), "rest");
  EXPECT_EQ(input.Until('\n'), "rest");
  EXPECT_TRUE(input.AtEnd());
  EXPECT_EQ(input.Letter(16), 0U);
}

TEST(ChecksOfFuzzersDeathTest, StopAtAHeadOutOfBounds) {
  CheckObservation(ProbeKind::kHead, HeadAt(base::limits::kMaxBlockHeight));
  EXPECT_DEATH(CheckObservation(ProbeKind::kHead, HeadAt(0)), "CHECK failed");
  EXPECT_DEATH(CheckObservation(ProbeKind::kHead, HeadAt(base::limits::kMaxBlockHeight + 1)),
               "CHECK failed");
}

TEST(ChecksOfFuzzersDeathTest, StopAtAnObservationOfAnotherKind) {
  EXPECT_DEATH(CheckObservation(ProbeKind::kSyncing, HeadAt(1)), "CHECK failed");
}

TEST(ChecksOfFuzzersDeathTest, StopAtTextThatCannotBeShown) {
  const auto client = chains::ClientName::FromText("geth\x1b[2J");
  EXPECT_DEATH(CheckObservation(ProbeKind::kClient, chains::ClientObservation{*client}),
               "CHECK failed");
}

TEST(ChecksOfFuzzersDeathTest, StopAtAFaultThatBlamesTheWay) {
  const chains::Fault fault{chains::ErrorId::kServerError, chains::Blame::kTransport, true};
  EXPECT_DEATH(CheckFaultOfNode(fault), "CHECK failed");
}

TEST(ChecksOfFuzzersDeathTest, StopAtABlockThatWasNotAskedFor) {
  CheckedTracker tracker({.blocks_to_save = 4, .asks_for_blocks = true});
  tracker.OnHead(HeadAt(7));
  const auto hash = chains::BlockHash::FromText("1");
  EXPECT_DEATH(tracker.OnBlock(
                   {.height = {6}, .hash = *hash, .parent_hash = *hash, .timestamp = std::nullopt}),
               "CHECK failed");
}

TEST(ChecksOfFuzzersDeathTest, StopAtAMessageThatTellsASecret) {
  const config::LoadResult result{
      .settings = {},
      .diagnostics = {{config::Severity::kError, "f.yml", 1, 1, "no scheme hunter2://"}}};
  CheckDiagnostics(result, "");
  EXPECT_DEATH(CheckDiagnostics(result, "hunter2"), "CHECK failed");
}

TEST(ChecksOfFuzzersDeathTest, StopAtSettingsThatNobodyCanPollBy) {
  config::Settings settings;
  CheckSettings(settings);
  settings.polling.divisor = 0;
  EXPECT_DEATH(CheckSettings(settings), "CHECK failed");
}

}  // namespace
}  // namespace headway::fuzz
