// One liar among three or more, at random: whatever it tells and whenever, the reference is one of
// the heads that honest nodes told, or lies between two of them.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/health/chain_of_hosts.h"

namespace headway::health {
namespace {

std::uint64_t Lie(std::uint64_t truth, base::Random& random) {
  switch (random.Below(6)) {
    case 0:
      return 1;
    case 1:
      return (std::uint64_t{1} << 53U) - 1;
    case 2:
      return truth + random.Below(200);
    case 3:
      return truth - random.Below(200);
    case 4:
      return truth + random.Below(1'000'000'000);
    default:
      return 1 + random.Below(truth);
  }
}

TEST(OneLiarAmongThreeOrMore, NeverMovesTheReference) {
  std::uint64_t moves = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    base::Random random(seed);
    const std::size_t hosts = 3 + random.Below(4);
    const std::size_t liar = random.Below(hosts);
    ChainOfHosts chain(hosts);
    std::uint64_t truth = 10'000;
    // By host. The honest are there first, and heard again before their answers are old news.
    std::vector<std::uint64_t> honest(hosts, truth);
    honest[liar] = 0;
    for (std::size_t host = 0; host < hosts; ++host) {
      if (host != liar) chain.reference.Note(host, chain.Of(host, truth));
    }
    for (std::size_t step = 0; step < 400; ++step) {
      chain.Wait(ChainOfHosts::kBlock / (1 + static_cast<std::int64_t>(random.Below(8))));
      const std::size_t host = step % hosts;
      const auto before = chain.height();
      if (host == liar) {
        chain.Tell(host, Lie(truth, random));
      } else {
        truth += random.Below(3);
        honest[host] = truth - random.Below(3);
        chain.Tell(host, honest[host]);
      }
      if (chain.height() == before) continue;
      ++moves;
      // A lie between two true heads may be taken for one of them.
      std::vector<std::uint64_t> heads = honest;
      std::sort(heads.begin(), heads.end(), std::greater<>());
      ASSERT_LE(*chain.height(), heads[0]) << "seed " << seed << " step " << step;
      ASSERT_GE(*chain.height(), heads[1]) << "seed " << seed << " step " << step;
    }
  }
  EXPECT_GT(moves, 10'000U) << "the chain is too tame to prove anything";
}

}  // namespace
}  // namespace headway::health
