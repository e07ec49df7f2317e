// The thread of the provider's listeners: what it publishes, and that it ends.
#include "exporter/listener_worker.h"

#include <chrono>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "base/system_clock.h"
#include "tests/probes/raw_server.h"

namespace headway::exporter {
namespace {

using lava::Problem;
using std::chrono::seconds;

lava::ListenerPlan PlanOf(std::uint16_t port) {
  lava::ListenerPlan plan;
  plan.spec = "ETH1";
  plan.api_interface = "jsonrpc";
  plan.host = "127.0.0.1:" + std::to_string(port);
  plan.target.url = "http://" + plan.host + '/';
  plan.network = "lava-mainnet-1";
  return plan;
}

class ListenerWorkerTest : public ::testing::Test {
 protected:
  const base::SystemClock clock_;
  const Log log_{LogLevel::kError, LogFormat::kLogfmt};
};

TEST_F(ListenerWorkerTest, PublishesWhatItFindsOut) {
  const probes::ClosedPort closed;
  const probes::RawServer node(probes::AnswerEach(probes::Ok(R"({"jsonrpc":"2.0","id":1})")));
  const ListenerWorker worker({PlanOf(closed.port()), PlanOf(node.port())}, {}, 1, clock_, log_);
  const auto views = worker.AwaitAll(seconds(20));
  ASSERT_EQ(views->size(), 2U);
  ASSERT_TRUE(views->at(0).result && views->at(1).result);
  EXPECT_EQ(views->at(0).result->problem, Problem::kNobodyListens);
  EXPECT_EQ(views->at(1).result->problem, Problem::kJsonRpcNode);
  EXPECT_EQ(worker.Latest(), views);
}

TEST_F(ListenerWorkerTest, EndsWithACheckUnderWay) {
  const probes::RawServer silent([](probes::RawConnection& connection) { connection.Drain(); });
  const base::MonoTime begun = clock_.Mono();
  {
    const ListenerWorker worker({PlanOf(silent.port())}, {}, 1, clock_, log_);
    EXPECT_FALSE(worker.AwaitAll(std::chrono::milliseconds(100))->at(0).result.has_value());
  }
  EXPECT_LT(clock_.Mono() - begun, lava::ListenerCheck::kRequestTimeout);
}

TEST_F(ListenerWorkerTest, AReloadIsSeenAtOnceAndCheckedSoon) {
  const probes::ClosedPort one;
  const probes::ClosedPort other;
  ListenerWorker worker({PlanOf(one.port())}, {}, 1, clock_, log_);
  worker.AwaitAll(seconds(20));
  worker.Reload({PlanOf(other.port()), PlanOf(one.port())});
  const auto now = worker.Latest();
  ASSERT_EQ(now->size(), 2U);
  EXPECT_EQ(now->at(0).host, PlanOf(other.port()).host);
  EXPECT_TRUE(now->at(1).result.has_value());
  const auto later = worker.AwaitAll(seconds(20));
  ASSERT_TRUE(later->at(0).result.has_value());
  worker.Reload({});
  EXPECT_TRUE(worker.Latest()->empty());
}

TEST_F(ListenerWorkerTest, MayBeginWithoutListeners) {
  ListenerWorker worker({}, {}, 1, clock_, log_);
  EXPECT_TRUE(worker.AwaitAll(seconds(20))->empty());
  const probes::ClosedPort closed;
  worker.Reload({PlanOf(closed.port())});
  EXPECT_TRUE(worker.AwaitAll(seconds(20))->at(0).result.has_value());
}

}  // namespace
}  // namespace headway::exporter
