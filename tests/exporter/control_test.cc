#include "exporter/control.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/system_clock.h"

namespace headway::exporter {
namespace {

using Command = Control::Command;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// What wakes the loop: counts, and lets a test wait for a number of them.
class Bell {
 public:
  void Ring() {
    const std::lock_guard lock(mutex_);
    ++rings_;
    rung_.notify_all();
  }
  void AwaitRings(int rings) {
    std::unique_lock lock(mutex_);
    rung_.wait(lock, [&] { return rings_ >= rings; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  int rings_ = 0;  // guarded by mutex_
};

TEST(Control, HasNothingPendingUntilSomebodyAsks) {
  Control control([] {});
  EXPECT_EQ(control.TakePending(), std::nullopt);
}

TEST(Control, WakesTheLoopAndHandsItsOutcomeToWhoeverAsked) {
  Control* loop_side = nullptr;
  Control control([&] {
    EXPECT_EQ(loop_side->TakePending(), Command::kReload);
    EXPECT_EQ(loop_side->TakePending(), std::nullopt);
    loop_side->Answer(Command::kReload, {.ok = false, .message = "line 7: no such chain"});
  });
  loop_side = &control;
  const auto outcome = control.Ask(Command::kReload);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_FALSE(outcome->ok);
  EXPECT_EQ(outcome->message, "line 7: no such chain");
}

TEST(Control, KeepsReloadAndQuitApart) {
  Control* loop_side = nullptr;
  Control control([&] {
    while (const auto command = loop_side->TakePending()) {
      loop_side->Answer(*command, {.ok = true, .message = *command == Command::kQuit ? "q" : "r"});
    }
  });
  loop_side = &control;
  EXPECT_EQ(control.Ask(Command::kQuit)->message, "q");
  EXPECT_EQ(control.Ask(Command::kReload)->message, "r");
}

TEST(Control, TakesAReloadBeforeAQuit) {
  Bell bell;
  Control control([&] { bell.Ring(); });
  std::thread quit([&] { EXPECT_TRUE(control.Ask(Command::kQuit)->ok); });
  std::thread reload([&] { EXPECT_TRUE(control.Ask(Command::kReload)->ok); });
  bell.AwaitRings(2);
  for (const Command expected : {Command::kReload, Command::kQuit}) {
    EXPECT_EQ(control.TakePending(), expected);
    control.Answer(expected, {});
  }
  quit.join();
  reload.join();
}

TEST(Control, GivesUpOnALoopThatDoesNotAnswerAndLeavesTheCommandToIt) {
  Control control([] {}, milliseconds(50));
  const base::SystemClock clock;
  const base::MonoTime begin = clock.Mono();
  EXPECT_EQ(control.Ask(Command::kReload), std::nullopt);
  EXPECT_GE(clock.Mono() - begin, milliseconds(50));
  EXPECT_LT(clock.Mono() - begin, seconds(10));
  EXPECT_EQ(control.TakePending(), Command::kReload);
  control.Answer(Command::kReload, {});
}

TEST(Control, SharesOneExecutionAmongAllWhoAskedBeforeIt) {
  constexpr int kClients = 8;
  Bell bell;
  Control control([&] { bell.Ring(); });
  std::atomic<int> told = 0;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&] {
      const auto outcome = control.Ask(Command::kReload);
      told += outcome && outcome->message == "once" ? 1 : 0;
    });
  }
  bell.AwaitRings(kClients);
  ASSERT_EQ(control.TakePending(), Command::kReload);
  control.Answer(Command::kReload, {.ok = true, .message = "once"});
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(told, kClients);
  EXPECT_EQ(control.TakePending(), std::nullopt);
}

TEST(Control, WhoAsksDuringAnExecutionGetsTheNextOne) {
  Bell bell;
  Control control([&] { bell.Ring(); });
  std::thread early([&] { EXPECT_TRUE(control.Ask(Command::kReload).has_value()); });
  bell.AwaitRings(1);
  ASSERT_EQ(control.TakePending(), Command::kReload);
  std::thread late([&] { EXPECT_EQ(control.Ask(Command::kReload)->message, "second"); });
  bell.AwaitRings(2);
  control.Answer(Command::kReload, {.ok = true, .message = "first"});
  ASSERT_EQ(control.TakePending(), Command::kReload);
  control.Answer(Command::kReload, {.ok = true, .message = "second"});
  early.join();
  late.join();
}

TEST(Control, NobodyWaitsForALoopThatHasEnded) {
  Bell bell;
  Control control([&] { bell.Ring(); }, seconds(60));
  const base::SystemClock clock;
  const base::MonoTime begin = clock.Mono();
  std::thread waiting([&] { EXPECT_EQ(control.Ask(Command::kReload), std::nullopt); });
  bell.AwaitRings(1);
  control.Close();
  waiting.join();
  EXPECT_EQ(control.Ask(Command::kQuit), std::nullopt);
  EXPECT_LT(clock.Mono() - begin, seconds(30));
}

TEST(Control, AnswersEverybodyWhileTheLoopTurns) {
  constexpr int kClients = 4;
  constexpr int kAsks = 200;
  Bell bell;
  std::atomic<bool> done = false;
  Control control([&] { bell.Ring(); });
  std::thread loop([&] {
    while (!done) {
      while (const auto command = control.TakePending()) control.Answer(*command, {});
      std::this_thread::yield();
    }
  });
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&] {
      for (int ask = 0; ask < kAsks; ++ask) {
        answered += control.Ask(ask % 2 == 0 ? Command::kReload : Command::kQuit) ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  done = true;
  loop.join();
  EXPECT_EQ(answered, kClients * kAsks);
}

}  // namespace
}  // namespace headway::exporter
