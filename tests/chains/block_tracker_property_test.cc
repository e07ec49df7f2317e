// Several hundred seeded runs of a tracker against a model chain that grows, forks, falls back,
// restarts and fails to answer. The expectations come from a naive model of the rules: it knows
// what was answered, and nothing of how the tracker comes to its questions.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"
#include "chains/block_tracker.h"
#include "tests/chains/model_chain.h"

namespace headway::chains {
namespace {

constexpr int kSeeds = 400;
constexpr int kPollsPerSeed = 300;
constexpr std::uint64_t kAnchors = 3;

/// "The old head stands until it is corroborated": docs/health.md, Rollback, as far as heads tell.
class NaiveHeads {
 public:
  void Answer(std::uint64_t head) {
    rolled_back_ = last_ && head < *last_;
    last_ = head;
    if (!published_ || head >= *published_) {
      Adopt(head);
    } else if (lower_ && head >= *lower_) {
      Adopt(head);
      ++second_answers_;
    } else {
      lower_ = head;
    }
  }
  void Adopt(std::uint64_t head) {
    published_ = head;
    lower_.reset();
  }

  std::optional<std::uint64_t> published() const { return published_; }
  bool rolled_back() const { return rolled_back_; }
  int second_answers() const { return second_answers_; }

 private:
  std::optional<std::uint64_t> published_;
  std::optional<std::uint64_t> last_;
  std::optional<std::uint64_t> lower_;
  bool rolled_back_ = false;
  int second_answers_ = 0;
};

/// What all runs together went through: a property that is never put to the test holds too easily.
struct Tally {
  int reorganisations = 0;
  int forks_that_had_to_be_found = 0;
  int adoptions_by_hash = 0;
  int adoptions_by_second_answer = 0;
  int block_faults = 0;
  int held_blocks = 0;
  int anchors_below_the_window = 0;
  int newest_anchors = 0;
};

class Journey {
 public:
  Journey(std::uint64_t seed, Tally& tally)
      : random_(seed),
        tally_(tally),
        window_(static_cast<std::uint32_t>(random_.Below(12) + 1)),
        stride_(OneIn(2) ? 0 : random_.Below(25) + 1),
        tracker_({.blocks_to_save = window_, .asks_for_blocks = true, .anchor_stride = stride_}) {}

  void Play() {
    for (int poll = 0; poll < kPollsPerSeed && !::testing::Test::HasFailure(); ++poll) {
      ChangeChain();
      ASSERT_NO_FATAL_FAILURE(Poll());
      ASSERT_NO_FATAL_FAILURE(CheckHeld());
    }
    tally_.adoptions_by_second_answer += heads_.second_answers();
  }

 private:
  bool OneIn(std::uint64_t chances) { return random_.Below(chances) == 0; }

  void ChangeChain() {
    if (OneIn(60)) {
      chain_.Reorganise(chain_.tip(), random_.Below(20) + 1);
    } else if (OneIn(8)) {
      const std::uint64_t depth = random_.Below(std::min<std::uint64_t>(chain_.tip(), 16)) + 1;
      chain_.Reorganise(depth, random_.Below(depth + 3) + (depth == chain_.tip() ? 1 : 0));
    }
    if (!OneIn(4)) chain_.Grow(random_.Below(OneIn(10) ? 20 : 3));
  }

  /// The tip, or now and then what a node behind the same address that lags would say.
  std::uint64_t NodesHead() {
    const std::uint64_t lag = OneIn(8) ? random_.Below(5) : 0;
    return chain_.tip() > lag ? chain_.tip() - lag : chain_.tip();
  }

  void Poll() {
    const std::uint64_t head = NodesHead();
    const std::set<std::uint64_t> replaced = Replaced();
    const bool must_find_fork = MustFindFork(head);
    heads_.Answer(head);
    faulted_ = false;
    reported_ = 0;
    asked_.clear();
    const TrackerUpdate update = tracker_.OnHead(HeadAt(head));
    ASSERT_EQ(update.rollback, heads_.rolled_back());
    ASSERT_EQ(update.head_changed, published_ != heads_.published());
    const bool is_lower = heads_.published() != head;
    while (const auto height = tracker_.NextBlock()) {
      ASSERT_NO_FATAL_FAILURE(CheckQuestion(height->value));
      AnswerQuestion(height->value, is_lower && asked_.size() == 1, replaced);
    }
    published_ = heads_.published();
    ASSERT_EQ(tracker_.head().value_or(base::BlockHeight{}).value, published_);
    if (must_find_fork && !faulted_) {
      ++tally_.forks_that_had_to_be_found;
      ASSERT_GE(reported_, 1) << "a fork within the window was not reported by the next new head";
    }
    ForgetOutsideTheWindow();
    NoteTrust();
    CheckNewestAnchor(head);
  }

  /// Whoever answered every question holds it, however many heights were skipped.
  void CheckNewestAnchor(std::uint64_t head) {
    const std::uint64_t anchor = stride_ == 0 ? 0 : *published_ / stride_ * stride_;
    if (anchor == 0 || faulted_ || *published_ != head) return;
    ++tally_.newest_anchors;
    ASSERT_TRUE(told_.contains(anchor)) << anchor << " was never asked for";
  }

  /// The last heights, and the last multiples of the stride.
  bool IsKept(std::uint64_t height) const {
    if (*published_ - height < window_) return true;
    return stride_ > 0 && height % stride_ == 0 &&
           *published_ / stride_ - height / stride_ < kAnchors;
  }

  /// In ascending order, none that is not to be kept, and each as the node told it last.
  void CheckHeld() {
    std::uint64_t above = 0;
    for (const HeldBlock& block : tracker_.held()) {
      const std::uint64_t height = block.height.value;
      ASSERT_GT(height, above);
      above = height;
      ASSERT_LE(height, *published_);
      ASSERT_TRUE(IsKept(height)) << height;
      ASSERT_TRUE(told_.contains(height)) << height << " was never told";
      ASSERT_EQ(block.hash, told_.at(height)) << height;
      ++tally_.held_blocks;
      if (*published_ - height >= window_) ++tally_.anchors_below_the_window;
    }
  }

  /// Blocks told to the tracker that are not the chain's any more.
  std::set<std::uint64_t> Replaced() const {
    std::set<std::uint64_t> heights;
    for (const auto& [height, hash] : told_) {
      if (height > chain_.tip() || !(hash == chain_.HashAt(height))) heights.insert(height);
    }
    return heights;
  }

  bool MustFindFork(std::uint64_t head) const {
    if (!head_block_is_held_ || head <= *published_ || head - *published_ >= window_) return false;
    return !(told_.at(*published_) == chain_.HashAt(*published_));
  }

  void CheckQuestion(std::uint64_t height) {
    ASSERT_TRUE(asked_.insert(height).second) << height << " is asked for twice in one poll";
    ASSERT_LE(asked_.size(), window_ + 2 + (stride_ > 0 ? kAnchors : 0));
    ASSERT_LE(height, *heads_.published());
    published_ = heads_.published();
    ASSERT_TRUE(IsKept(height)) << height << " is not to be kept";
  }

  void AnswerQuestion(std::uint64_t height, bool is_of_lower_head,
                      const std::set<std::uint64_t>& replaced) {
    TrackerUpdate update;
    if (OneIn(12)) {
      faulted_ = true;
      ++tally_.block_faults;
      update = tracker_.OnBlockFault();
    } else {
      if (is_of_lower_head && replaced.contains(height)) {
        heads_.Adopt(height);
        ++tally_.adoptions_by_hash;
      }
      told_.insert_or_assign(height, chain_.HashAt(height));
      update = tracker_.OnBlock(chain_.BlockAt(height));
    }
    if (update.reorg_depth) CheckReport(*update.reorg_depth, replaced);
  }

  void CheckReport(std::uint32_t depth, const std::set<std::uint64_t>& replaced) {
    ++reported_;
    ++tally_.reorganisations;
    ASSERT_FALSE(replaced.empty()) << "a fork was reported where none was";
    ASSERT_GE(depth, 1U);
    ASSERT_LE(depth, *replaced.rbegin() - *replaced.begin() + 1);
  }

  void ForgetOutsideTheWindow() {
    std::erase_if(told_, [this](const auto& entry) {
      return entry.first > *published_ || !IsKept(entry.first);
    });
  }

  /// After a poll without faults that told the head's block, the next fork must not be missed. A
  /// fault ends that until such a poll comes again.
  void NoteTrust() {
    if (faulted_) head_block_is_held_ = false;
    if (!faulted_ && asked_.contains(*published_)) head_block_is_held_ = true;
    if (!told_.contains(*published_)) head_block_is_held_ = false;
  }

  base::Random random_;
  Tally& tally_;
  const std::uint32_t window_;
  const std::uint64_t stride_;  // of anchors; 0: there are none
  BlockTracker tracker_;
  ModelChain chain_{30};
  NaiveHeads heads_;
  std::optional<std::uint64_t> published_;
  std::map<std::uint64_t, BlockHash> told_;  // the last hash told for each height
  std::set<std::uint64_t> asked_;            // in this poll
  bool faulted_ = false;                     // in this poll
  int reported_ = 0;                         // in this poll
  bool head_block_is_held_ = false;
};

TEST(BlockTrackerProperty, FollowsTheRulesOnAnyChain) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Journey(seed, tally).Play();
    if (HasFailure()) break;
  }
  EXPECT_GT(tally.reorganisations, 1'000);
  EXPECT_GT(tally.forks_that_had_to_be_found, 500);
  EXPECT_GT(tally.adoptions_by_hash, 100);
  EXPECT_GT(tally.adoptions_by_second_answer, 100);
  EXPECT_GT(tally.block_faults, 1'000);
  EXPECT_GT(tally.held_blocks, 100'000);
  EXPECT_GT(tally.anchors_below_the_window, 10'000);
  EXPECT_GT(tally.newest_anchors, 10'000);
}

/// A block of any hash and any parent out of three each, so that nothing fits and all of it may.
BlockObservation AnyBlock(base::BlockHeight height, base::Random& random) {
  const auto hash = [&random] { return BlockHash::FromText(std::to_string(random.Below(3))); };
  return {.height = height,
          .hash = hash().value_or(BlockHash()),
          .parent_hash = hash().value_or(BlockHash()),
          .timestamp = {}};
}

TEST(BlockTrackerProperty, ANodeThatContradictsItselfStaysWithinTheBounds) {
  constexpr std::uint32_t kWindow = 8;
  int reorganisations = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    base::Random random(seed);
    BlockTracker tracker({.blocks_to_save = kWindow, .asks_for_blocks = true});
    for (int poll = 0; poll < kPollsPerSeed; ++poll) {
      tracker.OnHead(HeadAt(random.Below(30) + 1));
      std::set<std::uint64_t> asked;
      while (const auto height = tracker.NextBlock()) {
        ASSERT_TRUE(asked.insert(height->value).second) << "twice in one poll";
        ASSERT_LT(tracker.head()->value - height->value, kWindow);
        const TrackerUpdate update = random.Below(10) == 0
                                         ? tracker.OnBlockFault()
                                         : tracker.OnBlock(AnyBlock(*height, random));
        if (!update.reorg_depth) continue;
        ++reorganisations;
        ASSERT_GE(*update.reorg_depth, 1U);
        ASSERT_LE(*update.reorg_depth, kWindow);
      }
    }
  }
  EXPECT_GT(reorganisations, 1'000);
}

}  // namespace
}  // namespace headway::chains
