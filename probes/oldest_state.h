#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"

namespace headway::probes {

/// Finds the oldest block from which on a node has the state: block 1 at an archive, found with one
/// question; else by bisecting between 1 and the head, one question a step. A later search begins
/// at what the last one found and costs two questions where nothing has changed.
///
///   Begin → while Next has a height: ask for the state there, then OnAnswer.
///
/// Every answer is believed, and every answer narrows what is left: a search ends after no more
/// than 4 + log2(head) answers, whatever they are. Where they contradict each other (nodes behind a
/// load balancer), it ends at one of the places where they do. Genesis is not asked for: nodes keep
/// its state that have no other.
class OldestStateSearch {
 public:
  /// Begins a search, or goes on with one that is not over. `head`: at or below the node's.
  void Begin(base::BlockHeight head);

  /// Forgets all: another chain may be behind the URL.
  void Forget() { *this = OldestStateSearch(); }

  /// The height to ask for; nullopt: the search is over.
  std::optional<base::BlockHeight> Next() const;

  /// What came of asking at Next.
  void OnAnswer(bool able);

  /// As the last finished search found it; nullopt: no state anywhere, or no search has ended.
  std::optional<base::BlockHeight> oldest() const;

 private:
  enum class Step : std::uint8_t { kOver, kFoundBefore, kBelowThat, kFirst, kBetween };

  Step NextStep() const;

  Step step_ = Step::kOver;
  std::uint64_t asked_ = 0;
  // The answer lies above `missing_`, and at or below `present_`.
  std::uint64_t missing_ = 0;
  std::uint64_t present_ = 0;
  bool present_is_proved_ = false;  // else it is one above the head: nothing was found yet
  std::optional<std::uint64_t> oldest_;
};

}  // namespace headway::probes
