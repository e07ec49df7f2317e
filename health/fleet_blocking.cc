// Blocks: who is sent no work, and the probes that end it.
#include <algorithm>

#include "base/check.h"
#include "health/fleet.h"

namespace headway::health {
namespace {

bool HasRoleToBlock(const EndpointRow& endpoint) {
  for (std::size_t role = 0; role < kRoleCount; ++role) {
    if (endpoint.roles.at(role) && !endpoint.blocks.at(role)) return true;
  }
  return false;
}

}  // namespace

bool Fleet::IsListedByBlocked(const UrlRow& row) const {
  return blocks_ > 0 &&
         std::any_of(row.listed_by.begin(), row.listed_by.end(), [this](base::EndpointIndex index) {
           return IsBlocked(endpoints_[index.value].blocks);
         });
}

void Fleet::ApplyToBlocks(const UrlRow& row, const Verdict& verdict, bool chain_was_asked,
                          const Moment& at) {
  const bool proves_life = verdict.answered && verdict.conclusive && chain_was_asked;
  const bool streak = proves_life && row.health.good_in_a_row >= policy_.health.rise;
  for (const base::EndpointIndex index : row.listed_by) {
    EndpointRow& endpoint = endpoints_[index.value];
    for (const Role role : kAllRoles) {
      std::optional<Block>& block = endpoint.blocks.at(static_cast<std::size_t>(role));
      if (!block) continue;
      const auto& fired_after = block->probe.fired_after;
      const bool probed = fired_after && row.last_poll > *fired_after;
      if ((probed && proves_life) || (streak && block->reason == BlockReason::kErrors)) {
        Release(index, role, at.wall);
      } else if (probed && ProbeHasFailed(endpoint, *block)) {
        Tell(index, role, BlockEventKind::kProbeFailed, at.wall);
        block->probe_failed = true;
        block->probe = {.at = at.now + ProbeDistance(block->reason, policy_.blocking),
                        .fired_after = {}};
      }
    }
    BlockIfHopeless(index, at);
  }
}

bool Fleet::ProbeHasFailed(const EndpointRow& endpoint, const Block& block) const {
  return std::all_of(endpoint.urls.begin(), endpoint.urls.end(), [&](base::UrlIndex url) {
    return urls_[url.value].last_poll > *block.probe.fired_after;
  });
}

void Fleet::BlockIfHopeless(base::EndpointIndex index, const Moment& at) {
  EndpointRow& endpoint = endpoints_[index.value];
  if (!HasRoleToBlock(endpoint)) return;
  hopeless_.clear();
  for (const base::UrlIndex url : endpoint.urls) {
    const UrlRow& row = urls_[url.value];
    if (!IsHopeless(row.health, row.identity.standing, policy_.blocking)) return;
    hopeless_.push_back(
        {.standing = row.identity.standing, .latest_fault = row.health.latest_fault});
  }
  const BlockReason reason = ReasonOf(hopeless_);
  for (const Role role : kAllRoles) {
    const auto slot = static_cast<std::size_t>(role);
    if (!endpoint.roles.at(slot) || endpoint.blocks.at(slot)) continue;
    endpoint.blocks.at(slot) =
        Block{.reason = reason,
              .since = at.wall,
              .reblocked = false,
              .second_chance_given = false,
              .probe = {.at = at.now + ProbeDistance(reason, policy_.blocking), .fired_after = {}}};
    ++blocks_;
    Tell(index, role, BlockEventKind::kBlocked, at.wall);
  }
}

void Fleet::Release(base::EndpointIndex index, Role role, base::WallTime at) {
  std::optional<Block>& block = endpoints_[index.value].blocks.at(static_cast<std::size_t>(role));
  HEADWAY_CHECK(block.has_value() && blocks_ > 0);
  Tell(index, role, BlockEventKind::kUnblocked, at);
  block.reset();
  --blocks_;
}

void Fleet::Tell(base::EndpointIndex index, Role role, BlockEventKind kind, base::WallTime at) {
  EndpointRow& endpoint = endpoints_[index.value];
  const auto slot = static_cast<std::size_t>(role);
  ++endpoint.ledger.block_events.at(slot).at(static_cast<std::size_t>(kind));
  events_.emplace_back(BlockEvent{
      .endpoint = index,
      .role = role,
      .kind = kind,
      .reason = endpoint.blocks.at(slot)->reason,
      .at = at,
      .again = kind == BlockEventKind::kProbeFailed && endpoint.blocks.at(slot)->probe_failed});
}

std::optional<base::MonoTime> Fleet::NextProbe() const {
  std::optional<base::MonoTime> next;
  if (blocks_ == 0) return next;
  for (const EndpointRow& endpoint : endpoints_) {
    for (const auto& block : endpoint.blocks) {
      if (!block || block->probe.fired_after) continue;
      if (!next || block->probe.at < *next) next = block->probe.at;
    }
  }
  return next;
}

void Fleet::FireProbes(const Moment& at) {
  if (blocks_ == 0) return;
  for (std::uint32_t index = 0; index < endpoints_.size(); ++index) {
    EndpointRow& endpoint = endpoints_[index];
    for (const Role role : kAllRoles) {
      auto& block = endpoint.blocks.at(static_cast<std::size_t>(role));
      if (!block || block->probe.fired_after || block->probe.at > at.now) continue;
      if (block->reason == BlockReason::kErrors && !block->second_chance_given) {
        block->second_chance_given = true;
        Tell({index}, role, BlockEventKind::kSecondChance, at.wall);
      }
      ProbeBlock(endpoint, *block, policy_.health.recheck_timeout, at.now);
    }
  }
}

void Fleet::ProbeBlock(EndpointRow& endpoint, Block& block, base::Duration least_timeout,
                       base::MonoTime when) {
  block.probe.fired_after = poll_number_;
  for (const base::UrlIndex url : endpoint.urls) {
    const base::Duration latency = urls_[url.value].health.last_answer_latency;
    Summon(url, {.at = when, .timeout = std::max(least_timeout, 2 * latency)}, false);
  }
}

void Fleet::Summon(base::UrlIndex url, const Summons& summons, bool cancel) {
  std::optional<Summons>& wanted = urls_[url.value].summons;
  if (wanted) {
    wanted->at = std::min(wanted->at, summons.at);
    wanted->timeout = std::max(wanted->timeout, summons.timeout);
  } else {
    wanted = summons;
  }
  hurries_.push_back({.url = url, .cancel = cancel});
}

}  // namespace headway::health
