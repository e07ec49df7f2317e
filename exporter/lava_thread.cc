#include "exporter/lava_thread.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace headway::exporter {
namespace {

/// A crash costs the blocks of this time to be read again, and nothing else.
constexpr base::Duration kSaveInterval = std::chrono::seconds(2);
constexpr base::Duration kLongestWait = std::chrono::minutes(1);

std::string Range(const lava::WatchNote& note) {
  const std::string first = std::to_string(note.first);
  return note.first == note.last ? first : first + " to " + std::to_string(note.last);
}

void LogNote(const lava::WatchNote& note, const Log& log) {
  using Kind = lava::WatchNote::Kind;
  switch (note.kind) {
    case Kind::kBegins:
      return log.Info("the watch of the Lava chain begins", {{"heights", Range(note)}});
    case Kind::kContinues:
      return log.Info("the watch of the Lava chain goes on where it stopped",
                      {{"heights", Range(note)}});
    case Kind::kOtherChain:
      return log.Warn("the Lava state file is of another chain: the watch begins anew");
    case Kind::kCaughtUp:
      return log.Info("the watch of the Lava chain has caught up", {{"height", Range(note)}});
    case Kind::kNotRead:
      return log.Warn("blocks of the Lava chain were left behind unread",
                      {{"heights", Range(note)}, {"reason", lava::ToString(note.reason)}});
    case Kind::kSilent:
      return log.Warn("the Lava node does not tell its status: nothing is read until it does",
                      {{"reason", chains::Describe(note.error).name}});
    case Kind::kAnswersAgain:
      return log.Info("the Lava node tells its status again");
  }
}

void LogHappening(const lava::Happening& happening, const Log& log) {
  using Kind = lava::Happening::Kind;
  const std::string height = std::to_string(happening.height);
  const Log::Fields fields = {
      {"provider", happening.provider}, {"spec", happening.spec}, {"height", height}};
  switch (happening.kind) {
    case Kind::kJailed:
      return log.Warn("the Lava chain has jailed a provider", fields);
    case Kind::kFrozen:
      return log.Info("a Lava provider was frozen by its operator", fields);
    case Kind::kUnfrozen:
      return log.Info("a Lava provider was unfrozen by its operator", fields);
    case Kind::kRiskReached:
      return log.Warn("a Lava provider has as many complaints as are punished", fields);
  }
}

}  // namespace

LavaThread::LavaThread(Options options, const base::Clock& clock, const Log& log)
    : options_(std::move(options)),
      clock_(clock),
      log_(log),
      state_file_(options_.state_file.empty()
                      ? std::nullopt
                      : std::optional<lava::StateFile>(std::in_place, options_.state_file)),
      transport_(events_, clock, {.user_agent = options_.user_agent}),
      watcher_(options_.plan, transport_, LoadState()) {
  Publish();
  thread_ = std::thread([this] { Run(); });
}

LavaThread::~LavaThread() {
  stopping_.store(true);
  transport_.Wake();
  thread_.join();
}

std::shared_ptr<const LavaSample> LavaThread::Last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

std::optional<lava::SavedState> LavaThread::LoadState() const {
  if (!state_file_) return std::nullopt;
  const auto text = state_file_->Read();
  if (!text) {
    log_.Warn("cannot read the Lava state file: the watch begins anew", {{"error", text.error()}});
    return std::nullopt;
  }
  if (!text.value()) return std::nullopt;
  auto state = lava::ReadState(*text.value());
  if (state && state->subjects == options_.plan.subjects) return state;
  const auto error = state_file_->PutAside();
  log_.Warn(state ? "the Lava state file is of other providers or chains: the watch begins anew"
                  : "the Lava state file makes no sense: the watch begins anew",
            {{"put_aside", error ? *error : "with .bad behind its name"}});
  return std::nullopt;
}

void LavaThread::Run() {
  while (!stopping_.load()) {
    const bool is_to_save = state_file_ && watcher_.HasUnsaved();
    const base::MonoTime latest = clock_.Mono() + kLongestWait;
    const base::MonoTime deadline = is_to_save ? std::min(next_save_, latest) : latest;
    const auto completions = transport_.Poll(std::min(watcher_.NextDeadline(), deadline));
    watcher_.Tick(completions, clock_.Mono(), clock_.Wall());
    LogNews();
    SaveIfDue(false);
    Publish();
  }
  SaveIfDue(true);
}

void LavaThread::Publish() {
  LavaSample sample = SampleOf(watcher_.View(clock_.Wall()));
  sample.saves = saves_;
  sample.keeps_state = state_file_.has_value();
  auto fresh = std::make_shared<const LavaSample>(std::move(sample));
  const std::lock_guard lock(mutex_);
  last_.swap(fresh);
}

void LavaThread::LogNews() {
  for (const lava::WatchNote& note : watcher_.TakeNotes()) LogNote(note, log_);
  for (const lava::Happening& happening : watcher_.TakeHappenings()) LogHappening(happening, log_);
}

void LavaThread::SaveIfDue(bool at_once) {
  if (!state_file_ || (!at_once && clock_.Mono() < next_save_)) return;
  next_save_ = clock_.Mono() + kSaveInterval;
  const auto state = watcher_.TakeState();
  if (!state) return;
  const auto error = state_file_->Write(lava::WriteState(*state));
  const auto outcome = error ? SaveOutcome::kFailure : SaveOutcome::kSuccess;
  const bool is_first = ++saves_.at(static_cast<std::size_t>(outcome)) == 1;
  if (error && is_first) log_.Error("cannot write the Lava state file", {{"error", *error}});
}

}  // namespace headway::exporter
