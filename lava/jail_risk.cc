#include "lava/jail_risk.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace headway::lava {

std::uint64_t SaturatingAdd(std::uint64_t left, std::uint64_t right) {
  const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - left;
  return left + std::min(right, room);
}

double JailRisk::Ratio() const {
  const double allowed = static_cast<double>(kServicedFactor) * static_cast<double>(serviced_cu);
  return static_cast<double>(complaint_cu) / std::max(1.0, allowed);
}

void EpochStarts::Begin(std::uint64_t height) {
  if (!starts_.empty() && height <= starts_.back()) return;
  starts_.push_back(height);
  if (starts_.size() > kKept) starts_.pop_front();
}

std::optional<std::uint64_t> EpochStarts::current() const {
  if (starts_.empty()) return std::nullopt;
  return starts_.back();
}

std::optional<std::uint64_t> EpochStarts::length() const {
  if (starts_.size() < 2) return std::nullopt;
  return starts_.back() - starts_[starts_.size() - 2];
}

std::optional<std::uint64_t> EpochStarts::Ago(std::size_t epochs) const {
  if (epochs < starts_.size()) return starts_[starts_.size() - 1 - epochs];
  const auto blocks = length();
  if (!blocks) return std::nullopt;
  const std::uint64_t missing = *blocks * (epochs + 1 - starts_.size());
  return missing < starts_.front() ? starts_.front() - missing : 0;
}

std::optional<std::uint64_t> EpochStarts::Of(std::uint64_t height) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), height);
  if (after == starts_.begin()) return std::nullopt;
  return *std::prev(after);
}

void JailLedger::AddServiced(std::uint64_t epoch_start, std::uint64_t cu) {
  EpochCu& epoch = At(epoch_start);
  epoch.serviced_cu = SaturatingAdd(epoch.serviced_cu, cu);
}

void JailLedger::AddComplaint(std::uint64_t epoch_start, std::uint64_t cu,
                              std::optional<std::uint64_t> so_far) {
  EpochCu& epoch = At(epoch_start);
  epoch.complained = true;
  epoch.complaint_cu = so_far.value_or(SaturatingAdd(epoch.complaint_cu, cu));
}

void JailLedger::ForgetJudged(const EpochStarts& starts) {
  for (std::size_t ago = kLookBackEpochs; ago < kLookBackEpochs + kComplaintEpochs; ++ago) {
    const auto start = starts.Ago(ago);
    for (EpochCu& epoch : epochs_) {
      if (epoch.start != start) continue;
      epoch.complained = false;
      epoch.complaint_cu = 0;
    }
  }
}

void JailLedger::DropBefore(std::uint64_t start) {
  epochs_.erase(std::remove_if(epochs_.begin(), epochs_.end(),
                               [start](const EpochCu& epoch) { return epoch.start < start; }),
                epochs_.end());
}

std::optional<JailRisk> JailLedger::RiskAt(const EpochStarts& starts, std::size_t ahead) const {
  HEADWAY_CHECK(ahead <= kLookBackEpochs);
  const auto& all = starts.all();
  if (all.size() + ahead < kEpochsOfMemory) return std::nullopt;
  JailRisk risk;
  const std::size_t newest = all.size() - 1 - (kLookBackEpochs - ahead);
  for (std::size_t back = 0; back < kServicedEpochs; ++back) {
    const EpochCu* const epoch = Find(all[newest - back]);
    if (epoch == nullptr || !epoch->complained) continue;
    risk.serviced_cu = SaturatingAdd(risk.serviced_cu, epoch->serviced_cu);
    if (back >= kComplaintEpochs) continue;
    risk.complaint_cu = SaturatingAdd(risk.complaint_cu, epoch->complaint_cu);
  }
  return risk;
}

EpochCu& JailLedger::At(std::uint64_t start) {
  const auto at = std::lower_bound(
      epochs_.begin(), epochs_.end(), start,
      [](const EpochCu& epoch, std::uint64_t wanted) { return epoch.start < wanted; });
  if (at != epochs_.end() && at->start == start) return *at;
  EpochCu fresh;
  fresh.start = start;
  return *epochs_.insert(at, fresh);
}

const EpochCu* JailLedger::Find(std::uint64_t start) const {
  for (const EpochCu& epoch : epochs_) {
    if (epoch.start == start) return &epoch;
  }
  return nullptr;
}

}  // namespace headway::lava
