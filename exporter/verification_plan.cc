#include "exporter/verification_plan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace headway::exporter {
namespace {

using chains::ProbeKind;
using health::Capability;

/// One question of verification. Names of add-ons and verifications are those of the router
/// (reference/semantics.md, sections 9 and 10); where it has no such verification, headway's own.
struct Question {
  ProbeKind kind;
  std::string_view addon;  // that claims it; empty: it is asked of every URL
  std::array<std::string_view, 2> skipped_by;
  std::optional<Capability> proves;
};

constexpr std::array kQuestions = {
    Question{ProbeKind::kClient, "", {"version"}, {}},
    Question{ProbeKind::kSyncing, "", {"syncing"}, {}},
    Question{ProbeKind::kPeers, "", {"peers"}, {}},
    Question{ProbeKind::kSafe, "", {"finality"}, {}},
    Question{ProbeKind::kFinalized, "", {"finality"}, {}},
    Question{ProbeKind::kProcessed, "", {"finality"}, {}},
    Question{ProbeKind::kConfirmed, "", {"finality"}, {}},
    Question{ProbeKind::kEarliest, "", {"pruning"}, Capability::kPruning},
    Question{ProbeKind::kTxIndex, "", {"tx-indexing"}, Capability::kTxIndex},
    Question{ProbeKind::kState, "archive", {"pruning", "archive"}, Capability::kArchive},
    Question{ProbeKind::kDebug, "debug", {"enabled", "debug"}, Capability::kDebug},
    Question{ProbeKind::kTrace, "trace", {"enabled", "trace"}, Capability::kTrace},
    Question{ProbeKind::kBundler, "bundler", {"enabled", "bundler"}, Capability::kBundler},
};

template <class Names>
bool Contains(const Names& names, std::string_view name) {
  return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

VerificationWish WishOf(const config::NodeUrl& url) {
  VerificationWish wish;
  for (const Question& question : kQuestions) {
    const auto index = static_cast<std::size_t>(question.kind);
    wish.claimed.set(index, question.addon.empty() || Contains(url.addons, question.addon));
    const bool skipped =
        std::any_of(question.skipped_by.begin(), question.skipped_by.end(),
                    [&](std::string_view name) { return Contains(url.skip_verifications, name); });
    wish.skipped.set(index, skipped);
  }
  return wish;
}

probes::ProbeKinds KindsToVerify(const VerificationWish& wish, const chains::ChainFamily& family) {
  probes::ProbeKinds kinds = wish.claimed & ~wish.skipped;
  for (const ProbeKind kind : chains::kAllProbeKinds) {
    if (!family.MethodOf(kind)) kinds.reset(static_cast<std::size_t>(kind));
  }
  return kinds;
}

std::uint64_t HistoryBlocksOf(chains::FamilyId family) {
  // What the router's `pruning` verification asks of EVM nodes.
  constexpr std::uint64_t kEvmBlocks = 128;
  return family == chains::FamilyId::kEvm ? kEvmBlocks : 0;
}

health::CapabilitySet UnprovableClaims(const VerificationWish& wish,
                                       const chains::ChainFamily& family) {
  health::CapabilitySet claims;
  for (const Question& question : kQuestions) {
    const auto index = static_cast<std::size_t>(question.kind);
    const bool wished = wish.claimed.test(index) && !wish.skipped.test(index);
    if (question.addon.empty() || !wished || family.MethodOf(question.kind)) continue;
    claims.set(static_cast<std::size_t>(*question.proves));
  }
  return claims;
}

health::CapabilitySet ClaimsOf(const probes::ProbeKinds& kinds, std::uint64_t history_blocks) {
  health::CapabilitySet claims;
  for (const Question& question : kQuestions) {
    if (!question.proves || !kinds.test(static_cast<std::size_t>(question.kind))) continue;
    claims.set(static_cast<std::size_t>(*question.proves));
  }
  if (history_blocks == 0) claims.reset(static_cast<std::size_t>(Capability::kPruning));
  return claims;
}

}  // namespace headway::exporter
