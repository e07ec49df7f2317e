#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"

namespace headway::exporter {

/// Where commands from HTTP and the loop meet. Several who ask for the same at once share one
/// execution, if it begins after all of them have asked: none is answered with the outcome of a
/// reload that may have read what was there before.
class Control {
 public:
  enum class Command : std::uint8_t { kReload, kQuit };
  struct Outcome {
    bool ok = true;
    std::string message;  // for whoever asked: without secrets
  };

  static constexpr base::Duration kLongestWait = std::chrono::seconds(5);

  /// `wake` ends the loop's sleep, from any thread.
  explicit Control(std::function<void()> wake, base::Duration longest_wait = kLongestWait);

  // Any thread.

  /// Waits for the loop to execute the command. Nothing if it did not within the longest wait,
  /// although it still will, or if it has ended.
  std::optional<Outcome> Ask(Command command);

  // Loop thread.

  /// A command that was asked for and not taken yet, reloads first. It must be answered before the
  /// same one is taken again.
  std::optional<Command> TakePending();
  void Answer(Command command, Outcome outcome);
  /// The loop ends: nobody waits from here on.
  void Close();

 private:
  static constexpr std::size_t kCommands = 2;

  struct Line {
    bool wanted = false;
    std::uint64_t taken = 0;     // executions begun
    std::uint64_t answered = 0;  // and ended
    Outcome outcome;             // of the last one
  };

  Line& LineOf(Command command) { return lines_.at(static_cast<std::size_t>(command)); }

  const std::function<void()> wake_;
  const base::Duration longest_wait_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::array<Line, kCommands> lines_;  // guarded by mutex_
  bool closed_ = false;                // guarded by mutex_
};

}  // namespace headway::exporter
