// The height that a chain's URLs are measured against (docs/health.md, "Reference head").
#include "health/reference_head.h"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "tests/health/chain_of_hosts.h"

namespace headway::health {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr base::Duration kBlock = ChainOfHosts::kBlock;
constexpr base::Duration kStaleWindow = ChainOfHosts::kStaleWindow;

/// Every host tells a head, in turn, at one instant.
ChainOfHosts Chain(std::initializer_list<std::uint64_t> heads) {
  ChainOfHosts chain(heads.size());
  std::size_t host = 0;
  for (const std::uint64_t head : heads) chain.Tell(host++, head);
  return chain;
}

/// The same, but all heads are known before the reference is worked out.
std::optional<std::uint64_t> ReferenceOf(std::initializer_list<std::uint64_t> heads) {
  ChainOfHosts chain(heads.size());
  std::size_t host = 0;
  for (const std::uint64_t head : heads) {
    chain.reference.Note(host, chain.Of(host, head));
    ++host;
  }
  chain.reference.Update(chain.now, chain.wall);
  return chain.height();
}

TEST(ReferenceHead, IsNotKnownWithoutAWitness) {
  ChainOfHosts chain(2);
  chain.reference.Update(chain.now, chain.wall);
  EXPECT_FALSE(chain.height().has_value());
  EXPECT_EQ(chain.witnesses(), 0U);
  EXPECT_FALSE(chain.halted());
  EXPECT_FALSE(chain.reference.changed_at().has_value());
}

TEST(ReferenceHead, OfThreeOrMoreIsTheSecondHighest) {
  EXPECT_EQ(ReferenceOf({100, 101, 102}), 101U);
  EXPECT_EQ(ReferenceOf({102, 100, 101}), 101U);
  EXPECT_EQ(ReferenceOf({7, 900'000, 100}), 100U);
  EXPECT_EQ(ReferenceOf({102, 102, 3}), 102U);
  EXPECT_EQ(ReferenceOf({90, 105, 101, 99, 104}), 104U);
}

TEST(ReferenceHead, OfTwoThatAreNearIsTheHigher) {
  EXPECT_EQ(ReferenceOf({1'000, 1'099}), 1'099U);
  EXPECT_EQ(ReferenceOf({1'099, 1'000}), 1'099U);
}

TEST(ReferenceHead, OfTwoThatAreFarApartWithoutPastAndTimesIsTheHigher) {
  EXPECT_EQ(ReferenceOf({1'000, 1'100}), 1'100U);
  EXPECT_EQ(ReferenceOf({900'000, 1'000}), 900'000U);
}

TEST(ReferenceHead, OfTwoThatAreFarApartWithoutPastTheBlockNearerToTheWallClockDecides) {
  for (const bool high_is_fresh : {true, false}) {
    ChainOfHosts chain(2);
    Testimony high = chain.Of(0, 9'000);
    Testimony low = chain.Of(1, 1'000);
    // A time in the future is as far away as one in the past.
    high.head_block_time = chain.wall + (high_is_fresh ? seconds(10) : hours(2));
    low.head_block_time = chain.wall - minutes(5);
    chain.reference.Note(0, high);
    chain.reference.Note(1, low);
    chain.reference.Update(chain.now, chain.wall);
    EXPECT_EQ(chain.height(), high_is_fresh ? 9'000U : 1'000U);
  }
}

TEST(ReferenceHead, OfTwoThatAreFarApartWithOneBlockTimeAloneIsTheHigher) {
  ChainOfHosts chain(2);
  Testimony low = chain.Of(1, 1'000);
  low.head_block_time = chain.wall;
  chain.reference.Note(0, chain.Of(0, 9'000));
  chain.reference.Note(1, low);
  chain.reference.Update(chain.now, chain.wall);
  EXPECT_EQ(chain.height(), 9'000U);
}

/// Two hosts whose reference has risen once, to 1001.
ChainOfHosts TwoWithAPast() {
  ChainOfHosts chain = Chain({1'000, 1'000});
  chain.Wait(kBlock);
  chain.Tell(0, 1'001);
  chain.Tell(1, 1'001);
  return chain;
}

TEST(ReferenceHead, OfTwoThatAreFarApartWithAPastIsTheNearerToWhatTimeHasBrought) {
  for (const std::uint64_t leap : {1'150U, 5'000U, 900'000'000U}) {
    ChainOfHosts chain = TwoWithAPast();
    chain.Wait(kBlock);
    chain.Tell(1, leap);
    EXPECT_EQ(chain.height(), 1'001U) << leap;
    chain.Tell(0, 1'002);
    EXPECT_EQ(chain.height(), 1'002U) << leap;
  }
}

TEST(ReferenceHead, OfTwoThatAreFarApartWithAPastMayBeTheHigher) {
  ChainOfHosts chain = TwoWithAPast();
  // Nobody answered for 200 blocks; then one is where the chain should be, and one fell behind.
  chain.Wait(200 * kBlock);
  chain.reference.Note(0, chain.Of(0, 1'050));
  chain.reference.Note(1, chain.Of(1, 1'201));
  chain.reference.Update(chain.now, chain.wall);
  EXPECT_EQ(chain.height(), 1'201U);
}

TEST(ReferenceHead, OfTwoThatAreEquallyFarFromWhatTimeHasBroughtIsTheLower) {
  ChainOfHosts chain = TwoWithAPast();
  chain.Wait(100 * kBlock);  // 1101 is expected
  chain.reference.Note(0, chain.Of(0, 1'051));
  chain.reference.Note(1, chain.Of(1, 1'151));
  chain.reference.Update(chain.now, chain.wall);
  EXPECT_EQ(chain.height(), 1'051U);
}

TEST(ReferenceHead, OfOneIsItsHead) {
  ChainOfHosts chain = Chain({1'000});
  EXPECT_EQ(chain.height(), 1'000U);
  chain.Wait(kBlock);
  chain.Tell(0, 1'001);
  EXPECT_EQ(chain.height(), 1'001U);
}

TEST(ReferenceHead, OfOneWithoutAPastFollowsAnyLeap) {
  ChainOfHosts chain = Chain({1'000});
  chain.Tell(0, 900'000);
  EXPECT_EQ(chain.height(), 900'000U);
}

/// One host whose reference has risen once, to 1001.
ChainOfHosts OneWithAPast() {
  ChainOfHosts chain = Chain({1'000});
  chain.Wait(kBlock);
  chain.Tell(0, 1'001);
  return chain;
}

TEST(ReferenceHead, OfOneWithAPastFollowsWithinTheWindowAboveWhatTimeHasBrought) {
  ChainOfHosts chain = OneWithAPast();
  chain.Wait(5 * kBlock);
  chain.Tell(0, 1'001 + 5 + ChainOfHosts::kOutlierWindow + 1);
  EXPECT_EQ(chain.height(), 1'001U);
  chain.Tell(0, 1'001 + 5 + ChainOfHosts::kOutlierWindow);
  EXPECT_EQ(chain.height(), 1'106U);
}

TEST(ReferenceHead, OfOneWithAPastBelievesALeapThatIsInsistedOnForAnEpoch) {
  ChainOfHosts chain = OneWithAPast();
  // Solitude alone is not enough: a single stray answer of a lone URL would move the reference.
  for (base::MonoTime until = chain.now + 2 * ChainOfHosts::kEpoch; chain.now < until;) {
    chain.Tell(0, 1'001);
    chain.Wait(kBlock);
  }
  const base::MonoTime insists_since = chain.now;
  while (chain.now - insists_since < ChainOfHosts::kEpoch) {
    chain.Tell(0, 900'000);
    ASSERT_EQ(chain.height(), 1'001U);
    chain.Wait(kBlock);
  }
  chain.Tell(0, 900'000);
  EXPECT_EQ(chain.height(), 900'000U);
}

TEST(ReferenceHead, SolitudeBeginsAnewWithCompany) {
  ChainOfHosts chain(2);
  chain.Tell(0, 1'000);
  chain.Wait(kBlock);
  chain.Tell(0, 1'001);
  chain.Wait(ChainOfHosts::kEpoch - 2 * kBlock);
  chain.Tell(0, 1'070);
  chain.Tell(1, 1'070);
  // Host 1 stays a witness for ten blocks; an epoch has passed since host 0 came.
  for (int block = 0; block < 20; ++block) {
    chain.Wait(kBlock);
    chain.Tell(0, 900'000);
    ASSERT_LE(chain.height(), 1'100U) << block;
  }
}

TEST(ReferenceHead, StaysWhenTheWitnessesHaveGone) {
  ChainOfHosts chain = Chain({1'000, 1'001, 1'002});
  chain.Wait(hours(1));
  chain.reference.Update(chain.now, chain.wall);
  EXPECT_EQ(chain.witnesses(), 0U);
  EXPECT_EQ(chain.height(), 1'001U);
}

/// Two hosts that rose to 1,000 together.
ChainOfHosts RisenToAThousand() {
  ChainOfHosts chain(2);
  for (const std::uint64_t head : {std::uint64_t{999}, std::uint64_t{1'000}}) {
    chain.Tell(0, head);
    chain.Tell(1, head);
  }
  return chain;
}

TEST(ReferenceHead, WithoutAPastFallsAtOnce) {
  ChainOfHosts chain(3);
  chain.Tell(0, 5'000);
  EXPECT_EQ(chain.height(), 5'000U) << "the first to answer is all there is";
  chain.Tell(1, 1'000);
  chain.Tell(2, 1'001);
  EXPECT_EQ(chain.height(), 1'001U);
}

TEST(ReferenceHead, DoesNotFallForOneBlockThatIsMissing) {
  ChainOfHosts chain = RisenToAThousand();
  for (int block = 0; block < 9; ++block) {
    chain.Wait(kBlock);
    chain.Tell(0, 990);
    chain.Tell(1, 990);
    ASSERT_EQ(chain.height(), 1'000U) << block;
  }
}

TEST(ReferenceHead, FallsWhenHalfHaveStayedBelowForTheStaleWindow) {
  ChainOfHosts chain = RisenToAThousand();
  chain.Wait(kBlock);
  chain.Tell(0, 990);
  chain.Tell(1, 990);
  for (base::Duration below{}; below < kStaleWindow; below += kBlock) {
    ASSERT_EQ(chain.height(), 1'000U);
    chain.Wait(kBlock);
    chain.Tell(0, 991);
    chain.Tell(1, 991);
  }
  EXPECT_EQ(chain.height(), 991U);
}

TEST(ReferenceHead, ReturningToItStartsTheStayBelowAgain) {
  ChainOfHosts chain = RisenToAThousand();
  for (int round = 0; round < 10; ++round) {
    for (int block = 0; block < 8; ++block) {
      chain.Wait(kBlock);
      chain.Tell(0, 990);
      chain.Tell(1, 990);
    }
    chain.Tell(0, 1'000);
    chain.Tell(1, 1'000);
    ASSERT_EQ(chain.height(), 1'000U);
  }
}

TEST(ReferenceHead, AHostIsOneWitnessAndItsLatestAnswerCounts) {
  ChainOfHosts chain(2);
  chain.Tell(0, 1'000);
  Testimony other_url = chain.Of(0, 1'005);
  other_url.url = {7};
  chain.Tell(0, other_url);
  EXPECT_EQ(chain.witnesses(), 1U);
  EXPECT_EQ(chain.height(), 1'005U);
  // Three URLs of one host agree on a lie; they are one of two.
  Testimony liar = chain.Of(1, 900'000);
  chain.Wait(kBlock);
  chain.Tell(0, 1'006);
  for (const std::uint32_t url : {8U, 9U, 10U}) {
    liar = chain.Of(1, 900'000);
    liar.url = {url};
    chain.Tell(1, liar);
  }
  EXPECT_EQ(chain.witnesses(), 2U);
  EXPECT_EQ(chain.height(), 1'006U);
}

TEST(ReferenceHead, AnAmendmentOfAnotherUrlOfTheHostHasNoEffect) {
  ChainOfHosts chain = Chain({1'000, 1'000});
  Testimony stands = chain.Of(0, 1'000);
  Testimony other_url = stands;
  other_url.url = {7};
  other_url.usable = false;
  chain.reference.Amend(0, other_url);
  EXPECT_EQ(chain.witnesses(), 2U);
  stands.usable = false;
  chain.reference.Amend(0, stands);
  EXPECT_EQ(chain.witnesses(), 1U);
}

TEST(ReferenceHead, WhoIsThrottledOrOnAnotherChainOrForkedByHashIsNoWitness) {
  ChainOfHosts chain = Chain({1'000, 1'000, 1'000});
  Testimony unusable = chain.Of(1, 5'000);
  unusable.usable = false;
  Testimony forked = chain.Of(2, 5'000);
  forked.forked_by_hash = true;
  chain.Tell(1, unusable);
  chain.Tell(2, forked);
  EXPECT_EQ(chain.witnesses(), 1U);
  EXPECT_EQ(chain.height(), 1'000U);
  EXPECT_EQ(chain.reference.Fresh(1, chain.now), nullptr);
  EXPECT_NE(chain.reference.Fresh(2, chain.now), nullptr) << "it holds hashes all the same";
}

TEST(ReferenceHead, AnAnswerIsNewsForTenBlocks) {
  ChainOfHosts chain = Chain({1'000});
  chain.Wait(10 * kBlock);
  EXPECT_EQ(chain.witnesses(), 1U);
  chain.Wait(nanoseconds(1));
  EXPECT_EQ(chain.witnesses(), 0U);
}

TEST(ReferenceHead, OrForTwoIntervalsAndATimeoutIfThatIsLonger) {
  ChainOfHosts chain(1);
  Testimony rarely_polled = chain.Of(0, 1'000);
  rarely_polled.news_for = 20 * kBlock;
  chain.Tell(0, rarely_polled);
  chain.Wait(20 * kBlock);
  EXPECT_EQ(chain.witnesses(), 1U);
  chain.Wait(nanoseconds(1));
  EXPECT_EQ(chain.witnesses(), 0U);
}

TEST(ReferenceHead, TellsWhenItChangedLast) {
  ChainOfHosts chain = Chain({1'000, 1'000});
  const base::WallTime first = chain.wall;
  chain.Wait(kBlock);
  chain.Tell(0, 1'000);
  EXPECT_EQ(chain.reference.changed_at(), first);
  chain.Tell(1, 1'001);
  EXPECT_EQ(chain.reference.changed_at(), chain.wall);
}

TEST(BlockTime, IsTheMedianOverTheWitnessesWhenTheReferenceMoves) {
  ChainOfHosts chain(3);
  EXPECT_EQ(chain.reference.block_time(), kBlock);
  const std::vector<base::Duration> measured = {milliseconds(900), seconds(2), minutes(1)};
  for (std::size_t host = 0; host < 3; ++host) {
    Testimony testimony = chain.Of(host, 1'000);
    testimony.block_time = measured[host];
    chain.reference.Note(host, testimony);
  }
  EXPECT_EQ(chain.reference.block_time(), kBlock);
  chain.reference.Update(chain.now, chain.wall);
  EXPECT_EQ(chain.reference.block_time(), base::Duration(seconds(2)));
  EXPECT_EQ(chain.reference.ViewOf(0, chain.now).outlier_window, 512U);
  EXPECT_EQ(chain.reference.ViewOf(0, chain.now).stale_window, kStaleWindow)
      << "the configured block time is the longer one";
}

/// Hosts at heads of their own, which have not moved for the stale window but by `Tell` since.
ChainOfHosts StandingChain(std::initializer_list<std::uint64_t> heads) {
  ChainOfHosts chain = Chain(heads);
  for (base::Duration stood{}; stood < kStaleWindow; stood += kBlock) {
    EXPECT_FALSE(chain.halted());
    chain.Wait(kBlock);
    std::size_t host = 0;
    for (const std::uint64_t head : heads) chain.Tell(host++, head);
  }
  return chain;
}

TEST(HaltedChain, HasAReferenceAndTwoWitnessesThatStand) {
  EXPECT_TRUE(StandingChain({1'000, 1'000}).halted());
  EXPECT_TRUE(StandingChain({1'000, 998, 1'000}).halted());
}

TEST(HaltedChain, NeedsTwoWitnessesWithinTheAllowedLag) {
  EXPECT_FALSE(StandingChain({1'000}).halted());
  EXPECT_FALSE(StandingChain({1'000, 997}).halted());
}

TEST(HaltedChain, IsNotWhileOneFarAboveMoves) {
  ChainOfHosts chain = StandingChain({1'000, 1'000, 1'003});
  EXPECT_TRUE(chain.halted());
  chain.Tell(2, 1'004);
  EXPECT_FALSE(chain.halted());
}

TEST(HaltedChain, IsUnmovedByOneThatMovesFarBelow) {
  ChainOfHosts chain = StandingChain({1'000, 1'000, 400});
  chain.Tell(2, 401);
  EXPECT_TRUE(chain.halted());
}

TEST(HaltedChain, EndsWhenTheReferenceMoves) {
  ChainOfHosts chain = StandingChain({1'000, 1'000});
  chain.Tell(0, 1'001);
  EXPECT_FALSE(chain.halted());
}

TEST(ViewOfAChain, TellsWhetherThereAreOthers) {
  ChainOfHosts chain = Chain({1'000, 1'000});
  EXPECT_TRUE(chain.reference.ViewOf(0, chain.now).others);
  chain.Wait(10 * kBlock + nanoseconds(1));
  chain.Tell(0, 1'010);
  EXPECT_FALSE(chain.reference.ViewOf(0, chain.now).others);
  EXPECT_TRUE(chain.reference.ViewOf(1, chain.now).others) << "who is no witness has another";
}

TEST(ViewOfAChain, TellsWhetherTheReferenceStands) {
  ChainOfHosts chain = Chain({1'000});
  chain.Wait(kStaleWindow - nanoseconds(1));
  EXPECT_FALSE(chain.reference.ViewOf(0, chain.now).reference_stands);
  chain.Wait(nanoseconds(1));
  EXPECT_TRUE(chain.reference.ViewOf(0, chain.now).reference_stands);
}

}  // namespace
}  // namespace headway::health
