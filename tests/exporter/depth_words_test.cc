#include "exporter/depth_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporter/sample_depth.h"

namespace headway::exporter {
namespace {

using health::Capability;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr base::WallTime kThen{};

void Claim(Capability capability, Snapshot::Url& url) {
  url.claims.set(static_cast<std::size_t>(capability));
}

void FailToVerify(Capability capability, chains::ErrorId error, Snapshot::Url& url) {
  url.depth.capabilities.at(static_cast<std::size_t>(capability)).error = error;
}

TEST(DepthWords, OfWhatIsProvedAreShort) {
  Snapshot::Url url;
  Settle(Capability::kDebug, true, kThen, url);
  EXPECT_EQ(StandingOf(url.depth.capability(Capability::kDebug)), "proved");
  EXPECT_EQ(WordsOn(Capability::kDebug, url), "claimed and proved");
  EXPECT_THAT(NotesOn(url), IsEmpty());
}

TEST(DepthWords, OfAnArchiveThatIsNoneSayWhereStateBegins) {
  Snapshot::Url url;
  Settle(Capability::kArchive, false, kThen, url);
  EXPECT_THAT(NotesOn(url), ElementsAre("archive: claimed, but the state of block 1 is not there"));
  url.depth.oldest_state = {base::BlockHeight{19'000'000}, kThen};
  EXPECT_THAT(NotesOn(url),
              ElementsAre("archive: claimed, but there is no state below block 19000000"));
}

TEST(DepthWords, OfBlocksThatAreMissingSayWhereTheyBegin) {
  Snapshot::Url url;
  Settle(Capability::kPruning, false, kThen, url);
  EXPECT_THAT(NotesOn(url), ElementsAre("pruning: its blocks do not go back far enough"));
  url.depth.marks.at(static_cast<std::size_t>(health::Mark::kEarliest)) =
      health::Told<health::MarkFact>{{.height = {990}, .head = base::BlockHeight{1'000}}, kThen};
  EXPECT_THAT(NotesOn(url), ElementsAre("pruning: its blocks go back to 990 only"));
}

TEST(DepthWords, OfAddOnsThatAreMissing) {
  Snapshot::Url url;
  Settle(Capability::kTrace, false, kThen, url);
  Settle(Capability::kTxIndex, false, kThen, url);
  EXPECT_EQ(StandingOf(url.depth.capability(Capability::kTrace)), "missing");
  EXPECT_THAT(NotesOn(url), ElementsAre("trace: claimed, but the node has no such methods",
                                        "tx-indexing: the node does not index transactions"));
}

TEST(DepthWords, OfBlocksThatCannotBeHadSayWhatIsNotSeenThen) {
  Snapshot::Url url;
  url.blocks_refused = chains::ErrorId::kBlockNotFound;
  EXPECT_THAT(NotesOn(url),
              ElementsAre("none of its blocks can be had, so that a fork would not be seen: "
                          "CHAIN_BLOCK_NOT_FOUND, the node does not have the block"));
}

TEST(DepthWords, OfAddOnsThatNothingProvesSaySo) {
  Snapshot::Url url;
  url.unprovable.set(static_cast<std::size_t>(Capability::kArchive));
  EXPECT_THAT(NotesOn(url), ElementsAre("archive: claimed, and not verified: no request proves it "
                                        "for nodes of this kind"));
}

TEST(DepthWords, OfWhatCouldNotBeVerifiedNameTheError) {
  Snapshot::Url url;
  Claim(Capability::kDebug, url);
  EXPECT_EQ(WordsOn(Capability::kDebug, url), "claimed, not verified yet");
  EXPECT_EQ(StandingOf(url.depth.capability(Capability::kDebug)), "unknown");
  EXPECT_THAT(NotesOn(url), IsEmpty());
  FailToVerify(Capability::kDebug, chains::ErrorId::kRateLimited, url);
  ASSERT_EQ(NotesOn(url).size(), 1U);
  EXPECT_THAT(NotesOn(url).front(),
              ::testing::StartsWith("debug: claimed, could not be verified: NODE_RATE_LIMITED, "));
}

TEST(DepthWords, OfAProofThatCouldNotBeRepeatedAreThoseOfTheProof) {
  Snapshot::Url url;
  Settle(Capability::kDebug, true, kThen, url);
  FailToVerify(Capability::kDebug, chains::ErrorId::kRateLimited, url);
  EXPECT_EQ(WordsOn(Capability::kDebug, url), "claimed and proved");
  EXPECT_THAT(NotesOn(url), IsEmpty());
}

TEST(DepthWords, OfWhatIsNotClaimedAreNone) {
  Snapshot::Url url;
  Settle(Capability::kTrace, false, kThen, url);
  url.claims.reset();
  EXPECT_THAT(NotesOn(url), IsEmpty());
}

}  // namespace
}  // namespace headway::exporter
