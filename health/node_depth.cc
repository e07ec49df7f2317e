#include "health/node_depth.h"

#include <algorithm>

namespace headway::health {
namespace {

using chains::ErrorId;
using chains::ProbeKind;

std::optional<Mark> MarkOf(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kSafe:
      return Mark::kSafe;
    case ProbeKind::kFinalized:
      return Mark::kFinalized;
    case ProbeKind::kProcessed:
      return Mark::kProcessed;
    case ProbeKind::kConfirmed:
      return Mark::kConfirmed;
    case ProbeKind::kEarliest:
      return Mark::kEarliest;
    default:
      return std::nullopt;
  }
}

/// The capability that a question is about; kPruning is told by kEarliest.
std::optional<Capability> CapabilityOf(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kEarliest:
      return Capability::kPruning;
    case ProbeKind::kState:
      return Capability::kArchive;
    case ProbeKind::kDebug:
      return Capability::kDebug;
    case ProbeKind::kTrace:
      return Capability::kTrace;
    case ProbeKind::kBundler:
      return Capability::kBundler;
    case ProbeKind::kTxIndex:
      return Capability::kTxIndex;
    default:
      return std::nullopt;
  }
}

CapabilityFact& FactOf(Capability capability, NodeDepth& depth) {
  return depth.capabilities.at(static_cast<std::size_t>(capability));
}

void Prove(Capability capability, bool able, base::WallTime at, NodeDepth& depth) {
  FactOf(capability, depth) = {.proved = Told<bool>{able, at}, .error = {}};
}

/// No such method, path or block.
bool SaysItHasNone(ErrorId error) {
  switch (error) {
    case ErrorId::kMethodNotFound:
    case ErrorId::kMethodNotSupported:
    case ErrorId::kUnimplemented:
    case ErrorId::kEndpointNotFound:
    case ErrorId::kMethodNotAllowed:
    case ErrorId::kBlockNotFound:
      return true;
    default:
      return false;
  }
}

void ApplyFault(const ProbeReport& report, ErrorId error, NodeDepth& depth) {
  const ProbeKind kind = report.kind;
  const auto capability = CapabilityOf(kind);
  // Traces of a full block are more than we read: whoever sends so much, answers.
  const bool answers_at_length = error == ErrorId::kReplyTooLarge && kind == ProbeKind::kTrace;
  if (capability && answers_at_length) {
    Prove(*capability, true, report.finished_wall, depth);
    return;
  }
  if (capability) FactOf(*capability, depth).error = error;
  if (!SaysItHasNone(error)) return;
  if (kind == ProbeKind::kClient) depth.client.reset();
  if (kind == ProbeKind::kPeers) depth.peers.reset();
  if (kind == ProbeKind::kSyncing) depth.says_syncing.reset();
  if (const auto mark = MarkOf(kind)) depth.marks.at(static_cast<std::size_t>(*mark)).reset();
  if (capability) FactOf(*capability, depth).proved.reset();
}

void ApplyEarliest(base::BlockHeight earliest, const DepthContext& context, base::WallTime at,
                   NodeDepth& depth) {
  if (context.history_blocks == 0 || !context.head) return;
  // A young chain has to have all of its blocks; whether genesis is one of them is a matter of
  // taste.
  const std::uint64_t head = context.head->value;
  const std::uint64_t owed = head > context.history_blocks ? head - context.history_blocks : 1;
  Prove(Capability::kPruning, earliest.value <= std::max<std::uint64_t>(owed, 1), at, depth);
}

/// An archive is proved or disproved at block 1, and by where a search ended.
void ApplyState(const ProbeReport& report, bool able, NodeDepth& depth) {
  constexpr base::BlockHeight kFirst{1};
  const base::WallTime at = report.finished_wall;
  if (report.verified->state_at == kFirst) Prove(Capability::kArchive, able, at, depth);
  FactOf(Capability::kArchive, depth).error.reset();
  if (!report.verified->oldest_state) return;
  depth.oldest_state = {*report.verified->oldest_state, at};
  Prove(Capability::kArchive, *report.verified->oldest_state <= kFirst, at, depth);
}

std::optional<std::uint64_t> BelowHead(const std::optional<Told<MarkFact>>& mark) {
  if (!mark || !mark->fact.head) return std::nullopt;
  const std::uint64_t head = mark->fact.head->value;
  return head - std::min(head, mark->fact.height.value);
}

}  // namespace

std::optional<std::uint64_t> SafeLag(const NodeDepth& depth) {
  return BelowHead(depth.mark(Mark::kSafe));
}

std::optional<std::uint64_t> FinalizedLag(const NodeDepth& depth) {
  if (const auto lag = BelowHead(depth.mark(Mark::kFinalized))) return lag;
  // Where heads are final ones, what is above them is told by kProcessed.
  const auto& newest = depth.mark(Mark::kProcessed);
  if (!newest || !newest->fact.head) return std::nullopt;
  const std::uint64_t height = newest->fact.height.value;
  return height - std::min(height, newest->fact.head->value);
}

void ApplyVerified(const ProbeReport& report, const DepthContext& context, NodeDepth& depth) {
  if (const auto* fault = std::get_if<chains::Fault>(&report.outcome)) {
    ApplyFault(report, fault->error, depth);
    return;
  }
  const auto* observation = std::get_if<chains::Observation>(&report.outcome);
  if (observation == nullptr) return;
  const base::WallTime at = report.finished_wall;
  if (const auto* client = std::get_if<chains::ClientObservation>(observation)) {
    depth.client = {client->client, at};
  } else if (const auto* peers = std::get_if<chains::PeersObservation>(observation)) {
    depth.peers = {peers->peers, at};
  } else if (const auto* syncing = std::get_if<chains::SyncingObservation>(observation)) {
    depth.says_syncing = {syncing->syncing, at};
  } else if (const auto* height = std::get_if<chains::HeightObservation>(observation)) {
    const auto mark = MarkOf(report.kind);
    if (!mark) return;
    depth.marks.at(static_cast<std::size_t>(*mark)) = {{height->height, context.head}, at};
    if (*mark == Mark::kEarliest) ApplyEarliest(height->height, context, at, depth);
  } else if (const auto* ability = std::get_if<chains::AbilityObservation>(observation)) {
    const auto capability = CapabilityOf(report.kind);
    if (report.kind == ProbeKind::kState) {
      ApplyState(report, ability->able, depth);
    } else if (capability) {
      Prove(*capability, ability->able, at, depth);
    }
  }
}

void ForgetChain(NodeDepth& depth) {
  NodeDepth kept;
  kept.client = depth.client;
  kept.peers = depth.peers;
  depth = kept;
}

}  // namespace headway::health
