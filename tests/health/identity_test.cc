#include "health/identity.h"

#include <chrono>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace headway::health {
namespace {

using chains::ChainIdentity;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr base::MonoTime kNow{std::chrono::hours(1)};
constexpr base::Duration kReconnect = seconds(30);
constexpr IdentityNeed kNoNeed{};

ChainIdentity Id(std::string_view text) {
  return ChainIdentity::FromText(text).value_or(ChainIdentity());
}

const ChainIdentity& Right() {
  static const ChainIdentity kId = Id("0x1");
  return kId;
}
const ChainIdentity& Wrong() {
  static const ChainIdentity kId = Id("0x89");
  return kId;
}

/// A watch of a URL whose chain is known, and what the node tells it.
class KnownChain {
 public:
  IdentityChange Tell(const ChainIdentity& told, base::MonoTime now = kNow) {
    return ApplyIdentity(told, expected_, now, watch);
  }

  IdentityWatch watch;

 private:
  const std::vector<ChainIdentity> expected_ = {Right(), Id("0x5")};
};

IdentityChange TellUnknownChain(const ChainIdentity& told, IdentityWatch& watch) {
  return ApplyIdentity(told, {}, kNow, watch);
}

TEST(Identity, IsUnknownUntilTold) { EXPECT_EQ(IdentityWatch().standing, Standing::kUnknown); }

TEST(Identity, AnyOfTheExpectedOnesIsRight) {
  for (const char* const expected : {"0x1", "0x5"}) {
    KnownChain url;
    EXPECT_EQ(url.Tell(Id(expected)), IdentityChange::kNone);
    EXPECT_EQ(url.watch.standing, Standing::kRight);
    EXPECT_EQ(url.watch.told, Id(expected));
    EXPECT_FALSE(url.watch.pinned.has_value());
  }
}

TEST(Identity, IsWrongAtOnceIfItNeverWasRight) {
  KnownChain url;
  EXPECT_EQ(url.Tell(Wrong()), IdentityChange::kProvedWrong);
  EXPECT_EQ(url.watch.standing, Standing::kWrong);
  EXPECT_EQ(url.Tell(Wrong()), IdentityChange::kNone) << "told once";
}

TEST(Identity, OnceRightADifferentAnswerIsDoubtedAndTheSecondInARowProvesIt) {
  KnownChain url;
  url.Tell(Right());
  EXPECT_EQ(url.Tell(Wrong()), IdentityChange::kDoubted);
  EXPECT_EQ(url.watch.standing, Standing::kDoubted);
  EXPECT_EQ(url.Tell(Id("0x2a")), IdentityChange::kProvedWrong) << "whichever they are";
  EXPECT_EQ(url.watch.standing, Standing::kWrong);
}

TEST(Identity, OneRightAnswerEndsADoubt) {
  KnownChain url;
  url.Tell(Right());
  url.Tell(Wrong());
  EXPECT_EQ(url.Tell(Right()), IdentityChange::kNone);
  EXPECT_EQ(url.watch.standing, Standing::kRight);
  EXPECT_EQ(url.Tell(Wrong()), IdentityChange::kDoubted) << "two in a row are needed again";
}

TEST(Identity, OneRightAnswerEndsWrongAndMakesTheNextDifferenceADoubt) {
  KnownChain url;
  url.Tell(Wrong());
  EXPECT_EQ(url.Tell(Right()), IdentityChange::kRightAgain);
  EXPECT_EQ(url.watch.standing, Standing::kRight);
  EXPECT_EQ(url.Tell(Wrong()), IdentityChange::kDoubted);
}

TEST(Identity, OfAnUnknownChainTheFirstAnswerIsPinned) {
  IdentityWatch watch;
  EXPECT_EQ(TellUnknownChain(Wrong(), watch), IdentityChange::kPinned);
  EXPECT_EQ(watch.pinned, Wrong());
  EXPECT_EQ(watch.standing, Standing::kRight);
  EXPECT_EQ(TellUnknownChain(Wrong(), watch), IdentityChange::kNone) << "said so once";
  EXPECT_EQ(TellUnknownChain(Right(), watch), IdentityChange::kDoubted);
  EXPECT_EQ(TellUnknownChain(Right(), watch), IdentityChange::kProvedWrong);
  EXPECT_EQ(TellUnknownChain(Wrong(), watch), IdentityChange::kRightAgain);
  EXPECT_EQ(watch.pinned, Wrong()) << "the pin is never another";
}

TEST(Identity, AFaultLeavesTheStandingAsItIs) {
  KnownChain url;
  ApplyIdentityFault(kNow, url.watch);
  EXPECT_EQ(url.watch.standing, Standing::kUnknown);
  url.Tell(Right());
  url.Tell(Wrong());
  ApplyIdentityFault(kNow, url.watch);
  EXPECT_EQ(url.watch.standing, Standing::kDoubted);
  EXPECT_EQ(url.Tell(Wrong()), IdentityChange::kProvedWrong) << "a fault is no right answer";
}

/// How long after `kNow` the node is asked again; below zero: in every poll.
base::Duration AskedAfter(const IdentityWatch& watch, const IdentityNeed& need = kNoNeed) {
  const base::MonoTime from = AskIdentityFrom(watch, need, kReconnect);
  return from == base::MonoTime::min() ? base::Duration(-1) : from - kNow;
}

constexpr base::Duration kEveryPoll{-1};

TEST(AskingForTheIdentity, ComesFirstOfAll) { EXPECT_EQ(AskedAfter({}), kEveryPoll); }

TEST(AskingForTheIdentity, ComesEveryTenMinutesWhileRight) {
  KnownChain url;
  url.Tell(Right());
  EXPECT_EQ(AskedAfter(url.watch), base::Duration(minutes(10)));
}

TEST(AskingForTheIdentity, ComesInEveryPollWhileDoubted) {
  KnownChain url;
  url.Tell(Right());
  url.Tell(Wrong());
  EXPECT_EQ(AskedAfter(url.watch), kEveryPoll);
  ApplyIdentityFault(kNow, url.watch);
  EXPECT_EQ(AskedAfter(url.watch), kEveryPoll);
}

TEST(AskingForTheIdentity, ComesAfterTheReconnectIntervalWhileWrong) {
  KnownChain url;
  url.Tell(Wrong());
  EXPECT_EQ(AskedAfter(url.watch), kReconnect);
}

TEST(AskingForTheIdentity, ComesAfterTheReconnectIntervalWhenTheQuestionFailed) {
  IdentityWatch never_told;
  ApplyIdentityFault(kNow, never_told);
  EXPECT_EQ(AskedAfter(never_told), kReconnect);
  KnownChain right;
  right.Tell(Right());
  ApplyIdentityFault(kNow, right.watch);
  EXPECT_EQ(AskedAfter(right.watch), kReconnect);
  EXPECT_EQ(AskedAfter(right.watch, {.urgent = false, .reconnecting = true}), kReconnect);
  right.Tell(Right());
  EXPECT_EQ(AskedAfter(right.watch), base::Duration(minutes(10)));
}

TEST(AskingForTheIdentity, ComesAfterAReconnect) {
  KnownChain url;
  url.Tell(Right());
  EXPECT_EQ(AskedAfter(url.watch, {.urgent = false, .reconnecting = true}), kEveryPoll);
}

TEST(AskingForTheIdentity, ComesInEveryPollOfTheBlockedWhateverTheStanding) {
  KnownChain url;
  constexpr IdentityNeed kBlocked{.urgent = true, .reconnecting = false};
  url.Tell(Right());
  EXPECT_EQ(AskedAfter(url.watch, kBlocked), kEveryPoll);
  ApplyIdentityFault(kNow, url.watch);
  EXPECT_EQ(AskedAfter(url.watch, kBlocked), kEveryPoll);
  KnownChain wrong;
  wrong.Tell(Wrong());
  EXPECT_EQ(AskedAfter(wrong.watch, kBlocked), kEveryPoll);
}

TEST(AskingForTheIdentity, ComesAnewAfterABoundaryWhateverTheStanding) {
  KnownChain right;
  right.Tell(Right());
  ForgetAsking(right.watch);
  EXPECT_EQ(AskedAfter(right.watch), kEveryPoll);
  EXPECT_EQ(right.watch.standing, Standing::kRight);
  KnownChain wrong;
  wrong.Tell(Wrong());
  ApplyIdentityFault(kNow, wrong.watch);
  ForgetAsking(wrong.watch);
  EXPECT_EQ(AskedAfter(wrong.watch), kEveryPoll);
  EXPECT_EQ(wrong.watch.standing, Standing::kWrong);
}

}  // namespace
}  // namespace headway::health
