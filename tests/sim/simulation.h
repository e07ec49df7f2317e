#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/time.h"
#include "tests/sim/naive_poll.h"
#include "tests/sim/scenario.h"

namespace headway::sim {

struct SimulationOptions {
  bool keep_trace = false;
  /// Tells the naive model a poll otherwise than it was: to prove that the comparison compares.
  std::function<void(NaivePoll&)> tamper;
};

struct SimulationResult {
  std::string failure;       // empty, or the first broken invariant: its kind, always the same text
  std::string failure_text;  // where and when, and how it differs
  /// Every event the core told, and the exposition now and then; empty unless kept. Byte for byte
  /// the same for the same scenario.
  std::string trace;
  base::Duration simulated{};
  std::uint64_t polls = 0;
  std::uint64_t transitions = 0;
  std::uint64_t blocks = 0;
  std::uint64_t releases = 0;
  std::uint64_t boundaries = 0;
  std::uint64_t reloads = 0;
  std::uint64_t verifications = 0;  // questions
};

/// Runs the production core (scheduler, chains, health, snapshot, exposition) against the nodes of
/// the scenario, and checks the invariants of docs/health.md and the naive model after every tick.
SimulationResult Simulate(const Scenario& scenario, const SimulationOptions& options = {});

}  // namespace headway::sim
