#include "tests/chains/outcome.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <variant>

#include "base/check.h"
#include "base/limits.h"
#include "chains/error_id.h"
#include "chains/family_registry.h"

namespace headway::chains {
namespace {

/// In the order of ProbeKind.
constexpr std::array<std::string_view, kProbeKindCount> kNames = {
    "head",      "block",     "identity", "syncing", "client", "peers", "safe",    "finalized",
    "processed", "confirmed", "earliest", "state",   "debug",  "trace", "bundler", "tx-index"};

const ChainFamily& Found(FamilyId id) {
  const ChainFamily* family = FindFamily(id, "jsonrpc");
  HEADWAY_CHECK(family != nullptr);
  return *family;
}

std::string Line(const HeadObservation& head) {
  std::string line = "head " + std::to_string(head.head.value);
  if (head.block_height) line += " height " + std::to_string(*head.block_height);
  if (head.hash) line += " hash " + std::string(head.hash->text());
  return line;
}

std::string Line(const BlockObservation& block) {
  std::string line = "block " + std::to_string(block.height.value);
  line += " hash " + std::string(block.hash.text());
  line += " parent " + std::string(block.parent_hash.text());
  if (block.timestamp) {
    const auto since_1970 = block.timestamp->time_since_epoch();
    line += " time " +
            std::to_string(std::chrono::duration_cast<std::chrono::seconds>(since_1970).count());
  }
  return line;
}

std::string Line(const IdentityObservation& identity) {
  return "identity " + std::string(identity.identity.text());
}

std::string Line(const SyncingObservation& syncing) {
  return syncing.syncing ? "syncing" : "not syncing";
}

std::string Line(const ClientObservation& client) {
  return "client " + std::string(client.client.text());
}

std::string Line(const PeersObservation& peers) { return "peers " + std::to_string(peers.peers); }

std::string Line(const HeightObservation& height) {
  return "height " + std::to_string(height.height.value);
}

std::string Line(const AbilityObservation& ability) { return ability.able ? "able" : "not able"; }

bool SoundText(std::string_view text) {
  return !text.empty() && text.size() <= base::limits::kMaxInlineTextBytes &&
         std::all_of(text.begin(), text.end(),
                     [](char symbol) { return symbol >= ' ' && symbol <= '~'; });
}

bool SoundHeight(base::BlockHeight height) { return height.value <= base::limits::kMaxBlockHeight; }

bool Sound(const HeadObservation& head) {
  return head.head.value > 0 && SoundHeight(head.head) &&
         (!head.hash || SoundText(head.hash->text()));
}

bool Sound(const BlockObservation& block) {
  return SoundHeight(block.height) && SoundText(block.hash.text()) &&
         SoundText(block.parent_hash.text());
}

bool Sound(const IdentityObservation& identity) { return SoundText(identity.identity.text()); }
bool Sound(const SyncingObservation& /*syncing*/) { return true; }
bool Sound(const ClientObservation& client) { return SoundText(client.client.text()); }
bool Sound(const PeersObservation& /*peers*/) { return true; }
bool Sound(const HeightObservation& height) { return SoundHeight(height.height); }
bool Sound(const AbilityObservation& /*ability*/) { return true; }

std::string LineOfKind(ProbeKind kind, const Observation& observation) {
  switch (kind) {
    case ProbeKind::kHead:
      return Line(std::get<HeadObservation>(observation));
    case ProbeKind::kBlock:
      return Line(std::get<BlockObservation>(observation));
    case ProbeKind::kIdentity:
      return Line(std::get<IdentityObservation>(observation));
    case ProbeKind::kSyncing:
      return Line(std::get<SyncingObservation>(observation));
    case ProbeKind::kClient:
      return Line(std::get<ClientObservation>(observation));
    case ProbeKind::kPeers:
      return Line(std::get<PeersObservation>(observation));
    case ProbeKind::kSafe:
    case ProbeKind::kFinalized:
    case ProbeKind::kProcessed:
    case ProbeKind::kConfirmed:
    case ProbeKind::kEarliest:
      return Line(std::get<HeightObservation>(observation));
    case ProbeKind::kState:
    case ProbeKind::kDebug:
    case ProbeKind::kTrace:
    case ProbeKind::kBundler:
    case ProbeKind::kTxIndex:
      return Line(std::get<AbilityObservation>(observation));
  }
  return "";
}

}  // namespace

const ChainFamily& Evm() { return Found(FamilyId::kEvm); }
const ChainFamily& Svm() { return Found(FamilyId::kSvm); }

std::string Outcome(const ChainFamily& family, const Probe& probe, int status,
                    std::string_view body) {
  json::Reader reader;
  const auto observation =
      family.ReadReply(probe, Reply{.http_status = status, .body = body}, reader);
  if (!observation) return std::string(Describe(observation.error().error).name);
  return LineOfKind(probe.kind, observation.value());
}

bool IsObservation(const std::string& outcome) {
  return std::islower(static_cast<unsigned char>(outcome.at(0))) != 0;
}

std::string_view NameOf(ProbeKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

Probe ProbeNamed(const std::string& name) {
  const std::size_t at = name.find('@');
  const auto* const found = std::find(kNames.begin(), kNames.end(), name.substr(0, at));
  HEADWAY_CHECK(found != kNames.end());
  const std::string height = at == std::string::npos ? "0" : name.substr(at + 1);
  return {.kind = static_cast<ProbeKind>(found - kNames.begin()), .height = {std::stoull(height)}};
}

const std::vector<Speaker>& AllSpeakers() {
  static const std::vector<Speaker> speakers = [] {
    std::vector<Speaker> found;
    for (const std::string_view key : kFamilyKeys) {
      for (const char* api_interface : {"jsonrpc", "tendermintrpc", "rest"}) {
        const ChainFamily* family = FindFamily(ParseFamily(key).value(), api_interface);
        if (family != nullptr) found.push_back({std::string(key) + ' ' + api_interface, family});
      }
    }
    return found;
  }();
  return speakers;
}

bool IsSound(const Observation& observation) {
  return std::visit([](const auto& what) { return Sound(what); }, observation);
}

std::string ReplyWith(std::string_view result) {
  return R"({"jsonrpc":"2.0","id":1,"result":)" + std::string(result) + "}";
}

}  // namespace headway::chains
