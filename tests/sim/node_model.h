#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "tests/sim/chain_model.h"
#include "tests/sim/naive_poll.h"
#include "tests/sim/scenario.h"
#include "tests/support/scripted_transport.h"

namespace headway::sim {

/// kVerification: all that is asked to know a node and not to judge it.
enum class Question : std::uint8_t { kHead, kBlock, kIdentity, kSyncing, kVerification };

/// What a request's body asks for.
struct Asked {
  Question question = Question::kHead;
  std::uint64_t height = 0;  // of kBlock
  std::string_view what;     // of kVerification: a text of the request, a constant
};
Asked ReadQuestion(std::string_view body);

/// A reply and what it is in truth. One that comes too late is a timeout, whatever stands here.
struct NodeAnswer {
  testing::ScriptedReply reply;
  Told told;
};

/// The node behind one URL: follows its chain, and misbehaves as the scenario's events say.
class NodeModel {
 public:
  /// Scenario and chain outlive the node.
  NodeModel(const Scenario& scenario, std::size_t node, const ChainModel& chain);

  NodeAnswer Answer(const Asked& asked, base::Duration at);

 private:
  struct Episode {
    const Event* event = nullptr;
    Behaviour behaviour = Behaviour::kAnswers;
    std::uint64_t amount = 0;
    std::uint64_t identities = 0;  // told in it
  };

  Episode& EpisodeAt(base::Duration at);
  /// A reply that is no answer, if that is what the node gives now.
  bool Misses(const Episode& episode, const Asked& asked, NodeAnswer& answer);
  std::uint64_t HeadAt(const Episode& episode, base::Duration at) const;
  std::string ResultOf(const Asked& asked, Episode& episode, base::Duration at, Told& told);
  /// All that such an answer can be: right, "no", an error, throttled, late, or none at all.
  NodeAnswer AnswerToVerification(const Asked& asked, const Episode& episode, base::Duration at);
  std::string BlockResult(std::uint64_t height, const Episode& episode, base::Duration at,
                          Told& told) const;

  const ScenarioNode& node_;
  const bool is_evm_;
  const std::string identity_;
  const std::size_t index_;
  const ChainModel& chain_;
  base::Random random_;
  base::Random whims_;  // of answers to verification
  Episode none_;
  std::vector<Episode> episodes_;  // in the order of the events
};

}  // namespace headway::sim
