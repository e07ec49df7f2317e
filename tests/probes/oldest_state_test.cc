// The search for the oldest block whose state a node has, against nodes of every kind.
#include "probes/oldest_state.h"

#include <cstdint>
#include <functional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/random.h"

namespace headway::probes {
namespace {

using base::BlockHeight;
using ::testing::ElementsAre;

using Node = std::function<bool(std::uint64_t height)>;

Node StateSince(std::uint64_t oldest) {
  return [oldest](std::uint64_t height) { return height >= oldest; };
}

/// Answers in one search. One that does not end fails the test.
std::vector<std::uint64_t> Search(OldestStateSearch& search, std::uint64_t head, const Node& node) {
  constexpr std::size_t kMost = 4 + 53;  // heights are below 2^53
  std::vector<std::uint64_t> asked;
  search.Begin({head});
  while (const auto height = search.Next()) {
    EXPECT_GE(height->value, 1U);
    EXPECT_LE(height->value, head);
    asked.push_back(height->value);
    search.OnAnswer(node(height->value));
    if (asked.size() > kMost) {
      ADD_FAILURE() << "the search does not end";
      break;
    }
  }
  return asked;
}

TEST(OldestState, OfAnArchiveIsFoundWithOneQuestionEachTime) {
  OldestStateSearch search;
  EXPECT_THAT(Search(search, 20'000'000, StateSince(1)), ElementsAre(1U));
  EXPECT_EQ(search.oldest(), BlockHeight{1});
  EXPECT_THAT(Search(search, 20'000'100, StateSince(1)), ElementsAre(1U));
  EXPECT_EQ(search.oldest(), BlockHeight{1});
}

TEST(OldestState, IsFoundByBisectingAndConfirmedWithTwoQuestions) {
  OldestStateSearch search;
  EXPECT_LE(Search(search, 22'511'200, StateSince(19'000'000)).size(), 27U);
  EXPECT_EQ(search.oldest(), BlockHeight{19'000'000});
  EXPECT_THAT(Search(search, 22'511'260, StateSince(19'000'000)),
              ElementsAre(19'000'000U, 18'999'999U));
  EXPECT_EQ(search.oldest(), BlockHeight{19'000'000});
}

TEST(OldestState, IsTheRightOneWhereverItLies) {
  for (std::uint64_t head = 1; head <= 40; ++head) {
    for (std::uint64_t oldest = 1; oldest <= head; ++oldest) {
      OldestStateSearch search;
      Search(search, head, StateSince(oldest));
      ASSERT_EQ(search.oldest(), BlockHeight{oldest}) << "head " << head;
      // From any found before to any found now.
      for (std::uint64_t now = 1; now <= head; ++now) {
        OldestStateSearch later = search;
        Search(later, head, StateSince(now));
        ASSERT_EQ(later.oldest(), BlockHeight{now}) << "before " << oldest << " head " << head;
      }
    }
  }
}

TEST(OldestState, OfANodeThatPrunesMovesUpWithItsHead) {
  OldestStateSearch search;
  Search(search, 1'000'000, StateSince(999'873));
  EXPECT_EQ(search.oldest(), BlockHeight{999'873});
  const auto asked = Search(search, 1'000'050, StateSince(999'923));
  EXPECT_EQ(search.oldest(), BlockHeight{999'923});
  EXPECT_LE(asked.size(), 10U) << "between what was found and the head only";
}

TEST(OldestState, OfAnArchiveThatReplacesAPruningNodeIsBlockOne) {
  OldestStateSearch search;
  Search(search, 1'000'000, StateSince(999'873));
  EXPECT_THAT(Search(search, 1'000'000, StateSince(1)), ElementsAre(999'873U, 999'872U, 1U));
  EXPECT_EQ(search.oldest(), BlockHeight{1});
}

TEST(OldestState, IsNowhereWhereNoStateIs) {
  OldestStateSearch search;
  const Node none = [](std::uint64_t) { return false; };
  EXPECT_LE(Search(search, 22'511'200, none).size(), 27U);
  EXPECT_EQ(search.oldest(), std::nullopt);
  Search(search, 1, none);
  EXPECT_EQ(search.oldest(), std::nullopt);
}

TEST(OldestState, IsLookedForAnewWhenTheHeadFellBelowIt) {
  OldestStateSearch search;
  Search(search, 1'000, StateSince(900));
  Search(search, 500, StateSince(450));
  EXPECT_EQ(search.oldest(), BlockHeight{450});
}

TEST(OldestState, ASearchThatIsNotOverGoesOnWhereItWas) {
  OldestStateSearch search;
  search.Begin({1'000});
  search.OnAnswer(false);
  search.OnAnswer(false);
  const auto next = search.Next();
  search.Begin({2'000});
  EXPECT_EQ(search.Next(), next);
}

TEST(OldestState, IsForgottenWithAllElse) {
  OldestStateSearch search;
  Search(search, 1'000, StateSince(900));
  search.Forget();
  EXPECT_EQ(search.oldest(), std::nullopt);
  EXPECT_THAT(Search(search, 1'000, StateSince(1)), ElementsAre(1U));
}

// Nodes behind a load balancer contradict each other, and a liar says anything.
TEST(OldestState, EverySearchEndsWithinItsBoundWhateverIsAnswered) {
  base::Random random(4);
  for (int run = 0; run < 2'000; ++run) {
    OldestStateSearch search;
    for (int round = 0; round < 4; ++round) {
      const std::uint64_t head = 1 + random.Below(base::limits::kMaxBlockHeight);
      const std::uint64_t odds = 1 + random.Below(4);
      Search(search, head, [&](std::uint64_t) { return random.Below(odds) == 0; });
      if (search.oldest()) {
        ASSERT_LE(search.oldest()->value, head);
      }
    }
  }
}

TEST(OldestState, WhatIsFoundWasAnsweredWithYesAndTheBlockBelowWithNo) {
  base::Random random(5);
  for (int run = 0; run < 2'000; ++run) {
    const std::uint64_t head = 1 + random.Below(1'000);
    std::vector<int> said(head + 1, -1);  // the last answer for each height
    OldestStateSearch search;
    Search(search, head, [&](std::uint64_t height) {
      said[height] = static_cast<int>(random.Below(2));
      return said[height] == 1;
    });
    if (!search.oldest()) continue;
    const std::uint64_t oldest = search.oldest()->value;
    ASSERT_EQ(said[oldest], 1);
    if (oldest > 1) {
      ASSERT_EQ(said[oldest - 1], 0);
    }
  }
}

}  // namespace
}  // namespace headway::probes
