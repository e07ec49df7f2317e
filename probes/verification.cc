#include "probes/verification.h"

#include <array>

namespace headway::probes {
namespace {

using chains::ProbeKind;

// Cheap ones first. The search for the oldest state is last: it takes many polls.
constexpr std::array kOrder = {ProbeKind::kClient,    ProbeKind::kSyncing,   ProbeKind::kPeers,
                               ProbeKind::kEarliest,  ProbeKind::kSafe,      ProbeKind::kFinalized,
                               ProbeKind::kProcessed, ProbeKind::kConfirmed, ProbeKind::kTxIndex,
                               ProbeKind::kDebug,     ProbeKind::kTrace,     ProbeKind::kBundler,
                               ProbeKind::kState};

constexpr std::size_t IndexOf(ProbeKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

void Verification::Alter(const ProbeKinds& kinds) {
  if ((kinds & ~kinds_).any()) wanted_ = true;
  kinds_ = kinds;
  left_ &= kinds;
}

void Verification::OnOtherChain() {
  left_.reset();
  wanted_ = true;
  oldest_state_.Forget();
}

bool Verification::IsDue(const Moment& at) const {
  if (!began_) return true;
  const base::Duration age = at.now - *began_;
  if (age >= kRepeatedAfter) return true;
  return age >= kLeastApart && (wanted_ || at.generation != generation_);
}

std::optional<chains::Probe> Verification::Next(const Moment& at) {
  if (at.now < not_before_) return std::nullopt;
  if (left_.none()) {
    if (kinds_.none() || !IsDue(at)) return std::nullopt;
    left_ = kinds_;
    began_ = at.now;
    generation_ = at.generation;
    wanted_ = false;
  }
  for (const ProbeKind kind : kOrder) {
    if (!left_.test(IndexOf(kind))) continue;
    asked_ = {.kind = kind, .height = {}};
    if (kind == ProbeKind::kState) {
      oldest_state_.Begin(at.head);
      asked_.height = *oldest_state_.Next();
    }
    return asked_;
  }
  left_.reset();
  return std::nullopt;
}

void Verification::OnReport(base::Duration longest_holdoff, health::ProbeReport& report) {
  health::Verified& verified = report.verified.emplace();
  if (asked_.kind == ProbeKind::kState) verified.state_at = asked_.height;
  if (const auto* observation = std::get_if<chains::Observation>(&report.outcome)) {
    holdoff_.Reset();
    OnAnswer(*observation, verified);
  } else if (const auto* fault = std::get_if<chains::Fault>(&report.outcome)) {
    left_.reset(IndexOf(asked_.kind));
    if (fault->blame != chains::Blame::kThrottle) return;
    not_before_ = report.finished_at + holdoff_.Next(report.retry_after, longest_holdoff);
  }
}

void Verification::OnAnswer(const chains::Observation& observation, health::Verified& verified) {
  if (asked_.kind != ProbeKind::kState) {
    left_.reset(IndexOf(asked_.kind));
    return;
  }
  oldest_state_.OnAnswer(std::get<chains::AbilityObservation>(observation).able);
  if (oldest_state_.Next()) return;
  verified.oldest_state = oldest_state_.oldest();
  left_.reset(IndexOf(asked_.kind));
}

}  // namespace headway::probes
