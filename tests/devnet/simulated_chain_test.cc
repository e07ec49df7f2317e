#include "devnet/simulated_chain.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace headway::devnet {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::WallTime kWall{seconds(1'700'000'000)};

base::MonoTime At(base::Duration elapsed) { return base::MonoTime(elapsed); }

SimulatedChain MakeChain(base::Duration block_time = seconds(1)) {
  return {"chain", block_time, 1'000, At(seconds(0)), kWall};
}

TEST(SimulatedChainTest, HeadRisesByOneEachBlockTime) {
  const SimulatedChain chain = MakeChain(milliseconds(400));
  EXPECT_EQ(chain.Head(At(milliseconds(0))), 1'000U);
  EXPECT_EQ(chain.Head(At(milliseconds(399))), 1'000U);
  EXPECT_EQ(chain.Head(At(milliseconds(400))), 1'001U);
  EXPECT_EQ(chain.Head(At(milliseconds(4'000))), 1'010U);
}

TEST(SimulatedChainTest, HeadHasNotDriftedAfterAYear) {
  EXPECT_EQ(MakeChain(milliseconds(400)).Head(At(hours(8'760))), 1'000U + 8'760U * 9'000U);
}

TEST(SimulatedChainTest, HashesDifferByHeightAndByChain) {
  const SimulatedChain chain = MakeChain();
  const SimulatedChain other("other", seconds(1), 1'000, At(seconds(0)), kWall);
  std::set<Hash> hashes;
  for (std::uint64_t height = 0; height < 100; ++height) {
    hashes.insert(chain.BlockHash(height));
    hashes.insert(other.BlockHash(height));
  }
  EXPECT_EQ(hashes.size(), 200U);
}

TEST(SimulatedChainTest, HashesDependOnNothingButNameAndHeight) {
  const SimulatedChain later("chain", seconds(7), 5, At(seconds(9)), kWall + hours(1));
  EXPECT_EQ(MakeChain().BlockHash(1'234), later.BlockHash(1'234));
}

TEST(SimulatedChainTest, ABlockBeyondTheEndOfTimeIsDueAtItsEnd) {
  const SimulatedChain chain = MakeChain();
  constexpr std::uint64_t kTop = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(chain.BlockTime(kTop), base::WallTime::max());
  EXPECT_EQ(chain.BlockTime(7'000'000'000), kWall + seconds(6'999'999'000));
}

TEST(SimulatedChainTest, BlocksAreABlockTimeApart) {
  const SimulatedChain chain = MakeChain();
  EXPECT_EQ(chain.BlockTime(1'000), kWall);
  EXPECT_EQ(chain.BlockTime(1'003), kWall + seconds(3));
  EXPECT_EQ(chain.BlockTime(990), kWall - seconds(10));
}

TEST(SimulatedChainTest, NoBlockIsOlderThanTheUnixEpoch) {
  const SimulatedChain chain("old", hours(24 * 365), 1'000'000, At(seconds(0)), kWall);
  EXPECT_EQ(chain.BlockTime(0), base::WallTime{});
}

TEST(SimulatedChainTest, ReorgReplacesTheLastBlocksAndNoOther) {
  SimulatedChain chain = MakeChain();
  const SimulatedChain before = chain;
  chain.Reorg(3, At(seconds(10)));
  EXPECT_EQ(chain.Head(At(seconds(10))), 1'010U);
  EXPECT_EQ(chain.BlockHash(1'007), before.BlockHash(1'007));
  for (std::uint64_t height = 1'008; height <= 1'010; ++height) {
    EXPECT_NE(chain.BlockHash(height), before.BlockHash(height)) << height;
    EXPECT_EQ(chain.BlockTime(height), before.BlockTime(height)) << height;
  }
  EXPECT_EQ(chain.Head(At(seconds(11))), 1'011U);
}

TEST(SimulatedChainTest, ReorgOfBlocksBelowTheStartKeepsTheirTimes) {
  SimulatedChain chain = MakeChain();
  chain.Reorg(5, At(seconds(2)));
  EXPECT_EQ(chain.BlockTime(998), kWall - seconds(2));
  EXPECT_NE(chain.BlockHash(998), MakeChain().BlockHash(998));
}

TEST(SimulatedChainTest, EachReorgMakesNewBlocks) {
  SimulatedChain chain = MakeChain();
  std::set<Hash> hashes{chain.BlockHash(1'000)};
  for (const std::uint64_t depth : {1U, 5U, 1U, 2U, 2'000U}) {
    chain.Reorg(depth, At(seconds(0)));
    EXPECT_TRUE(hashes.insert(chain.BlockHash(1'000)).second) << depth;
  }
}

TEST(SimulatedChainTest, AStalledChainStandsAndGoesOnWithTheSameBlocks) {
  SimulatedChain chain = MakeChain();
  chain.SetStalled(true, At(milliseconds(5'500)));
  EXPECT_EQ(chain.Head(At(hours(1))), 1'005U);
  chain.SetStalled(false, At(seconds(100)));
  EXPECT_EQ(chain.Head(At(milliseconds(100'999))), 1'005U);
  EXPECT_EQ(chain.Head(At(seconds(101))), 1'006U);
  EXPECT_EQ(chain.BlockHash(1'006), MakeChain().BlockHash(1'006));
  EXPECT_EQ(chain.BlockTime(1'006), kWall + seconds(101));
  EXPECT_EQ(chain.BlockTime(1'005), kWall + seconds(5));
}

TEST(SimulatedChainTest, BlocksOfAJumpComeAtOneTime) {
  SimulatedChain chain = MakeChain();
  chain.MoveHead(50, At(seconds(2)));
  EXPECT_EQ(chain.Head(At(seconds(2))), 1'052U);
  EXPECT_EQ(chain.BlockTime(1'003), kWall + seconds(2));
  EXPECT_EQ(chain.BlockTime(1'052), kWall + seconds(2));
  EXPECT_EQ(chain.Head(At(seconds(3))), 1'053U);
}

TEST(SimulatedChainTest, BlocksThatWereRolledBackComeAsOthers) {
  SimulatedChain chain = MakeChain();
  const Hash kept = chain.BlockHash(1'007);
  const Hash gone = chain.BlockHash(1'008);
  chain.MoveHead(-3, At(seconds(10)));
  EXPECT_EQ(chain.Head(At(seconds(10))), 1'007U);
  EXPECT_EQ(chain.Head(At(seconds(11))), 1'008U);
  EXPECT_EQ(chain.BlockHash(1'007), kept);
  EXPECT_NE(chain.BlockHash(1'008), gone);
  EXPECT_EQ(chain.BlockTime(1'008), kWall + seconds(11));
}

TEST(SimulatedChainTest, HeadNeverFallsBelowOne) {
  SimulatedChain chain = MakeChain();
  chain.MoveHead(std::numeric_limits<std::int64_t>::min(), At(seconds(0)));
  EXPECT_EQ(chain.Head(At(seconds(0))), 1U);
}

TEST(SimulatedChainTest, AStalledChainStillMovesWhenTold) {
  SimulatedChain chain = MakeChain();
  chain.SetStalled(true, At(seconds(0)));
  chain.MoveHead(5, At(seconds(1)));
  EXPECT_EQ(chain.Head(At(seconds(9))), 1'005U);
  chain.MoveHead(-2, At(seconds(9)));
  EXPECT_EQ(chain.Head(At(seconds(20))), 1'003U);
}

/// Random histories: whatever happens, times never fall with height nor exceed the present, the
/// head never falls unless told to, and a block below every change keeps its hash.
TEST(SimulatedChainTest, AnyHistoryStaysConsistent) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    base::Random random(seed);
    SimulatedChain chain = MakeChain();
    base::Duration elapsed{};
    std::uint64_t head = chain.Head(At(elapsed));
    for (int step = 0; step < 30; ++step) {
      elapsed += milliseconds(random.Below(5'000));
      const base::MonoTime now = At(elapsed);
      ASSERT_GE(chain.Head(now), head) << "seed " << seed;
      head = chain.Head(now);
      const std::uint64_t amount = random.Below(10);
      const std::uint64_t untouched = head - amount;
      const Hash hash = chain.BlockHash(untouched);
      switch (random.Below(5)) {
        case 0:
          chain.Reorg(amount, now);
          break;
        case 1:
          chain.MoveHead(-static_cast<std::int64_t>(amount), now);
          break;
        case 2:
          chain.MoveHead(static_cast<std::int64_t>(amount), now);
          break;
        case 3:
          chain.SetStalled(true, now);
          break;
        default:
          chain.SetStalled(false, now);
          break;
      }
      head = chain.Head(now);
      ASSERT_GE(head, untouched) << "seed " << seed;
      ASSERT_EQ(chain.BlockHash(untouched), hash) << "seed " << seed;
      ASSERT_LE(chain.BlockTime(head), kWall + elapsed) << "seed " << seed;
      for (std::uint64_t height = head - 30; height < head; ++height) {
        ASSERT_LE(chain.BlockTime(height), chain.BlockTime(height + 1)) << "seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace headway::devnet
