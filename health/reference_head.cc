#include "health/reference_head.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace headway::health {
namespace {

constexpr std::int64_t kBlocksOfNews = 10;

std::uint64_t Distance(std::uint64_t left, std::uint64_t right) {
  return left > right ? left - right : right - left;
}

base::Duration Distance(base::WallTime left, base::WallTime right) {
  return left > right ? left - right : right - left;
}

}  // namespace

ReferenceHead::ReferenceHead(ChainRules rules, std::size_t hosts, base::Duration epoch)
    : rules_(std::move(rules)), epoch_(epoch), hosts_(hosts), block_time_(rules_.block_time) {}

void ReferenceHead::Note(std::size_t host, const Testimony& testimony) {
  hosts_.at(host).testimony = testimony;
}

void ReferenceHead::Amend(std::size_t host, const Testimony& testimony) {
  std::optional<Testimony>& held = hosts_.at(host).testimony;
  if (held && held->url == testimony.url) held = testimony;
}

const Testimony* ReferenceHead::TestimonyOf(std::size_t host) const {
  const std::optional<Testimony>& testimony = hosts_.at(host).testimony;
  return testimony ? &*testimony : nullptr;
}

const Testimony* ReferenceHead::Fresh(std::size_t host, base::MonoTime now) const {
  return Fresh(hosts_.at(host), now);
}

const Testimony* ReferenceHead::Fresh(const Host& host, base::MonoTime now) const {
  const std::optional<Testimony>& testimony = host.testimony;
  if (!testimony || !testimony->usable) return nullptr;
  return IsOld(*testimony, now) ? nullptr : &*testimony;
}

bool ReferenceHead::IsOld(const Testimony& testimony, base::MonoTime now) const {
  return now - testimony.answered_at > std::max(kBlocksOfNews * block_time_, testimony.news_for);
}

bool ReferenceHead::IsWitness(const Host& host, base::MonoTime now) const {
  const Testimony* const testimony = Fresh(host, now);
  return testimony != nullptr && !testimony->forked_by_hash;
}

std::size_t ReferenceHead::WitnessCount(base::MonoTime now) const {
  return static_cast<std::size_t>(std::count_if(
      hosts_.begin(), hosts_.end(), [&](const Host& host) { return IsWitness(host, now); }));
}

ReferenceHead::Candidates ReferenceHead::Survey(base::MonoTime now) const {
  Candidates found;
  for (const Host& host : hosts_) {
    if (!IsWitness(host, now)) continue;
    ++found.count;
    const base::BlockHeight head = host.testimony->head;
    if (found.highest == nullptr || head > found.highest->testimony->head) {
      found.second = std::exchange(found.highest, &host);
    } else if (found.second == nullptr || head > found.second->testimony->head) {
      found.second = &host;
    }
  }
  return found;
}

void ReferenceHead::Update(base::MonoTime now, base::WallTime wall) {
  const Candidates witnesses = Survey(now);
  NoteLoneLeap(witnesses, now);
  MarkThoseBelow(now);
  const auto candidate = Candidate(witnesses, now, wall);
  if (!candidate || candidate == height_) return;
  const bool falls = height_ && *candidate < *height_;
  // Before it ever rose there is nothing to hold on to: the first to answer was the first, no more.
  if (falls && has_past_ && !HalfStayedBelow(witnesses.count, now)) return;
  MoveTo(*candidate, now, wall);
}

void ReferenceHead::NoteLoneLeap(const Candidates& witnesses, base::MonoTime now) {
  if (witnesses.count != 1 || !IsLeap(witnesses.highest->testimony->head, now)) {
    leaping_host_.reset();
    leap_since_.reset();
    return;
  }
  const auto host = static_cast<std::size_t>(witnesses.highest - hosts_.data());
  if (leaping_host_ == host) return;
  leaping_host_ = host;
  leap_since_ = now;
}

bool ReferenceHead::IsLeap(base::BlockHeight head, base::MonoTime now) const {
  return has_past_ && head.value > ExpectedBy(now) + OutlierWindow(block_time_);
}

std::optional<base::BlockHeight> ReferenceHead::Candidate(const Candidates& witnesses,
                                                          base::MonoTime now,
                                                          base::WallTime wall) const {
  if (witnesses.count == 0) return std::nullopt;
  const Testimony& high = *witnesses.highest->testimony;
  if (witnesses.count == 1) {
    if (!LoneLeapCounts(high.head, now)) return std::nullopt;
    return high.head;
  }
  const Testimony& second = *witnesses.second->testimony;
  return witnesses.count == 2 ? OfTwo(high, second, now, wall) : second.head;
}

base::BlockHeight ReferenceHead::OfTwo(const Testimony& high, const Testimony& low,
                                       base::MonoTime now, base::WallTime wall) const {
  if (high.head.value - low.head.value < OutlierWindow(block_time_)) return high.head;
  if (has_past_) {
    const std::uint64_t expected = ExpectedBy(now);
    const bool high_is_nearer =
        Distance(high.head.value, expected) < Distance(low.head.value, expected);
    return high_is_nearer ? high.head : low.head;
  }
  if (high.head_block_time && low.head_block_time) {
    const bool low_is_nearer =
        Distance(*low.head_block_time, wall) < Distance(*high.head_block_time, wall);
    return low_is_nearer ? low.head : high.head;
  }
  return high.head;
}

bool ReferenceHead::LoneLeapCounts(base::BlockHeight head, base::MonoTime now) const {
  return !IsLeap(head, now) || now - *leap_since_ >= epoch_;
}

std::uint64_t ReferenceHead::ExpectedBy(base::MonoTime now) const {
  return height_->value + static_cast<std::uint64_t>((now - changed_at_) / block_time_);
}

void ReferenceHead::MarkThoseBelow(base::MonoTime now) {
  if (!height_) return;
  for (Host& host : hosts_) {
    // Who is not heard stays nowhere: one that returns after an outage begins anew.
    if (!host.testimony || IsOld(*host.testimony, now) || host.testimony->head >= *height_) {
      host.below_since.reset();
    } else if (!host.below_since) {
      host.below_since = now;
    }
  }
}

bool ReferenceHead::HalfStayedBelow(std::size_t witnesses, base::MonoTime now) const {
  const auto stayed = std::count_if(hosts_.begin(), hosts_.end(), [&](const Host& host) {
    return IsWitness(host, now) && host.below_since && now - *host.below_since >= stale_window();
  });
  return 2 * static_cast<std::size_t>(stayed) >= witnesses;
}

void ReferenceHead::MoveTo(base::BlockHeight height, base::MonoTime now, base::WallTime wall) {
  if (height_ && height > *height_) has_past_ = true;
  height_ = height;
  changed_at_ = now;
  changed_wall_ = wall;
  MarkThoseBelow(now);
  MeasureBlockTime(now);
}

void ReferenceHead::MeasureBlockTime(base::MonoTime now) {
  scratch_.clear();
  for (const Host& host : hosts_) {
    if (IsWitness(host, now) && host.testimony->block_time) {
      scratch_.push_back(*host.testimony->block_time);
    }
  }
  if (scratch_.empty()) {
    block_time_ = rules_.block_time;
    return;
  }
  const auto middle = scratch_.begin() + static_cast<std::ptrdiff_t>((scratch_.size() - 1) / 2);
  std::nth_element(scratch_.begin(), middle, scratch_.end());
  block_time_ = std::max(*middle, base::Duration(1));
}

bool ReferenceHead::Stands(base::MonoTime now) const {
  return height_ && now - changed_at_ >= stale_window();
}

bool ReferenceHead::Halted(base::MonoTime now) const {
  if (!Stands(now)) return false;
  const base::Duration window = stale_window();
  std::size_t standing_with_it = 0;
  for (const Host& host : hosts_) {
    if (!IsWitness(host, now)) continue;
    const bool moves = now - host.testimony->head_since < window;
    const std::uint64_t head = host.testimony->head.value;
    if (Distance(head, height_->value) <= rules_.allowed_lag) {
      if (!moves) ++standing_with_it;
    } else if (head > height_->value && moves) {
      return false;
    }
  }
  return standing_with_it >= 2;
}

ChainView ReferenceHead::ViewOf(std::size_t host, base::MonoTime now) const {
  bool others = false;
  for (std::size_t each = 0; each < hosts_.size() && !others; ++each) {
    others = each != host && IsWitness(hosts_[each], now);
  }
  return {.reference = height_,
          .reference_stands = Stands(now),
          .halted = Halted(now),
          .others = others,
          .stale_window = stale_window(),
          .outlier_window = OutlierWindow(block_time_)};
}

void ReferenceHead::Inherit(const ReferenceHead& old,
                            const std::vector<std::optional<std::size_t>>& old_hosts) {
  HEADWAY_CHECK(old_hosts.size() == hosts_.size());
  block_time_ = old.rules_.block_time == rules_.block_time ? old.block_time_ : rules_.block_time;
  height_ = old.height_;
  changed_at_ = old.changed_at_;
  changed_wall_ = old.changed_wall_;
  has_past_ = old.has_past_;
  for (std::size_t host = 0; host < hosts_.size(); ++host) {
    if (!old_hosts[host]) continue;
    hosts_[host].below_since = old.hosts_.at(*old_hosts[host]).below_since;
    if (old.leaping_host_ == old_hosts[host]) {
      leaping_host_ = host;
      leap_since_ = old.leap_since_;
    }
  }
}

}  // namespace headway::health
