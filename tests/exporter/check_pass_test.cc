// One pass over scripted nodes: what it finds out, how often it asks, and when it ends.
#include "exporter/check_pass.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/probes/evm_script.h"
#include "tests/probes/sidecar_rig.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::exporter {
namespace {

using chains::ProbeKind;
using health::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct CheckedNode {
  std::uint64_t head = 1'000;
  std::uint64_t chain_id = 1;
  bool syncing = false;
  std::uint64_t branch = 0;
  base::Duration latency = milliseconds(20);
  std::optional<testing::ScriptedReply> misbehaviour;
  std::optional<ProbeKind> hangs_on;
  int heads_asked = 0;
};

class CheckPassTest : public ::testing::Test {
 protected:
  CheckPassTest() {
    settings_ = SettingsOf({});
    settings_.chains[0].expected_chain_ids = {"0x1"};
    settings_.chains[0].allowed_block_lag = 2;
  }

  /// A provider with a node of its own, whose name is its own too.
  CheckedNode& Add(const std::string& name) {
    settings_.endpoints.push_back(Endpoint(name, {name}));
    return nodes_["http://" + name];
  }

  void Run() {
    const base::MonoTime begun = clock_.Mono();
    CheckPass pass(settings_, transport_, 1, now());
    pass.Tick({}, now());
    while (!pass.Done(now())) {
      const auto completions = transport_.Poll(pass.NextDeadline(now()));
      pass.Tick(completions, now());
    }
    took_ = clock_.Mono() - begun;
    result_ = pass.Result(now());
  }

  State StateOf(const std::string& name) const {
    for (std::size_t each = 0; each < result_->endpoints.size(); ++each) {
      if (result_->labels->endpoints[each].name == name) return result_->endpoints[each].face.state;
    }
    ADD_FAILURE() << "no " << name;
    return State::kUnknown;
  }

  Instant now() const { return {clock_.Mono(), clock_.Wall(), clock_.Wall()}; }

  testing::ScriptedReply Answer(const probes::TransportRequest& request) {
    CheckedNode& node = nodes_.at(request.target->url);
    const ProbeKind kind = probes::AskedKind(request.body);
    if (kind == ProbeKind::kHead) ++node.heads_asked;
    if (node.misbehaviour) return *node.misbehaviour;
    testing::ScriptedReply reply =
        kind == ProbeKind::kSyncing
            ? probes::EvmSyncing(node.syncing)
            : probes::EvmAnswer(request.body, node.head, node.branch, node.chain_id);
    reply.latency = node.hangs_on == kind ? base::Duration(std::chrono::hours(1)) : node.latency;
    return reply;
  }

  testing::ManualClock clock_;
  std::map<std::string, CheckedNode> nodes_;
  testing::ScriptedTransport transport_{
      clock_, [this](const probes::TransportRequest& request) { return Answer(request); }};
  config::Settings settings_;
  base::Duration took_{};
  std::shared_ptr<const Snapshot> result_;
};

TEST_F(CheckPassTest, AsksHealthyNodesOnceAndEndsWithTheSlowest) {
  Add("alpha");
  Add("beta").head = 1'001;
  Add("gamma").latency = milliseconds(200);
  Run();
  for (const char* const name : {"alpha", "beta", "gamma"}) {
    EXPECT_EQ(StateOf(name), State::kHealthy) << name;
    EXPECT_EQ(nodes_["http://" + std::string(name)].heads_asked, 1) << name;
  }
  // The head, and a dozen questions behind it, one after the other.
  EXPECT_LT(took_, seconds(3));
}

TEST_F(CheckPassTest, TheFirstToAnswerIsMeasuredAgainstTheOthersToo) {
  CheckedNode& behind = Add("behind");
  behind.head = 990;
  behind.latency = milliseconds(1);
  Add("alpha");
  Add("beta");
  Run();
  EXPECT_EQ(StateOf("behind"), State::kLagging);
  EXPECT_EQ(StateOf("alpha"), State::kHealthy);
  EXPECT_LT(took_, seconds(1));
}

TEST_F(CheckPassTest, ANodeThatLagsIsAskedWhetherItIsSyncing) {
  CheckedNode& catching_up = Add("catching-up");
  catching_up.head = 500;
  catching_up.syncing = true;
  catching_up.latency = milliseconds(1);
  Add("alpha");
  Add("beta");
  Run();
  EXPECT_EQ(StateOf("catching-up"), State::kSyncing);
}

TEST_F(CheckPassTest, ALiarAmongThreeIsFoundWhateverTheOrderOfAnswers) {
  CheckedNode& ahead = Add("ahead");
  ahead.head = 9'000'000;
  ahead.latency = milliseconds(1);
  Add("alpha");
  Add("beta");
  Run();
  EXPECT_EQ(StateOf("ahead"), State::kForked);
  EXPECT_EQ(StateOf("alpha"), State::kHealthy);
  EXPECT_EQ(StateOf("beta"), State::kHealthy);
}

TEST_F(CheckPassTest, AForkIsFoundByOneFinalBlockOfEach) {
  CheckedNode& forked = Add("forked");
  forked.branch = 7;
  forked.latency = milliseconds(1);
  Add("alpha").head = 1'001;
  Add("beta");
  Run();
  EXPECT_EQ(StateOf("forked"), State::kForked);
  EXPECT_EQ(StateOf("alpha"), State::kHealthy);
  EXPECT_EQ(StateOf("beta"), State::kHealthy);
}

TEST_F(CheckPassTest, ALoneNodeIsMeasuredByTheTimeOfItsHead) {
  // Block 1000 is as old as the clock; this one is older by two hours.
  Add("alone").head = 400;
  Run();
  EXPECT_EQ(StateOf("alone"), State::kLagging);
}

TEST_F(CheckPassTest, EveryFaultDecidesAtOnce) {
  Add("alpha");
  Add("impostor").chain_id = 56;
  Add("locked").misbehaviour = probes::Status(401);
  Add("broken").misbehaviour = probes::Status(500);
  Add("greedy").misbehaviour = probes::Status(429);
  Add("gone").misbehaviour = probes::Broken(chains::TransportFault::kConnectRefused);
  Add("empty").head = 0;
  Run();
  EXPECT_EQ(StateOf("impostor"), State::kWrongChain);
  EXPECT_EQ(StateOf("locked"), State::kAuthFailed);
  EXPECT_EQ(StateOf("broken"), State::kFailing);
  EXPECT_EQ(StateOf("greedy"), State::kThrottled);
  EXPECT_EQ(StateOf("gone"), State::kUnreachable);
  EXPECT_EQ(StateOf("empty"), State::kFailing);
  EXPECT_LT(took_, seconds(1));
}

TEST_F(CheckPassTest, LastsAsLongAsTheSlowestTimeoutWhereANodeHangs) {
  Add("alpha");
  Add("mute").hangs_on = ProbeKind::kHead;
  Run();
  EXPECT_EQ(StateOf("mute"), State::kUnreachable);
  EXPECT_EQ(took_, settings_.polling.timeout);
}

TEST_F(CheckPassTest, DoesNotWaitForAHangingNodeToMeasureTheOthers) {
  CheckedNode& behind = Add("behind");
  behind.head = 990;
  behind.latency = milliseconds(1);
  Add("alpha");
  Add("beta");
  Add("mute").hangs_on = ProbeKind::kHead;
  Run();
  EXPECT_EQ(StateOf("behind"), State::kLagging);
  EXPECT_EQ(took_, settings_.polling.timeout);
}

TEST_F(CheckPassTest, IsCutOffRightAfterTheSlowestTimeout) {
  Add("alpha");
  CheckedNode& dragging = Add("dragging");
  dragging.latency = seconds(9);
  dragging.hangs_on = ProbeKind::kIdentity;
  Run();
  EXPECT_EQ(StateOf("alpha"), State::kHealthy);
  EXPECT_EQ(StateOf("dragging"), State::kUnknown);
  EXPECT_EQ(took_, settings_.polling.timeout + milliseconds(250));
}

TEST_F(CheckPassTest, ALookThatIsCutOffLeavesTheVerdictOfTheFirst) {
  CheckedNode& slow = Add("slow");
  slow.latency = milliseconds(1'850);
  slow.head = 990;
  Add("slower").latency = milliseconds(1'950);
  Run();
  // Head, identity and three blocks took it nine seconds; the second look began then.
  EXPECT_EQ(StateOf("slow"), State::kHealthy);
  EXPECT_EQ(slow.heads_asked, 2);
  EXPECT_EQ(took_, settings_.polling.timeout + milliseconds(250));
}

TEST_F(CheckPassTest, ABudgetForAWatchSpreadsNoPass) {
  settings_.polling.budget_requests_per_minute = 1;
  CheckedNode& behind = Add("behind");
  behind.head = 990;
  behind.latency = milliseconds(1);
  Add("alpha");
  Add("beta");
  Run();
  EXPECT_EQ(StateOf("behind"), State::kLagging);
  EXPECT_LT(took_, seconds(1));
}

}  // namespace
}  // namespace headway::exporter
