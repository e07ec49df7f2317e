#include "health/verdict.h"

#include <algorithm>
#include <chrono>

namespace headway::health {
namespace {

State StateOf(chains::Blame blame) {
  switch (blame) {
    case chains::Blame::kThrottle:
      return State::kThrottled;
    case chains::Blame::kTransport:
      return State::kUnreachable;
    case chains::Blame::kAuth:
      return State::kAuthFailed;
    case chains::Blame::kNode:
      break;
  }
  return State::kFailing;
}

bool HeadIsOld(const PollFindings& findings, const ChainRules& rules, const ChainView& chain,
               base::WallTime wall) {
  constexpr base::Duration kNewEnough = std::chrono::seconds(60);
  if (rules.stale_after_blocks == 0 || !rules.tells_block_times) return false;
  return findings.head_block_time &&
         wall - *findings.head_block_time > std::max(kNewEnough, chain.stale_window);
}

bool Lags(const PollFindings& findings, const ChainRules& rules, const ChainView& chain,
          base::WallTime wall) {
  if (chain.reference && findings.head.value + rules.allowed_lag < chain.reference->value) {
    return true;
  }
  return !chain.others && HeadIsOld(findings, rules, chain, wall);
}

bool IsAboveAllBelief(const PollFindings& findings, const ChainView& chain) {
  return chain.reference && !chain.reference_stands &&
         findings.head.value > chain.reference->value + chain.outlier_window;
}

bool IsStale(const PollFindings& findings, const ChainRules& rules, const ChainView& chain,
             base::MonoTime now) {
  return rules.stale_after_blocks > 0 && !chain.halted &&
         now - findings.head_since > chain.stale_window;
}

}  // namespace

Verdict Judge(const PollFindings& findings, const ChainRules& rules, const ChainView& chain,
              base::MonoTime now, base::WallTime wall) {
  if (findings.fault) return {.state = StateOf(findings.fault->blame)};
  if (findings.standing == Standing::kWrong) return {.state = State::kWrongChain, .proved = true};

  Verdict verdict{.state = State::kHealthy, .answered = true};
  const bool lags = Lags(findings, rules, chain, wall);
  if (findings.standing == Standing::kDoubted) {
    verdict.conclusive = false;
  } else if (lags && findings.says_syncing) {
    verdict.state = State::kSyncing;
  } else if (findings.forked_by_hash) {
    verdict.state = State::kForked;
    verdict.proved = true;
  } else if (IsAboveAllBelief(findings, chain)) {
    verdict.state = State::kForked;
  } else if (IsStale(findings, rules, chain, now)) {
    verdict.state = State::kStale;
  } else if (lags) {
    verdict.state = State::kLagging;
  }
  return verdict;
}

}  // namespace headway::health
