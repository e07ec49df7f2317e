#include "lava/watcher.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/lava/block_json.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::lava {
namespace {

using std::chrono::seconds;
using testing::ManualClock;
using testing::ScriptedReply;
using testing::ScriptedTransport;

/// A Lava node that holds `head` blocks: each twentieth begins an epoch, each has one payment of 10
/// CU and one report.
class Node {
 public:
  ScriptedReply Answer(const probes::TransportRequest& request) {
    ScriptedReply reply;
    // Later requests may be answered sooner.
    reply.latency = std::chrono::milliseconds(10 + 37 * (++asked_ % 5));
    if (drops_every != 0 && asked_ % drops_every == 0) {
      reply.fault = chains::TransportFault::kReset;
      return reply;
    }
    if (request.method == chains::HttpMethod::kGet) {
      reply.body = Rest(std::string(request.path));
      return reply;
    }
    const std::string body(request.body);
    if (loses_blocks && body.find("block_results") != std::string::npos) {
      reply.fault = chains::TransportFault::kReset;
      return reply;
    }
    if (body.find("\"status\"") != std::string::npos) {
      reply.body = testing::RpcAnswer(testing::StatusResult(head, earliest, network));
      return reply;
    }
    const std::size_t at = body.find("height\":\"") + 9;
    const std::uint64_t height = std::stoull(body.substr(at));
    if (body.find("\"header\"") != std::string::npos) {
      reply.body = testing::RpcAnswer(R"({"header":{"height":")" + std::to_string(height) +
                                      R"(","time":"2026-01-01T00:00:00Z"}})");
      return reply;
    }
    ++times_asked[height];
    reply.body = Block(height);
    return reply;
  }

  std::string Block(std::uint64_t height) {
    if (height < earliest) return testing::RpcError("height is not available, lowest height is 9");
    if (height == huge) return std::string(base::limits::kMaxLavaBlockBytes + 1, ' ');
    testing::BlockText block{.height = height};
    if (height % 20 == 0) block.begin.push_back({"lava_new_epoch", {{"height", "x"}}});
    const std::string epoch = std::to_string(height / 20 * 20);
    block.transaction.push_back({"lava_relay_payment",
                                 {{"CU.0", "10"},
                                  {"chainID.0", "ETH1"},
                                  {"epoch.0", epoch},
                                  {"provider.0", "lava@1ours"},
                                  {"relayNumber.0", "1"},
                                  {"rewardedCU.0", "9"}}});
    block.transaction.push_back({"lava_provider_reported",
                                 {{"chainID", "ETH1"},
                                  {"cu", "1"},
                                  {"epoch", epoch},
                                  {"errors", "1"},
                                  {"provider", "lava@1ours"}}});
    return testing::RpcAnswer(testing::ResultOf(
        block, height % 2 == 0 ? testing::Notation::kPlain : testing::Notation::kBase64));
  }

  static std::string Rest(const std::string& path) {
    if (path.find("/provider/") == std::string::npos) return R"({"stakeEntry":[]})";
    return R"({"stakeEntries":[{"address":"lava@1ours","stake":{"amount":"77"},)"
           R"("stake_applied_block":"1"}]})";
  }

  std::uint64_t head = 400;
  std::uint64_t earliest = 1;
  std::uint64_t huge = 0;
  std::uint64_t drops_every = 0;
  bool loses_blocks = false;
  std::string network = "lava-test-1";
  std::map<std::uint64_t, int> times_asked;

 private:
  std::uint64_t asked_ = 0;
};

class Rig {
 public:
  explicit Rig(std::optional<SavedState> saved = std::nullopt, bool with_rest = false)
      : transport_(clock, [this](const auto& request) { return node.Answer(request); }) {
    plan.rpc.url = "http://node";
    if (with_rest)
      plan.rest =
          probes::HttpTarget{.url = "http://rest", .userinfo = {}, .headers = {}, .tls = {}};
    plan.subjects = {.providers = {"lava@1ours"}, .specs = {"ETH1"}};
    watcher = std::make_unique<Watcher>(plan, transport_, std::move(saved));
  }

  /// One turn of the loop that a thread runs.
  void Turn() {
    const auto completions = transport_.Poll(watcher->NextDeadline());
    watcher->Tick(completions, clock.Mono(), clock.Wall());
  }
  void RunUntilCaughtUp() {
    for (int turn = 0; turn < 20'000; ++turn) {
      Turn();
      const auto now_seen = watcher->View(clock.Wall());
      if (now_seen->watched_height == node.head) return;
    }
    FAIL() << "does not catch up";
  }
  const LavaView::Row& Row() {
    view = watcher->View(clock.Wall());
    return view->rows.at(0);
  }
  static std::uint64_t Of(const NotReadCounts& counts, NotReadReason reason) {
    return counts.at(static_cast<std::size_t>(reason));
  }

  ManualClock clock;
  Node node;
  WatchPlan plan;
  std::unique_ptr<Watcher> watcher;
  std::shared_ptr<const LavaView> view;

 private:
  ScriptedTransport transport_;
};

TEST(Watcher, ReadsTheLastElevenEpochsAndThenFollows) {
  Rig rig;
  rig.RunUntilCaughtUp();
  EXPECT_EQ(rig.Row().tally.payments, 220U);
  EXPECT_EQ(rig.Row().tally.cu, 2'200U);
  EXPECT_EQ(rig.Row().tally.reports, 220U);
  EXPECT_EQ(rig.Row().tally.last_payment, ManualClock::kStart);
  EXPECT_EQ(rig.view->epoch, 400U);
  EXPECT_EQ(rig.view->backfill_remaining, 0U);
  ASSERT_TRUE(rig.Row().risk.has_value());
  EXPECT_EQ(rig.Row().risk->complaint_cu, 40U) << "two epochs of 20 reports of 1 CU";
  EXPECT_EQ(rig.Row().risk->serviced_cu, 1'600U) << "eight epochs of 20 payments of 10 CU";
  rig.node.head = 410;
  rig.RunUntilCaughtUp();
  EXPECT_EQ(rig.Row().tally.payments, 230U);
}

TEST(Watcher, CountsExactlyThoughAnswersAreLostAndOutOfOrder) {
  Rig rig;
  rig.node.drops_every = 3;
  rig.RunUntilCaughtUp();
  EXPECT_EQ(rig.Row().tally.payments, 220U);
  EXPECT_EQ(rig.view->not_read, NotReadCounts{});
  EXPECT_GT(rig.view->fetches.at(static_cast<std::size_t>(FetchOutcome::kFailure)), 0U);
}

TEST(Watcher, GoesOnFromAnyStateItEverHandedOutWithoutCountingTwice) {
  Rig first;
  std::vector<SavedState> states;
  while (!first.watcher->View(ManualClock::kStart)->watched_height ||
         *first.watcher->View(ManualClock::kStart)->watched_height < 400) {
    first.Turn();
    if (auto state = first.watcher->TakeState()) states.push_back(std::move(*state));
  }
  ASSERT_GT(states.size(), 20U);
  for (std::size_t at = 0; at < states.size(); at += 7) {
    Rig second(ReadState(WriteState(states[at])));
    second.RunUntilCaughtUp();
    EXPECT_EQ(second.Row().tally, first.Row().tally) << "killed at " << states[at].height;
    EXPECT_EQ(second.Row().risk, first.Row().risk);
    EXPECT_EQ(second.node.times_asked.count(states[at].height), 0U);
  }
}

TEST(Watcher, BeginsAnewOnAnotherChain) {
  Rig first;
  first.RunUntilCaughtUp();
  Rig second(first.watcher->TakeState());
  second.node.network = "lava-test-2";
  second.node.head = 30;
  second.RunUntilCaughtUp();
  EXPECT_EQ(second.Row().tally.payments, 30U);
  EXPECT_EQ(second.watcher->TakeNotes().at(0).kind, WatchNote::Kind::kOtherChain);
}

TEST(Watcher, DoesNotMixInAnotherChainThatAGatewayShows) {
  Rig rig;
  rig.RunUntilCaughtUp();
  rig.node.network = "lava-test-2";
  rig.node.head = 500;
  for (int turn = 0; turn < 50; ++turn) rig.Turn();
  EXPECT_EQ(rig.watcher->View(ManualClock::kStart)->watched_height, 400U);
}

TEST(Watcher, CountsPrunedHeightsApart) {
  Rig rig;
  rig.node.earliest = 350;
  rig.RunUntilCaughtUp();
  EXPECT_EQ(rig.Row().tally.payments, 51U);
  EXPECT_EQ(Rig::Of(rig.view->not_read, NotReadReason::kPruned), 169U);
  EXPECT_FALSE(rig.Row().risk.has_value()) << "two epochs are not eleven";
}

TEST(Watcher, LeavesATooLargeBlockBehindInTheOpen) {
  Rig rig;
  rig.node.huge = 390;
  rig.RunUntilCaughtUp();
  EXPECT_EQ(rig.Row().tally.payments, 219U);
  EXPECT_EQ(Rig::Of(rig.view->not_read, NotReadReason::kBodyTooLarge), 1U);
  EXPECT_EQ(rig.node.times_asked.at(390), 4);
}

TEST(Watcher, AsksForTheStakeWhereThereIsSomebodyToAsk) {
  Rig rig(std::nullopt, true);
  rig.RunUntilCaughtUp();
  for (int turn = 0; turn < 20; ++turn) rig.Turn();
  ASSERT_TRUE(rig.Row().stake.has_value());
  EXPECT_EQ(rig.Row().stake->stake, 77U);
  EXPECT_EQ(rig.Row().exempt.is_new, false);
  Rig without;
  without.RunUntilCaughtUp();
  EXPECT_FALSE(without.Row().stake.has_value());
}

TEST(Watcher, SaysWhatItDoes) {
  Rig rig;
  rig.RunUntilCaughtUp();
  const auto notes = rig.watcher->TakeNotes();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes.at(0), (WatchNote{.kind = WatchNote::Kind::kBegins, .first = 181, .last = 400}));
  EXPECT_EQ(notes.at(1).kind, WatchNote::Kind::kCaughtUp);
}

// The status alone went on answering: the watch stood, and its last success was a moment ago.
TEST(Watcher, CallsItNoSuccessThatTheNodeTellsItsStatusAndNoBlock) {
  Rig rig;
  rig.node.loses_blocks = true;
  const auto end = ManualClock::kStart + std::chrono::minutes(5);
  while (rig.clock.Wall() < end) rig.Turn();
  EXPECT_EQ(rig.watcher->View(rig.clock.Wall())->last_success, std::nullopt);
  rig.node.loses_blocks = false;
  rig.RunUntilCaughtUp();
  const auto read_at = rig.watcher->View(rig.clock.Wall())->last_success;
  ASSERT_TRUE(read_at.has_value());
  // Nothing more to read is a success as well.
  while (rig.clock.Wall() < end + std::chrono::hours(1)) rig.Turn();
  EXPECT_GT(rig.watcher->View(rig.clock.Wall())->last_success, read_at);
}

// Nothing said so: a wrong rpc-url looked like a quiet chain.
TEST(Watcher, SaysOnceThatTheNodeIsSilentAndThatItIsBack) {
  Rig rig;
  rig.node.drops_every = 1;
  const auto end = ManualClock::kStart + std::chrono::minutes(10);
  while (rig.clock.Wall() < end) rig.Turn();
  EXPECT_TRUE(rig.watcher->View(rig.clock.Wall())->silent);
  auto notes = rig.watcher->TakeNotes();
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes.at(0).kind, WatchNote::Kind::kSilent);
  EXPECT_EQ(notes.at(0).error, chains::ErrorId::kConnectionReset);
  rig.node.drops_every = 0;
  rig.RunUntilCaughtUp();
  EXPECT_FALSE(rig.watcher->View(rig.clock.Wall())->silent);
  notes = rig.watcher->TakeNotes();
  ASSERT_FALSE(notes.empty());
  EXPECT_EQ(notes.at(0).kind, WatchNote::Kind::kAnswersAgain);
}

}  // namespace
}  // namespace headway::lava
