"""Ways to break the health code: each is a defect that somebody could write, or once did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    name: str    # what is broken, in an operator's words
    file: str
    before: str  # occurs once in the file
    after: str


MUTATIONS = [
    # Epoch boundary
    Mutation("the boundary forgets who was blocked", "health/fleet_epoch.cc",
             "    block->reblocked = true;\n",
             "    block.reset();\n    --blocks_;\n    continue;\n"),
    Mutation("only primaries are reset at the boundary", "health/fleet_epoch.cc",
             "  if (row.holdoff_ends <= at.now) {",
             "  if (row.holdoff_ends <= at.now && !row.listed_by.empty() &&\n"
             "      endpoints_[row.listed_by.front().value].roles.at(0)) {"),
    Mutation("the boundary resets the living too", "health/fleet_epoch.cc",
             "  if (!was_down) return;\n", ""),
    Mutation("a hold-off does not keep from the reset", "health/fleet_epoch.cc",
             "  if (row.holdoff_ends <= at.now) {", "  {"),
    Mutation("polls of an older generation decide", "health/fleet.cc",
             "  if (report.generation < row.trusted_from) {", "  if (false) {"),
    Mutation("a poll of the dead in flight outlives the boundary", "health/fleet_epoch.cc",
             ".timeout = timeout}, true);", ".timeout = timeout}, false);"),
    Mutation("refusals survive the boundary", "health/url_health.cc",
             "void ForgiveRefusals(UrlHealth& health) {\n  health.refusals = 0;\n",
             "void ForgiveRefusals(UrlHealth& health) {\n"),
    Mutation("the gauge stays 0 after a reset", "health/url_health.cc",
             "  health.gauge = true;\n  health.settled = State::kUnknown;\n",
             "  health.settled = State::kUnknown;\n"),
    Mutation("the first poll after a reset does not decide at once", "health/url_health.cc",
             "  health.decided = false;\n  health.against = 0;\n  health.good_in_a_row = 0;\n",
             "  health.against = 0;\n  health.good_in_a_row = 0;\n"),
    Mutation("verified mode resets like optimistic mode", "health/url_health.cc",
             "  if (mode == EpochPolicy::Reset::kVerified) return;\n", ""),
    Mutation("who is blocked is not probed at the boundary", "health/fleet_epoch.cc",
             "    ProbeBlock(endpoint, *block, kVerificationTimeout, "
             "at.now + Spread(index.value));\n",
             "    block->probe = {.at = at.now + policy_.blocking.reconnect_interval, "
             ".fired_after = {}};\n"),
    Mutation("second chances are not given anew", "health/fleet_epoch.cc",
             "    block->second_chance_given = false;\n", ""),
    Mutation("a reset counts as a transition", "health/fleet_epoch.cc",
             "  endpoint.face = Fold(endpoint);\n",
             "  FoldEndpoint(index, at.wall, {});\n"),
    Mutation("a small step back of the clock reopens an epoch", "health/epoch_clock.cc",
             "  if (highest_ - wall < duration_) return std::nullopt;\n",
             "  if (epoch == epoch_) return std::nullopt;\n"),
    Mutation("skipped epochs are not counted", "health/epoch_clock.cc",
             "epoch - epoch_ - 1", "std::uint64_t{0} * (epoch - epoch_)"),

    # Blocking and release
    Mutation("backups are never blocked", "health/fleet_blocking.cc",
             "    if (!endpoint.roles.at(slot) || endpoint.blocks.at(slot)) continue;\n",
             "    if (slot == 1 || !endpoint.roles.at(slot) || endpoint.blocks.at(slot)) "
             "continue;\n"),
    Mutation("primaries are released without a report", "health/fleet_epoch.cc",
             "    ++boundary.reblocked;\n",
             "    ++boundary.reblocked;\n    if (role == Role::kPrimary) {\n"
             "      Release(index, role, at.wall);\n      continue;\n    }\n"),
    Mutation("a failed probe releases", "health/fleet_blocking.cc",
             "      if ((probed && proves_life) ||", "      if (probed ||"),
    Mutation("a probe passes without the chain being asked", "health/fleet_blocking.cc",
             "verdict.answered && verdict.conclusive && chain_was_asked;",
             "verdict.answered && verdict.conclusive;"),
    Mutation("a block has no timer", "health/fleet_blocking.cc",
             "block->probe.at > at.now) continue;", "block->probe.at > at.now || true) continue;"),
    Mutation("a failed probe is the last one", "health/fleet_blocking.cc",
             "        block->probe = {.at = at.now + ProbeDistance(block->reason, "
             "policy_.blocking),\n                        .fired_after = {}};\n", ""),
    Mutation("a release of one role releases both", "health/fleet_blocking.cc",
             "  block.reset();\n  --blocks_;\n",
             "  for (auto& each : endpoints_[index.value].blocks) {\n"
             "    if (each) --blocks_;\n    each.reset();\n  }\n"),
    Mutation("one hopeless URL blocks the endpoint", "health/fleet_blocking.cc",
             "policy_.blocking)) return;\n", "policy_.blocking)) continue;\n"),
    Mutation("errors are not released early", "health/fleet_blocking.cc",
             " || (streak && block->reason == BlockReason::kErrors)", ""),
    Mutation("errors wait no longer than disconnections", "health/blocking.cc",
             "reason == BlockReason::kErrors ? policy.second_chance_after : "
             "policy.reconnect_interval",
             "policy.reconnect_interval"),
    Mutation("a wrong chain does not block", "health/blocking.cc",
             " ||\n         standing == Standing::kWrong;", ";"),
    Mutation("who is blocked serves", "health/fleet.cc",
             " && !endpoint.blocks.at(index);", ";"),
    Mutation("a move to the other list ends the block", "health/blocking.cc",
             "    if (after.at(role) && !before.at(role)) kept.at(role) = moved;\n", ""),
    Mutation("the block of a role that goes falls on the one that was free", "health/blocking.cc",
             "after.at(role) && !before.at(role)",
             "after.at(role) && (before.at(role) || !before.at(role))"),

    # Verdicts
    Mutation("429 is a failure", "chains/classify.cc",
             "  if (Describe(id).sub_category == SubCategory::kRateLimit) "
             "return Blame::kThrottle;\n",
             ""),
    Mutation("throttled polls count without end of grace", "health/url_health.cc",
             "  if (!health.throttled || GraceIsOver(health, policy, poll.at)) {", "  {"),
    Mutation("one bad poll is enough", "health/url_health.cc",
             "(bad ? policy.fall : policy.rise)", "(bad ? 1U : policy.rise)"),
    Mutation("one good poll is enough", "health/url_health.cc",
             "(bad ? policy.fall : policy.rise)", "(bad ? policy.fall : 1U)"),
    Mutation("a wrong chain needs several polls", "health/verdict.cc",
             ".state = State::kWrongChain, .proved = true}", ".state = State::kWrongChain}"),
    Mutation("a node on a wrong chain counts as answered", "health/verdict.cc",
             ".state = State::kWrongChain, .proved = true}",
             ".state = State::kWrongChain, .answered = true, .proved = true}"),
    Mutation("one wrong identity is believed at once", "health/identity.cc",
             "  if (watch.was_right && watch.standing != Standing::kDoubted) {",
             "  if (false && watch.standing != Standing::kDoubted) {"),
    Mutation("the node's own word makes it syncing", "health/verdict.cc",
             "lags && findings.says_syncing", "findings.says_syncing"),
    Mutation("a halted chain makes everybody stale", "health/verdict.cc",
             "!chain.halted &&\n", "\n"),
    Mutation("nobody is stale", "health/verdict.cc",
             "now - findings.head_since > chain.stale_window;", "false && now == now;"),
    Mutation("lag is measured without allowance", "health/verdict.cc",
             "findings.head.value + rules.allowed_lag < ", "findings.head.value < "),

    # Reference and fan-out
    Mutation("the highest head is the reference", "health/reference_head.cc",
             "OfTwo(high, second, now, wall) : second.head;",
             "OfTwo(high, second, now, wall) : high.head;"),
    Mutation("the reference falls at once", "health/reference_head.cc",
             "  if (falls && has_past_ && !HalfStayedBelow(witnesses.count, now)) return;\n", ""),
    Mutation("the reference never falls", "health/reference_head.cc",
             "  if (falls && has_past_ && !HalfStayedBelow(witnesses.count, now)) return;\n",
             "  if (falls) return;\n"),
    Mutation("a lone liar is believed at once", "health/reference_head.cc",
             "  return !IsLeap(head, now) || now - *leap_since_ >= epoch_;", "  return true;"),
    Mutation("two URLs of one host are two witnesses", "exporter/fleet_builder.cc",
             "try_emplace(std::pair(chain, host), hosts)",
             "try_emplace(std::pair(chain, host + std::to_string(hosts)), hosts)"),
    Mutation("a throttled node is a witness", "health/fleet_judge.cc",
             "const bool usable = !throttled && IsOnItsChain(row) && !row.fell_silent;",
             "const bool usable = IsOnItsChain(row) && !row.fell_silent && "
             "(throttled || !throttled);"),
    Mutation("a dead node holds the reference back", "health/fleet_judge.cc",
             "  row.fell_silent = true;\n", ""),
    Mutation("a fork is acquitted when its witnesses die", "health/fleet_judge.cc",
             "  if (row.fork && now - row.fork->proved_at >= policy_.epoch.duration) ", "  "),
    Mutation("only the first endpoint of a shared URL gets its counts", "health/fleet.cc",
             "      ledger.last_success = report.finished_wall;\n      continue;\n",
             "      ledger.last_success = report.finished_wall;\n      break;\n"),
    Mutation("only the first endpoint of a shared URL is folded", "health/fleet.cc",
             "{.error = poll.error, .is_reload = false});\n",
             "{.error = poll.error, .is_reload = false});\n    break;\n"),
    Mutation("a reset ends the time of being down", "health/fleet.cc",
             "  if (face.settled_good) {\n    ledger.down_since.reset();",
             "  if (face.settled_good || face.gauge) {\n    ledger.down_since.reset();"),
    Mutation("who fails on is down since a moment ago", "health/fleet.cc",
             "!face.gauge && !ledger.down_since", "!face.gauge"),
    Mutation("who was never heard is down", "health/fleet.cc",
             "  } else if (face.settled && !face.gauge", "  } else if (!face.gauge"),
    Mutation("a URL that failed is polled no more", "probes/prober.cc",
             "  Plan(slots_[url.value], task, NextPollAt(",
             "  if (pace.kind == health::Pace::Kind::kBackoff) return;\n"
             "  Plan(slots_[url.value], task, NextPollAt("),
    Mutation("what hangs at a boundary rests from then on", "probes/prober.cc",
             "task.poll.broken_off = IsCancelled(report);", "task.poll.broken_off = false;"),
    Mutation("a summons breaks the hold-off", "probes/cadence.cc",
             "  return std::min(next, std::max(*pace.summoned_for, "
             "SoonestPollAt(poll, pace, rhythm, policy)));",
             "  return std::min(next, std::max(*pace.summoned_for, poll.ended_at));"),
]
