// Nodes that tell nonsense, among honest ones: what becomes of them, and that nobody else suffers.
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kLiar = 2;

chains::HeldBlock BlockAt(std::uint64_t height, const std::string& branch) {
  const auto hash = chains::BlockHash::FromText(branch + std::to_string(height));
  return {.height = {height}, .hash = *hash, .timestamp = {}};
}

/// Two honest nodes and one that a test makes lie; all hold the last ten blocks of their branch.
/// Each is polled every six seconds, and a block comes every twelve.
class AmongThree {
 public:
  explicit AmongThree(bool asks_identity = false) : rig(3, Endpoints(), OptionsOf(asks_identity)) {
    PollAll();
  }

  void PollAll() {
    for (std::uint32_t url = 0; url < 3; ++url) {
      rig.Wait(seconds(2));
      FleetRig::Node& node = rig.nodes[url];
      node.head = url == kLiar ? liars_head(Truth()) : Truth();
      node.held.clear();
      for (std::uint64_t height = Truth() - 9; height <= Truth(); ++height) {
        node.held.push_back(BlockAt(height, url == kLiar ? liars_branch : "0xa"));
      }
      rig.Poll(url, Ending::kAnswer);
    }
  }

  /// Polls all for so long; the honest are healthy all the time, and the reference is true.
  void ExpectHonestAreUntouchedFor(base::Duration span) {
    const base::Duration end = rig.now + span;
    while (rig.now < end) {
      PollAll();
      ASSERT_EQ(rig.endpoint(0).face.state, State::kHealthy);
      ASSERT_EQ(rig.endpoint(1).face.state, State::kHealthy);
      ASSERT_TRUE(rig.IsServing(0) && rig.IsServing(1));
      const std::uint64_t reference = rig.fleet.chains()[0].height()->value;
      ASSERT_LE(reference, Truth());
      ASSERT_GE(reference + 1, Truth());
    }
    EXPECT_EQ(rig.url(0).health.against + rig.url(1).health.against, 0U);
  }

  std::uint64_t Truth() const { return 1'000 + static_cast<std::uint64_t>(rig.now / seconds(12)); }
  State LiarsState() const { return rig.endpoint(kLiar).face.state; }

  std::uint64_t (*liars_head)(std::uint64_t truth) = [](std::uint64_t truth) { return truth; };
  std::string liars_branch = "0xa";
  FleetRig rig;

 private:
  static std::vector<FleetRig::Endpoint> Endpoints() {
    return {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {kLiar}}};
  }
  static FleetRig::Options OptionsOf(bool asks_identity) {
    FleetRig::Options options;
    options.asks_identity = asks_identity;
    options.rules.stale_after_blocks = 10;
    return options;
  }
};

constexpr base::Duration kWhile = std::chrono::minutes(20);

TEST(OneLiarAmongThree, WhoseHeadIsTooHighIsForked) {
  AmongThree nodes;
  nodes.liars_head = [](std::uint64_t truth) { return truth + 1'000'000; };
  nodes.ExpectHonestAreUntouchedFor(kWhile);
  EXPECT_EQ(nodes.LiarsState(), State::kForked);
  EXPECT_FALSE(nodes.rig.endpoint(kLiar).face.gauge);
}

TEST(OneLiarAmongThree, WhoseHeadIsALittleTooHighMovesNothing) {
  AmongThree nodes;
  nodes.liars_head = [](std::uint64_t truth) { return truth + 50; };
  nodes.ExpectHonestAreUntouchedFor(kWhile);
}

TEST(OneLiarAmongThree, WhoseHeadIsTooLowIsLagging) {
  AmongThree nodes;
  nodes.liars_head = [](std::uint64_t truth) { return truth - 500; };
  nodes.ExpectHonestAreUntouchedFor(kWhile);
  EXPECT_EQ(nodes.LiarsState(), State::kLagging);
}

TEST(OneLiarAmongThree, WhoseHeadStandsIsStale) {
  AmongThree nodes;
  nodes.liars_head = [](std::uint64_t) { return std::uint64_t{1'000'000}; };
  nodes.ExpectHonestAreUntouchedFor(kWhile);
  EXPECT_FALSE(nodes.rig.endpoint(kLiar).face.gauge);
}

TEST(OneLiarAmongThree, OnAnotherChainIsWrongChain) {
  AmongThree nodes(true);
  nodes.rig.nodes[kLiar].chain = "0x89";
  nodes.liars_head = [](std::uint64_t) { return std::uint64_t{90'000'000}; };
  nodes.rig.CrossBoundary();
  nodes.ExpectHonestAreUntouchedFor(kWhile);
  EXPECT_EQ(nodes.LiarsState(), State::kWrongChain);
  EXPECT_EQ(nodes.rig.fleet.chains()[0].WitnessCount(nodes.rig.mono()), 2U);
}

TEST(OneLiarAmongThree, WithOtherHashesIsForkedAtOnceAndNoWitness) {
  AmongThree nodes;
  nodes.PollAll();
  ASSERT_EQ(nodes.LiarsState(), State::kHealthy);
  nodes.liars_branch = "0xb";
  nodes.PollAll();
  EXPECT_EQ(nodes.LiarsState(), State::kForked) << "a proof skips the fall";
  EXPECT_FALSE(nodes.rig.endpoint(kLiar).face.head.has_value());
  nodes.ExpectHonestAreUntouchedFor(kWhile);
  EXPECT_EQ(nodes.rig.fleet.chains()[0].WitnessCount(nodes.rig.mono()), 2U);
  nodes.liars_branch = "0xa";
  nodes.PollAll();
  nodes.PollAll();
  EXPECT_EQ(nodes.LiarsState(), State::kHealthy) << "back on the chain of the others";
  EXPECT_EQ(nodes.rig.fleet.chains()[0].WitnessCount(nodes.rig.mono()), 3U);
}

TEST(ForkedByHash, IsNotSaidOfBlocksThatMayStillBeReorganised) {
  AmongThree nodes;
  for (int round = 0; round < 4; ++round) {
    for (std::uint32_t url = 0; url < 3; ++url) {
      nodes.rig.Wait(seconds(2));
      FleetRig::Node& node = nodes.rig.nodes[url];
      node.head = 1'000;
      node.held = {BlockAt(998, url == kLiar ? "0xb" : "0xa")};  // two below the reference
      nodes.rig.Poll(url, Ending::kAnswer);
    }
  }
  EXPECT_EQ(nodes.LiarsState(), State::kHealthy);
}

TEST(ForkedByHash, NeedsThreeHostsThatHoldTheHeightAndAMajority) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}});
  const auto poll_all = [&rig](const char* first, const char* second, const char* third) {
    rig.nodes[0].held = {BlockAt(90, first)};
    rig.nodes[1].held = {BlockAt(90, second)};
    rig.nodes[2].held = {BlockAt(third == std::string("none") ? 91 : 90, third)};
    for (int round = 0; round < 2; ++round) {
      for (std::uint32_t url = 0; url < 3; ++url) rig.Poll(url, "h");
    }
  };
  poll_all("0xa", "0xb", "none");
  for (std::uint32_t each = 0; each < 3; ++each) {
    EXPECT_FALSE(rig.url(each).fork.has_value()) << "two hold it";
  }
  poll_all("0xa", "0xb", "0xc");
  for (std::uint32_t each = 0; each < 3; ++each) {
    EXPECT_FALSE(rig.url(each).fork.has_value()) << "there is no majority";
  }
  poll_all("0xa", "0xb", "0xa");
  EXPECT_FALSE(rig.url(0).fork.has_value());
  EXPECT_TRUE(rig.url(1).fork.has_value());
  EXPECT_FALSE(rig.url(2).fork.has_value());
}

TEST(ForkedByHash, IsProvedWithBothHashesAtTheHighestHeightThatEnoughHostsHold) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}});
  // A chain faster than the polls: of the newest blocks everybody saw others.
  rig.nodes[0].held = {BlockAt(60, "0xa"), BlockAt(91, "0x1")};
  rig.nodes[1].held = {BlockAt(60, "0xb"), BlockAt(92, "0x2")};
  rig.nodes[2].held = {BlockAt(60, "0xa"), BlockAt(93, "0x3")};
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t url = 0; url < 3; ++url) rig.Poll(url, "h");
  }
  EXPECT_FALSE(rig.url(0).fork.has_value());
  EXPECT_FALSE(rig.url(2).fork.has_value());
  ASSERT_TRUE(rig.url(1).fork.has_value());
  EXPECT_EQ(rig.url(1).fork->height, base::BlockHeight{60});
  EXPECT_EQ(rig.url(1).fork->own, BlockAt(60, "0xb").hash);
  EXPECT_EQ(rig.url(1).fork->majority, BlockAt(60, "0xa").hash);
}

TEST(ForkedByHash, IsNotSaidByUrlsOfOneHost) {
  FleetRig::Options options;
  options.shared_host = true;
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}}, options);
  for (std::uint32_t url = 0; url < 3; ++url) {
    rig.nodes[url].held = {BlockAt(90, url == kLiar ? "0xb" : "0xa")};
  }
  for (int round = 0; round < 3; ++round) {
    for (std::uint32_t url = 0; url < 3; ++url) rig.Poll(url, "h");
  }
  EXPECT_EQ(rig.endpoint(kLiar).face.state, State::kHealthy);
  EXPECT_EQ(rig.fleet.chains()[0].WitnessCount(rig.mono()), 1U);
}

TEST(ChainThatHalts, MakesNobodyStaleAndRecoversByItself) {
  FleetRig::Options options;
  options.rules.stale_after_blocks = 10;
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}}, options);
  const auto poll_all = [&rig](int rounds) {
    for (int round = 0; round < rounds; ++round) {
      for (std::uint32_t url = 0; url < 2; ++url) {
        rig.Wait(seconds(3));
        rig.Poll(url, Ending::kAnswer);
        ASSERT_EQ(rig.endpoint(url).face.state, State::kHealthy);
        ASSERT_EQ(rig.url(url).health.against, 0U);
      }
    }
  };
  poll_all(100);
  EXPECT_TRUE(rig.fleet.chains()[0].Halted(rig.mono()));
  for (auto& node : rig.nodes) ++node.head;
  poll_all(2);
  EXPECT_FALSE(rig.fleet.chains()[0].Halted(rig.mono()));
}

/// Of the third of three nodes that all hold block 90.
void ProveFork(FleetRig& rig) {
  for (std::uint32_t url = 0; url < 3; ++url) {
    rig.nodes[url].held = {BlockAt(90, url == kLiar ? "0xb" : "0xa")};
  }
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t url = 0; url < 3; ++url) rig.Poll(url, "h");
  }
}

TEST(ForkedByHash, StandsForAnEpochWhenTheWitnessesAreGone) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}});
  ProveFork(rig);
  ASSERT_TRUE(rig.url(kLiar).fork.has_value());
  for (std::uint32_t url = 0; url < 3; ++url) {
    if (url != kLiar) rig.Poll(url, "uuu");
  }
  rig.Wait(std::chrono::minutes(5));
  rig.Poll(kLiar, "h");
  EXPECT_TRUE(rig.url(kLiar).fork.has_value()) << "nobody acquits it";
  rig.Wait(std::chrono::minutes(10));
  rig.Poll(kLiar, "h");
  EXPECT_FALSE(rig.url(kLiar).fork.has_value()) << "perhaps they will not return";
}

// Such a poll decides nothing about the node, but which blocks it holds is known from it.
TEST(ForkedByHash, IsAcquittedByAPollThatABoundaryOvertook) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}});
  ProveFork(rig);
  ASSERT_FALSE(rig.endpoint(kLiar).face.gauge);
  rig.CrossBoundary();
  for (std::uint32_t url = 0; url < kLiar; ++url) rig.Poll(url, "h");
  const ReferenceHead& reference = rig.fleet.chains()[0];
  ASSERT_EQ(reference.WitnessCount(rig.mono()), 2U);
  rig.nodes[kLiar].held = {BlockAt(90, "0xa")};
  rig.PollOf(0, kLiar, Ending::kAnswer);
  EXPECT_EQ(reference.WitnessCount(rig.mono()), 3U);
  EXPECT_EQ(rig.endpoint(kLiar).face.state, State::kUnknown);
}

// A node that had just died was a witness for two minutes more, and held the reference back: the
// node that lagged caught up with it and was called healthy.
TEST(DeadNodeAmongThree, HoldsTheReferenceBackNoLongerThanItTakesToCallItDead) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}});
  const auto poll = [&rig](std::uint32_t url, std::uint64_t head) {
    rig.nodes[url].head = head;
    rig.Poll(url, "h");
  };
  for (std::uint64_t head = 1'000; head < 1'002; ++head) {
    poll(0, head);
    poll(1, head);
    poll(2, head - 20);
  }
  rig.Poll(1, "uuu");
  for (std::uint64_t head = 1'002; head < 1'020; ++head) {
    poll(0, head);
    poll(2, head - 20);
    EXPECT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{head});
  }
}

}  // namespace
}  // namespace headway::health
