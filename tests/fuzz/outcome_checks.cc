#include "tests/fuzz/outcome_checks.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "base/check.h"
#include "base/limits.h"
#include "chains/error_id.h"

namespace headway::fuzz {
namespace {

using base::limits::kMaxBlockHeight;
using chains::ProbeKind;

template <class Meaning>
void CheckText(const chains::InlineText<Meaning>& text) {
  HEADWAY_CHECK(!text.text().empty());
  HEADWAY_CHECK(text.text().size() <= base::limits::kMaxInlineTextBytes);
  HEADWAY_CHECK(std::all_of(text.text().begin(), text.text().end(),
                            [](char symbol) { return symbol >= ' ' && symbol <= '~'; }));
}

void Check(const chains::HeadObservation& head) {
  HEADWAY_CHECK(head.head.value >= 1 && head.head.value <= kMaxBlockHeight);
  if (head.block_height) HEADWAY_CHECK(*head.block_height <= kMaxBlockHeight);
  if (head.hash) CheckText(*head.hash);
}

void Check(const chains::BlockObservation& block) {
  HEADWAY_CHECK(block.height.value <= kMaxBlockHeight);
  CheckText(block.hash);
  CheckText(block.parent_hash);
}

void Check(const chains::IdentityObservation& identity) { CheckText(identity.identity); }

void Check(const chains::ClientObservation& client) { CheckText(client.client); }

void Check(const chains::HeightObservation& height) {
  HEADWAY_CHECK(height.height.value <= kMaxBlockHeight);
}

template <class Alternative>
void CheckIs(const chains::Observation& observation) {
  HEADWAY_CHECK(std::holds_alternative<Alternative>(observation));
}

template <class Alternative>
void CheckIsAndHolds(const chains::Observation& observation) {
  CheckIs<Alternative>(observation);
  Check(std::get<Alternative>(observation));
}

}  // namespace

void CheckFaultOfNode(const chains::Fault& fault) {
  const chains::ErrorClass& row = chains::Describe(fault.error);
  HEADWAY_CHECK(fault.blame != chains::Blame::kTransport);
  const bool limits_rate = row.sub_category == chains::SubCategory::kRateLimit;
  HEADWAY_CHECK(limits_rate == (fault.blame == chains::Blame::kThrottle));
}

void CheckObservation(ProbeKind kind, const chains::Observation& observation) {
  switch (kind) {
    case ProbeKind::kHead:
      return CheckIsAndHolds<chains::HeadObservation>(observation);
    case ProbeKind::kBlock:
      return CheckIsAndHolds<chains::BlockObservation>(observation);
    case ProbeKind::kIdentity:
      return CheckIsAndHolds<chains::IdentityObservation>(observation);
    case ProbeKind::kSyncing:
      return CheckIs<chains::SyncingObservation>(observation);
    case ProbeKind::kClient:
      return CheckIsAndHolds<chains::ClientObservation>(observation);
    case ProbeKind::kPeers:
      return CheckIs<chains::PeersObservation>(observation);
    case ProbeKind::kSafe:
    case ProbeKind::kFinalized:
    case ProbeKind::kProcessed:
    case ProbeKind::kConfirmed:
    case ProbeKind::kEarliest:
      return CheckIsAndHolds<chains::HeightObservation>(observation);
    case ProbeKind::kState:
    case ProbeKind::kDebug:
    case ProbeKind::kTrace:
    case ProbeKind::kBundler:
    case ProbeKind::kTxIndex:
      return CheckIs<chains::AbilityObservation>(observation);
  }
}

}  // namespace headway::fuzz
