#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/time.h"
#include "chains/chain_family.h"
#include "chains/probe_kind.h"
#include "health/holdoff.h"
#include "health/probe_report.h"
#include "probes/oldest_state.h"

namespace headway::probes {

/// By ProbeKind.
using ProbeKinds = std::bitset<chains::kProbeKindCount>;

/// Which question a URL is to be asked next so that its node is known: a round of questions, one
/// after the other. A round begins with the first answered head, at an epoch boundary, after the
/// connection was lost, and ten minutes after the last one began; never two within a minute,
/// however often a connection breaks. A question that fails waits for the next round; one that is
/// throttled holds the rest of the round off. Pure; nothing it asks or hears is a verdict.
///
///   Next has a probe: ask it, then OnReport.
class Verification {
 public:
  static constexpr base::Duration kRepeatedAfter = std::chrono::minutes(10);
  static constexpr base::Duration kLeastApart = std::chrono::minutes(1);

  /// A poll of which everything so far was answered.
  struct Moment {
    base::BlockHeight head;
    std::uint64_t generation = 0;  // the fleet's, when the poll started
    base::MonoTime now;
  };

  /// Asks for these from now on; what was not among them is asked soon.
  void Alter(const ProbeKinds& kinds);

  void OnConnectionLost() { wanted_ = true; }

  /// The URL may lead to another chain than before: all that was found is void.
  void OnOtherChain();

  std::optional<chains::Probe> Next(const Moment& at);

  /// What came of the probe of Next. Notes in the report what was asked and found.
  void OnReport(base::Duration longest_holdoff, health::ProbeReport& report);

 private:
  bool IsDue(const Moment& at) const;
  void OnAnswer(const chains::Observation& observation, health::Verified& verified);

  ProbeKinds kinds_;
  ProbeKinds left_;  // of the round under way
  chains::Probe asked_;
  std::optional<base::MonoTime> began_;  // the last round
  std::uint64_t generation_ = 0;         // when it began
  bool wanted_ = false;                  // a round, as soon as may be
  OldestStateSearch oldest_state_;
  health::Holdoff holdoff_;
  base::MonoTime not_before_;
};

}  // namespace headway::probes
