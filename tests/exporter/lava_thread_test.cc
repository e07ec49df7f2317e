// The watcher on its thread, against a node on loopback that answers nothing useful: what counts is
// who touches what. For ThreadSanitizer.
#include "exporter/lava_thread.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/system_clock.h"
#include "config/listen_address.h"
#include "exporter/http_server.h"
#include "exporter/lava_watch.h"

namespace headway::exporter {
namespace {

/// A Lava node of 400 blocks without events, each twentieth of which begins an epoch.
class LavaThreadTest : public ::testing::Test {
 protected:
  LavaThreadTest() {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
    const auto handler = [](const HttpRequest& request) {
      HttpResponse response;
      const std::string body(request.body);
      const std::size_t at = body.find(R"("height":")");
      if (at == std::string::npos) {
        response.body =
            R"({"jsonrpc":"2.0","id":1,"result":{"node_info":{"network":"n"},"sync_info":)"
            R"({"latest_block_height":"400","earliest_block_height":"1"}}})";
        return response;
      }
      const std::uint64_t height = std::stoull(body.substr(at + 10));
      response.body = R"({"jsonrpc":"2.0","id":1,"result":{"height":")" + std::to_string(height) +
                      R"(","begin_block_events":[)" +
                      (height % 20 == 0 ? R"({"type":"lava_new_epoch","attributes":[]})" : "") +
                      "]}}";
      return response;
    };
    std::string why;
    auto server = HttpServer::Start(*config::ParseListenAddress("127.0.0.1:0", why), handler, log_);
    server_ = std::move(server).value();
  }
  ~LavaThreadTest() override { std::filesystem::remove_all(directory_); }

  config::LavaSettings Settings() const {
    config::LavaSettings settings;
    settings.rpc =
        probes::HttpTarget{.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/",
                           .userinfo = {},
                           .headers = {},
                           .tls = {}};
    settings.provider_addresses = {"lava@1ours"};
    settings.chains = {"ETH1"};
    settings.state_file = directory_ + "/lava.json";
    return settings;
  }
  /// Reads until the watch is that far, for half a minute at most.
  std::shared_ptr<const LavaSample> AwaitHeight(const LavaWatch& watch, std::uint64_t height) {
    const base::MonoTime give_up = clock_.Mono() + std::chrono::seconds(30);
    while (clock_.Mono() < give_up) {
      auto sample = watch.Last();
      if (sample->view->watched_height >= height) return sample;
      std::this_thread::yield();
    }
    return nullptr;
  }

  const std::string directory_ = ::testing::TempDir() + "headway_lava_thread_test_" +
                                 ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const base::SystemClock clock_;
  const Log log_{LogLevel::kError, LogFormat::kLogfmt};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(LavaThreadTest, IsReadByManyWhileItReads) {
  LavaWatch watch(clock_, log_, "test");
  EXPECT_EQ(watch.Last(), nullptr);
  watch.Apply(Settings());
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&, last = std::uint64_t{0}]() mutable {
      while (!done) {
        const auto sample = watch.Last();
        EXPECT_EQ(sample->labels.size(), sample->view->rows.size());
        EXPECT_GE(sample->view->watched_height.value_or(0), last);
        last = sample->view->watched_height.value_or(0);
      }
    });
  }
  const auto sample = AwaitHeight(watch, 400);
  done = true;
  for (std::thread& reader : readers) reader.join();
  ASSERT_NE(sample, nullptr);
  EXPECT_EQ(sample->view->epoch, 400U);
  EXPECT_TRUE(sample->view->rows.at(0).risk.has_value());
}

TEST_F(LavaThreadTest, GoesOnAfterARestartWhereItStopped) {
  {
    LavaWatch watch(clock_, log_, "test");
    watch.Apply(Settings());
    ASSERT_NE(AwaitHeight(watch, 400), nullptr);
  }
  LavaWatch again(clock_, log_, "test");
  again.Apply(Settings());
  const auto sample = AwaitHeight(again, 400);
  ASSERT_NE(sample, nullptr);
  EXPECT_EQ(sample->view->fetches.at(0), 0U) << "there was nothing left to read";
}

TEST_F(LavaThreadTest, KeepsGoingWhereNothingChangesAndIsRestartedWhereSomethingDoes) {
  LavaWatch watch(clock_, log_, "test");
  watch.Apply(Settings());
  ASSERT_NE(AwaitHeight(watch, 400), nullptr);
  watch.Apply(Settings());
  EXPECT_EQ(watch.Last()->view->watched_height, 400U) << "still the same watch";
  config::LavaSettings others = Settings();
  others.provider_addresses = {"lava@1others"};
  watch.Apply(others);
  ASSERT_NE(AwaitHeight(watch, 400), nullptr);
  EXPECT_EQ(watch.Last()->view->rows.at(0).provider, "lava@1others");
  EXPECT_TRUE(std::filesystem::exists(directory_ + "/lava.json.bad"));
  watch.Apply({});
  EXPECT_EQ(watch.Last(), nullptr);
}

TEST_F(LavaThreadTest, PutsAStateFileThatMakesNoSenseAside) {
  std::ofstream(directory_ + "/lava.json") << "{\"headway_lava_state\":1,";
  LavaWatch watch(clock_, log_, "test");
  watch.Apply(Settings());
  EXPECT_NE(AwaitHeight(watch, 400), nullptr);
  EXPECT_TRUE(std::filesystem::exists(directory_ + "/lava.json.bad"));
}

}  // namespace
}  // namespace headway::exporter
