#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "tests/sim/chain_model.h"
#include "tests/support/scripted_transport.h"

namespace headway::sim {

enum class Family : std::uint8_t { kEvm, kSvm };

/// What a node does for a while.
enum class Behaviour : std::uint8_t {
  kAnswers,
  kAnswersSlowly,     // close to the timeout
  kBlockCallsBroken,  // heads only; EVM
  kRolledBack,        // a lower head than before, but a stable chain
  kRefuses,           // connection refused
  kTimesOut,
  kRpcError,
  kHttp500,
  kUnauthorized,
  kMalformed,
  kHeadZero,
  kThrottles,       // 429 without Retry-After
  kThrottlesFor7s,  // 429 with Retry-After: 7
};
inline constexpr std::uint64_t kBehaviours = 13;

/// How a poll of the node's head must end, said by whoever made the answer up.
enum class Truth : std::uint8_t { kAnswered, kUnreachable, kFailing, kAuthFailed, kThrottled };

Truth TruthOf(Behaviour behaviour);

/// A node behind one URL: follows its chain, and misbehaves in seeded episodes.
class NodeModel {
 public:
  NodeModel(Family family, const ChainModel& chain, base::Duration length, base::Random& random);

  Behaviour BehaviourAt(base::Duration at) const;
  std::uint64_t HeadAt(base::Duration at) const;
  testing::ScriptedReply Answer(std::string_view body, base::Duration at) const;

 private:
  struct Episode {
    base::Duration from;
    Behaviour behaviour = Behaviour::kAnswers;
  };
  std::string Result(std::string_view body, base::Duration at) const;

  Family family_;
  const ChainModel& chain_;
  base::Duration latency_;
  std::vector<Episode> episodes_;  // ascending; the first starts at 0
};

}  // namespace headway::sim
