#include "tests/exporter/sample_depth.h"

#include <string_view>

namespace headway::exporter {
namespace {

using health::Capability;
using health::Mark;

void Tell(Mark mark, std::uint64_t height, base::BlockHeight head, base::WallTime at,
          Snapshot::Url& url) {
  url.depth.marks.at(static_cast<std::size_t>(mark)) =
      health::Told<health::MarkFact>{{.height = {height}, .head = head}, at};
}

void TellClient(std::string_view name, base::WallTime at, Snapshot::Url& url) {
  url.depth.client = {*chains::ClientName::FromText(name), at};
  url.client = LabelSet{{"client", name}};
}

}  // namespace

void Settle(Capability capability, bool proved, base::WallTime at, Snapshot::Url& url) {
  const auto index = static_cast<std::size_t>(capability);
  url.claims.set(index);
  url.depth.capabilities.at(index).proved = health::Told<bool>{proved, at};
}

void TellEvmDepth(base::WallTime at, Snapshot::Url& url) {
  constexpr base::BlockHeight kHead{21'000'000};
  TellClient("Geth/v1.14.12", at, url);
  url.depth.peers = {25, at};
  url.depth.says_syncing = {false, at};
  Tell(Mark::kSafe, 20'999'968, kHead, at, url);
  Tell(Mark::kFinalized, 20'999'936, kHead, at, url);
  Tell(Mark::kEarliest, 0, kHead, at, url);
  url.depth.oldest_state = {base::BlockHeight{19'000'000}, at};
  Settle(Capability::kPruning, true, at, url);
  Settle(Capability::kArchive, false, at, url);
  Settle(Capability::kDebug, true, at, url);
  Settle(Capability::kTrace, false, at, url);
  Settle(Capability::kBundler, true, at, url);
}

void TellSvmDepth(base::WallTime at, Snapshot::Url& url) {
  constexpr base::BlockHeight kHead{341'197'247};
  TellClient("solana-core/2.1.16", at, url);
  Tell(Mark::kProcessed, 341'197'281, kHead, at, url);
  Tell(Mark::kConfirmed, 341'197'279, kHead, at, url);
  Tell(Mark::kEarliest, 250'000, kHead, at, url);
  url.block_height = 319'325'214;
}

void TellRandomDepth(base::Random& random, Snapshot::Url& url) {
  const base::WallTime at;
  if (random.Below(2) == 0) TellClient("a \"quoted\" \\ {name}", at, url);
  if (random.Below(2) == 0) url.depth.peers = {random.Below(99), at};
  if (random.Below(2) == 0) url.depth.says_syncing = {random.Below(2) == 0, at};
  for (std::size_t mark = 0; mark < health::kMarkCount; ++mark) {
    if (random.Below(2) == 0) continue;
    Tell(static_cast<Mark>(mark), random.Below(2'000), {1 + random.Below(2'000)}, at, url);
  }
  for (const Capability capability : health::kAllCapabilities) {
    if (random.Below(2) == 0) Settle(capability, random.Below(2) == 0, at, url);
  }
}

}  // namespace headway::exporter
