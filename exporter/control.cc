#include "exporter/control.h"

#include <utility>

#include "base/check.h"

namespace headway::exporter {

Control::Control(std::function<void()> wake, base::Duration longest_wait)
    : wake_(std::move(wake)), longest_wait_(longest_wait) {}

std::optional<Control::Outcome> Control::Ask(Command command) {
  std::unique_lock lock(mutex_);
  if (closed_) return std::nullopt;
  Line& line = LineOf(command);
  line.wanted = true;
  const std::uint64_t awaited = line.taken + 1;
  lock.unlock();
  wake_();
  lock.lock();
  answered_.wait_for(lock, longest_wait_, [&] { return closed_ || line.answered >= awaited; });
  if (line.answered < awaited) return std::nullopt;
  return line.outcome;
}

std::optional<Control::Command> Control::TakePending() {
  const std::lock_guard lock(mutex_);
  for (const Command command : {Command::kReload, Command::kQuit}) {
    Line& line = LineOf(command);
    if (!line.wanted) continue;
    HEADWAY_CHECK(line.taken == line.answered);
    line.wanted = false;
    ++line.taken;
    return command;
  }
  return std::nullopt;
}

void Control::Answer(Command command, Outcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    Line& line = LineOf(command);
    HEADWAY_CHECK(line.taken == line.answered + 1);
    line.answered = line.taken;
    line.outcome = std::move(outcome);
  }
  answered_.notify_all();
}

void Control::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  answered_.notify_all();
}

}  // namespace headway::exporter
