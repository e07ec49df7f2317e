#pragma once

#include <optional>

#include "base/time.h"
#include "chains/fault.h"
#include "health/chain_rules.h"
#include "health/identity.h"
#include "health/reference_head.h"
#include "health/state.h"

namespace headway::health {

/// What one finished poll showed of a URL, for rules 1 to 8 of docs/health.md.
struct PollFindings {
  /// Why there is no head; nullopt: the head was answered.
  std::optional<chains::Fault> fault;
  Standing standing = Standing::kUnknown;
  base::BlockHeight head;  // as published; of meaning when answered
  base::MonoTime head_since;
  std::optional<base::WallTime> head_block_time;
  bool says_syncing = false;
  bool forked_by_hash = false;
};

/// The verdict that one poll gives, before hysteresis.
struct Verdict {
  State state = State::kUnknown;
  bool answered = false;   // a valid head, on a chain not known to be wrong
  bool conclusive = true;  // false: decides nothing (its chain is in doubt)
  bool proved = false;     // needs no second poll to be believed
};

Verdict Judge(const PollFindings& findings, const ChainRules& rules, const ChainView& chain,
              base::MonoTime now, base::WallTime wall);

}  // namespace headway::health
