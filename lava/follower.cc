#include "lava/follower.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace headway::lava {
namespace {

/// How far ahead of the oldest unread height others are asked for, in requests at once.
constexpr std::size_t kWindowPerRequest = 4;
/// What came of the newest blocks is written down a moment after them.
constexpr std::uint64_t kFreshBlocks = 2;

}  // namespace

std::string_view ToString(NotReadReason reason) {
  switch (reason) {
    case NotReadReason::kPruned:
      return "pruned";
    case NotReadReason::kBodyTooLarge:
      return "body_too_large";
    case NotReadReason::kUnanswered:
      return "unanswered";
    case NotReadReason::kRefused:
      return "refused";
    case NotReadReason::kUnreadable:
      return "unreadable";
  }
  return "";
}

Follower::Follower(const FollowPolicy& policy, std::optional<std::uint64_t> done)
    : policy_(policy), done_(done) {}

std::optional<Ask> Follower::Next(base::MonoTime now) {
  if (!status_under_way_ && now >= next_status_) {
    status_under_way_ = true;
    return Ask{.kind = Ask::Kind::kStatus, .timeout = policy_.status_timeout};
  }
  if (!MayAskBlocks(now)) return std::nullopt;
  OpenJobs();
  for (auto& [height, job] : jobs_) {
    if (IsStartable(job, now)) return Start(height, job);
  }
  return std::nullopt;
}

base::MonoTime Follower::NextDeadline() const {
  base::MonoTime deadline = base::MonoTime::max();
  if (!status_under_way_) deadline = next_status_;
  if (!status_good_ || UnderWay() >= policy_.concurrency) return deadline;
  for (const auto& [height, job] : jobs_) {
    if (job.stage != Job::Stage::kWaits && job.stage != Job::Stage::kWantsTime) continue;
    // One that waits for another large one is woken by its end.
    if (job.large && AnyLargeUnderWay()) continue;
    deadline = std::min(deadline, std::max(job.not_before, paused_until_));
  }
  return deadline;
}

void Follower::OnStatus(const ChainStatus& status, base::MonoTime now) {
  status_under_way_ = false;
  status_good_ = true;
  status_failures_ = 0;
  next_status_ = now + policy_.status_interval;
  const bool is_first = !head_;
  head_ = status.height;
  earliest_ = std::min(status.earliest, status.height);
  if (!is_first) return;
  backfill_target_ = status.height;
  if (!done_) {
    done_ = status.height > policy_.backfill_blocks ? status.height - policy_.backfill_blocks : 0;
  }
}

void Follower::OnStatusFailed(base::MonoTime now, std::optional<base::Duration> retry_after) {
  status_under_way_ = false;
  ++status_failures_;
  // One lost answer is nothing.
  status_good_ = status_good_ && status_failures_ == 1;
  next_status_ = now + Holdoff(Backoff(policy_.quick_retry, status_failures_), retry_after);
}

void Follower::OnBlock(std::uint64_t height, BlockEvents events, bool wants_time) {
  const auto job = jobs_.find(height);
  if (job == jobs_.end() || job->second.stage != Job::Stage::kAsked) return;
  job->second.block.events = std::move(events);
  job->second.stage = wants_time ? Job::Stage::kWantsTime : Job::Stage::kRead;
}

void Follower::OnBlockFailed(std::uint64_t height, AskFault fault, base::MonoTime now,
                             std::optional<base::Duration> retry_after) {
  const auto found = jobs_.find(height);
  if (found == jobs_.end() || found->second.stage != Job::Stage::kAsked) return;
  Job& job = found->second;
  job.stage = Job::Stage::kWaits;
  const auto give_up = [&job](NotReadReason reason) {
    job.stage = Job::Stage::kGivenUp;
    job.reason = reason;
  };
  const auto try_again = [&](std::uint32_t tries, NotReadReason reason) {
    ++job.failures;
    job.not_before = now + Backoff(policy_.first_backoff, job.failures);
    if (job.failures >= tries) give_up(reason);
  };
  switch (fault) {
    case AskFault::kThrottled:
      return PauseAll(now, retry_after);
    case AskFault::kUnreachable:
      if (retry_after) PauseAll(now, retry_after);
      // Whether the node is there at all is for its status to tell.
      next_status_ = std::min(next_status_, now + policy_.first_backoff);
      try_again(policy_.tries_of_unanswered, NotReadReason::kUnanswered);
      // One lost answer is nothing. Behind that it may be a large one that takes its time.
      job.not_before = now + Backoff(policy_.quick_retry, job.failures);
      job.large = job.large || job.failures > 1;
      return;
    case AskFault::kNotYet:
      job.not_before = now + policy_.first_backoff;
      return;
    case AskFault::kPruned:
      return give_up(NotReadReason::kPruned);
    case AskFault::kNoResults:
      if (head_ && height + kFreshBlocks > *head_) {
        job.not_before = now + policy_.first_backoff;
        return;
      }
      return try_again(policy_.tries_of_unreadable, NotReadReason::kPruned);
    case AskFault::kTooLarge:
      // The next time alone, and with room for a large one.
      if (!std::exchange(job.large, true)) return;
      return try_again(policy_.tries_of_large, NotReadReason::kBodyTooLarge);
    case AskFault::kRefused:
      return try_again(policy_.tries_of_unreadable, NotReadReason::kRefused);
    case AskFault::kUnreadable:
      return try_again(policy_.tries_of_unreadable, NotReadReason::kUnreadable);
  }
}

void Follower::OnHeader(std::uint64_t height, std::optional<base::WallTime> time) {
  const auto job = jobs_.find(height);
  if (job == jobs_.end() || job->second.stage != Job::Stage::kAskedTime) return;
  job->second.block.time = time;
  job->second.stage = Job::Stage::kRead;
}

std::optional<Step> Follower::TakeStep() {
  if (!done_ || !head_) return std::nullopt;
  const std::uint64_t height = *done_ + 1;
  Step step;
  step.height = height;
  const auto first = jobs_.find(height);
  const Job::Stage stage = first == jobs_.end() ? Job::Stage::kWaits : first->second.stage;
  if (stage == Job::Stage::kRead) {
    step.outcome = std::move(first->second.block);
    done_ = height;
  } else if (stage == Job::Stage::kGivenUp) {
    step.outcome = Step::NotRead{.reason = first->second.reason, .last = height};
    done_ = height;
  } else if (stage == Job::Stage::kWaits && status_good_ && height < earliest_) {
    // As far as nothing of it was asked for when it was still there.
    const auto asked = std::find_if(jobs_.begin(), jobs_.end(), [](const auto& entry) {
      return entry.second.stage != Job::Stage::kWaits;
    });
    done_ = asked == jobs_.end() ? earliest_ - 1 : std::min(earliest_, asked->first) - 1;
    step.outcome = Step::NotRead{.reason = NotReadReason::kPruned, .last = *done_};
  } else {
    return std::nullopt;
  }
  jobs_.erase(jobs_.begin(), jobs_.upper_bound(*done_));
  return step;
}

std::uint64_t Follower::backfill_remaining() const {
  if (!done_ || backfill_target_ <= *done_) return 0;
  return backfill_target_ - *done_;
}

bool Follower::MayAskBlocks(base::MonoTime now) const {
  return status_good_ && head_ && done_ && now >= paused_until_ && UnderWay() < policy_.concurrency;
}

void Follower::OpenJobs() {
  const std::uint64_t last =
      std::min<std::uint64_t>(*head_, *done_ + policy_.concurrency * kWindowPerRequest);
  for (std::uint64_t height = *done_ + 1; height <= last; ++height) jobs_.try_emplace(height);
}

bool Follower::IsStartable(const Job& job, base::MonoTime now) const {
  if (job.stage == Job::Stage::kWantsTime) return true;
  return job.stage == Job::Stage::kWaits && now >= job.not_before &&
         (!job.large || !AnyLargeUnderWay());
}

Ask Follower::Start(std::uint64_t height, Job& job) const {
  Ask ask;
  ask.height = height;
  ask.timeout = policy_.block_timeout;
  if (job.stage == Job::Stage::kWantsTime) {
    job.stage = Job::Stage::kAskedTime;
    ask.kind = Ask::Kind::kHeader;
    return ask;
  }
  job.stage = Job::Stage::kAsked;
  ask.kind = Ask::Kind::kResults;
  if (job.large) {
    ask.max_body = base::limits::kMaxLavaBlockBytes;
    ask.timeout = policy_.large_block_timeout;
  }
  return ask;
}

bool Follower::AnyLargeUnderWay() const {
  return std::any_of(jobs_.begin(), jobs_.end(), [](const auto& entry) {
    return entry.second.large && entry.second.stage == Job::Stage::kAsked;
  });
}

std::size_t Follower::UnderWay() const {
  return static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), [](const auto& entry) {
    return entry.second.stage == Job::Stage::kAsked || entry.second.stage == Job::Stage::kAskedTime;
  }));
}

void Follower::PauseAll(base::MonoTime now, std::optional<base::Duration> retry_after) {
  paused_until_ = now + Holdoff(policy_.first_backoff, retry_after);
}

base::Duration Follower::Backoff(base::Duration first, std::uint32_t failures) const {
  constexpr std::uint32_t kMostDoublings = 16;
  const auto factor = std::int64_t{1} << std::min(failures - 1, kMostDoublings);
  return std::min(first * factor, policy_.longest_backoff);
}

base::Duration Follower::Holdoff(base::Duration least,
                                 std::optional<base::Duration> retry_after) const {
  return std::max(least, std::min(retry_after.value_or(least), policy_.longest_holdoff));
}

}  // namespace headway::lava
