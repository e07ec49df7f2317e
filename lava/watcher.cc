#include "lava/watcher.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"
#include "lava/rpc.h"

namespace headway::lava {
namespace {

constexpr std::size_t kMaxNotes = 100;

std::optional<std::uint64_t> HeightOf(const std::optional<SavedState>& saved) {
  if (!saved) return std::nullopt;
  return saved->height;
}

/// What only the time of the block dates.
bool WantsTime(const BlockEvents& block) {
  return std::any_of(block.events.begin(), block.events.end(), [](const Event& event) {
    const auto* const reported = std::get_if<ProviderReported>(&event);
    return std::holds_alternative<RelayPayment>(event) || (reported != nullptr && !reported->at);
  });
}

/// Of a reply that holds no status. One of another network than before is no reply either.
chains::ErrorId ErrorOf(const probes::Completion& reply) {
  constexpr int kHundred = 100;
  constexpr int kGood = 2;
  if (reply.fault == chains::TransportFault::kCancelled) return chains::ErrorId::kUnknown;
  if (reply.fault != chains::TransportFault::kNone) {
    return chains::ClassifyTransport(reply.fault).error;
  }
  if (reply.http_status / kHundred != kGood) {
    return chains::ClassifyHttpStatus(reply.http_status).error;
  }
  return chains::ErrorId::kReplyMalformed;
}

/// What the stake shows soon after.
bool ChangesStake(const Event& event) {
  return std::holds_alternative<NewEpoch>(event) || std::holds_alternative<ProviderJailed>(event) ||
         std::holds_alternative<FreezeChanged>(event);
}

}  // namespace

std::string_view ToString(FetchOutcome outcome) {
  switch (outcome) {
    case FetchOutcome::kSuccess:
      return "success";
    case FetchOutcome::kFailure:
      return "failure";
    case FetchOutcome::kPruned:
      return "pruned";
  }
  return "";
}

Watcher::Watcher(WatchPlan plan, probes::Transport& transport, std::optional<SavedState> saved)
    : plan_(std::move(plan)),
      transport_(transport),
      reader_({.max_bytes = base::limits::kMaxLavaBlockBytes,
               .max_values = base::limits::kMaxLavaJsonValues}),
      books_(plan_.subjects, saved ? saved->books : BooksData{}),
      follower_(plan_.policy, HeightOf(saved)),
      network_(saved ? saved->network : std::string()),
      not_read_(saved ? saved->not_read : NotReadCounts{}),
      // One for the status, one for the stake.
      slots_(plan_.policy.concurrency + 2) {}

void Watcher::Tick(std::span<const probes::Completion> completions, base::MonoTime now,
                   base::WallTime wall) {
  for (const probes::Completion& completion : completions) OnReply(completion, now, wall);
  while (auto step = follower_.TakeStep()) Apply(std::move(*step));
  StartAll(now);
}

base::MonoTime Watcher::NextDeadline() const {
  const base::MonoTime deadline = follower_.NextDeadline();
  return AsksForStake() ? std::min(deadline, stakes_.NextDeadline()) : deadline;
}

std::shared_ptr<const LavaView> Watcher::View(base::WallTime wall) const {
  auto view = std::make_shared<LavaView>();
  for (const Account& account : books_.data().accounts) {
    view->rows.push_back(RowOf(account, wall));
  }
  view->chain_height = follower_.head();
  view->watched_height = follower_.done();
  view->backfill_remaining = follower_.backfill_remaining();
  view->epoch = books_.data().epochs.current();
  view->fetches = fetches_;
  view->not_read = not_read_;
  view->unread = books_.data().unread;
  view->last_success = last_success_;
  view->silent = IsSilent();
  return view;
}

std::optional<SavedState> Watcher::TakeState() {
  if (!std::exchange(changed_, false)) return std::nullopt;
  return SavedState{.network = network_,
                    .height = *follower_.done(),
                    .subjects = plan_.subjects,
                    .books = books_.data(),
                    .not_read = not_read_};
}

std::vector<WatchNote> Watcher::TakeNotes() { return std::exchange(notes_, {}); }

void Watcher::OnReply(const probes::Completion& reply, base::MonoTime now, base::WallTime wall) {
  Slot& slot = slots_.at(reply.slot.value);
  const Asked asked = std::move(slot.asked);
  slot.asked = std::monostate();
  if (const auto* const ask = std::get_if<Ask>(&asked)) OnAsk(*ask, reply, now, wall);
  if (const auto* const question = std::get_if<StakeQuestion>(&asked)) {
    stakes_.OnReply(*question, reply, now, reader_);
  }
}

void Watcher::OnAsk(const Ask& ask, const probes::Completion& reply, base::MonoTime now,
                    base::WallTime wall) {
  switch (ask.kind) {
    case Ask::Kind::kStatus:
      return OnStatus(reply, now, wall);
    case Ask::Kind::kResults:
      return OnResults(ask, reply, now, wall);
    case Ask::Kind::kHeader: {
      // Without it the block counts as well: its time stays unknown.
      const auto time = ReadHeaderTime(reply, ask.height, reader_);
      follower_.OnHeader(ask.height, time ? std::optional(time.value()) : std::nullopt);
      return;
    }
  }
}

void Watcher::OnStatus(const probes::Completion& reply, base::MonoTime now, base::WallTime wall) {
  const auto status = ReadStatus(reply, reader_);
  if (!status) return OnStatusFailed(reply, now);
  const bool is_first = !follower_.head();
  if (!network_.empty() && network_ != status.value().network) {
    // Somewhere in a run it is a gateway that mixes up its nodes.
    if (!is_first) return OnStatusFailed(reply, now);
    Note({.kind = WatchNote::Kind::kOtherChain});
    books_.Reset();
    follower_.Restart();
    not_read_ = {};
  }
  if (IsSilent()) Note({.kind = WatchNote::Kind::kAnswersAgain});
  status_failures_ = 0;
  network_ = status.value().network;
  const bool continues = follower_.done().has_value();
  follower_.OnStatus(status.value(), now);
  if (follower_.done() == follower_.head()) last_success_ = wall;
  if (is_first) {
    Note({.kind = continues ? WatchNote::Kind::kContinues : WatchNote::Kind::kBegins,
          .first = *follower_.done() + 1,
          .last = status.value().height});
  }
}

void Watcher::OnStatusFailed(const probes::Completion& reply, base::MonoTime now) {
  const bool was_silent = IsSilent();
  if (!was_silent) ++status_failures_;
  if (IsSilent() && !was_silent) {
    Note({.kind = WatchNote::Kind::kSilent, .error = ErrorOf(reply)});
  }
  follower_.OnStatusFailed(now, reply.retry_after);
}

void Watcher::OnResults(const Ask& ask, const probes::Completion& reply, base::MonoTime now,
                        base::WallTime wall) {
  auto block = ReadResults(reply, ask.height, plan_.subjects.providers, reader_);
  if (!block) {
    Count(block.error() == AskFault::kPruned ? FetchOutcome::kPruned : FetchOutcome::kFailure);
    return follower_.OnBlockFailed(ask.height, block.error(), now, reply.retry_after);
  }
  last_success_ = wall;
  Count(FetchOutcome::kSuccess);
  const bool wants_time = WantsTime(block.value());
  follower_.OnBlock(ask.height, std::move(block).value(), wants_time);
}

void Watcher::Apply(Step step) {
  changed_ = true;
  if (const auto* const block = std::get_if<Step::Block>(&step.outcome)) {
    books_.Apply(step.height, block->events, block->time);
    const std::vector<Event>& events = block->events.events;
    if (std::any_of(events.begin(), events.end(), ChangesStake)) stakes_.Hurry();
  } else {
    const auto& not_read = std::get<Step::NotRead>(step.outcome);
    auto& count = not_read_.at(static_cast<std::size_t>(not_read.reason));
    count = SaturatingAdd(count, not_read.last - step.height + 1);
    if (not_read.reason == NotReadReason::kPruned) {
      books_.ApplyPruned();
    } else {
      books_.ApplyUnread(step.height);
    }
    Note({.kind = WatchNote::Kind::kNotRead,
          .first = step.height,
          .last = not_read.last,
          .reason = not_read.reason});
  }
  if (!caught_up_ && follower_.backfill_remaining() == 0) {
    caught_up_ = true;
    Note({.kind = WatchNote::Kind::kCaughtUp, .first = step.height, .last = step.height});
  }
}

void Watcher::StartAll(base::MonoTime now) {
  while (const auto ask = follower_.Next(now)) {
    Slot& slot = FreeSlot();
    switch (ask->kind) {
      case Ask::Kind::kStatus:
        WriteStatusRequest(slot.request);
        break;
      case Ask::Kind::kResults:
        WriteResultsRequest(ask->height, slot.request);
        break;
      case Ask::Kind::kHeader:
        WriteHeaderRequest(ask->height, slot.request);
        break;
    }
    Send(slot, *ask, plan_.rpc, ask->max_body, ask->timeout);
  }
  if (!AsksForStake()) return;
  if (auto question = stakes_.Next(books_.data().accounts, now)) {
    Slot& slot = FreeSlot();
    WriteStakeRequest(*question, slot.request);
    Send(slot, std::move(*question), *plan_.rest, base::limits::kMaxLavaReplyBytes,
         StakeBook::kTimeout);
  }
}

void Watcher::Send(Slot& slot, Asked asked, const probes::HttpTarget& target, std::size_t max_body,
                   base::Duration timeout) {
  slot.asked = std::move(asked);
  probes::TransportRequest request;
  request.slot = {static_cast<std::uint32_t>(&slot - slots_.data())};
  request.target = &target;
  request.method = slot.request.method;
  request.path = slot.request.path;
  request.body = slot.request.body;
  request.timeout = timeout;
  request.max_body = max_body;
  transport_.Start(request);
}

/// There is one for each question that may be under way.
Watcher::Slot& Watcher::FreeSlot() {
  const auto free = std::find_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return std::holds_alternative<std::monostate>(slot.asked);
  });
  HEADWAY_CHECK(free != slots_.end());
  return *free;
}

void Watcher::Count(FetchOutcome outcome) { ++fetches_.at(static_cast<std::size_t>(outcome)); }

void Watcher::Note(const WatchNote& note) {
  if (notes_.size() < kMaxNotes) notes_.push_back(note);
}

LavaView::Row Watcher::RowOf(const Account& account, base::WallTime wall) const {
  LavaView::Row row;
  row.provider = account.provider;
  row.spec = account.spec;
  row.tally = account.tally;
  if (const auto report = books_.ReportOf(account)) row.reported_block = report->block;
  row.lag = books_.LagOf(account);
  row.risk = account.risk;
  const EpochStarts& epochs = books_.data().epochs;
  for (std::size_t ahead = 1; ahead <= kLookBackEpochs; ++ahead) {
    const auto risk = account.ledger.RiskAt(epochs, ahead);
    if (risk) row.forecast = std::max(row.forecast.value_or(0), risk->Ratio());
  }
  row.stake = stakes_.StakeOf(account);
  if (row.stake) row.jailed = row.stake->jail_end && *row.stake->jail_end > wall;
  row.exempt = stakes_.ExemptionsOf(account, epochs);
  return row;
}

}  // namespace headway::lava
