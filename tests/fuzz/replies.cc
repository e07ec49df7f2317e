// What a node answers, read by its family and shown to a block tracker, as a poll does it.
// Input: reply_input.h.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/family_registry.h"
#include "config/url.h"
#include "json/reader.h"
#include "tests/fuzz/checked_tracker.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/outcome_checks.h"
#include "tests/fuzz/reply_input.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

using chains::ChainFamily;
using chains::Probe;
using chains::ProbeKind;

constexpr std::uint32_t kBlocksToSave = 8;

const ChainFamily* FamilyAt(std::size_t family, std::size_t api_interface) {
  return chains::FindFamily(static_cast<chains::FamilyId>(family),
                            config::kApiInterfaces.at(api_interface));
}

std::vector<const ChainFamily*> SpokenFamilies() {
  std::vector<const ChainFamily*> families;
  for (std::size_t family = 0; family < chains::kFamilyCount; ++family) {
    for (std::size_t interface = 0; interface < config::kApiInterfaces.size(); ++interface) {
      const ChainFamily* const found = FamilyAt(family, interface);
      if (found == nullptr) continue;
      if (std::find(families.begin(), families.end(), found) == families.end()) {
        families.push_back(found);
      }
    }
  }
  HEADWAY_CHECK(!families.empty());
  return families;
}

/// One for all replies, as the prober has it.
json::Reader& SharedReader() {
  static json::Reader reader;
  return reader;
}

/// One node, and what is remembered of it.
class Conversation {
 public:
  explicit Conversation(const ChainFamily& family)
      : family_(family),
        tracker_({.blocks_to_save = family.BlocksToSave(kBlocksToSave),
                  .asks_for_blocks = family.MethodOf(ProbeKind::kBlock).has_value()}) {}

  void Read(std::string_view reply);

 private:
  void CheckRequest(const Probe& probe);
  /// What is asked for: what the tracker wants to know, else what the input says, else the head.
  base::BlockHeight HeightToAsk(std::string_view digits) const;
  void Take(const Probe& probe, const chains::Observation& observation);

  const ChainFamily& family_;
  CheckedTracker tracker_;
  chains::Request request_;
};

void Conversation::Read(std::string_view reply) {
  Input input(reply);
  const ProbeKind kind = chains::kAllProbeKinds.at(input.Letter(chains::kProbeKindCount));
  if (!family_.MethodOf(kind)) return;
  const int status = input.Number(3);
  const Probe probe{.kind = kind, .height = HeightToAsk(input.Until('\n'))};
  CheckRequest(probe);
  const auto outcome =
      family_.ReadReply(probe, {.http_status = status, .body = input.Rest()}, SharedReader());
  if (outcome) {
    Take(probe, outcome.value());
  } else {
    CheckFaultOfNode(outcome.error());
    if (kind == ProbeKind::kBlock && tracker_.NextBlock()) tracker_.OnBlockFault();
  }
}

base::BlockHeight Conversation::HeightToAsk(std::string_view digits) const {
  if (const auto wanted = tracker_.NextBlock()) return *wanted;
  std::uint64_t height = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), height);
  if (height >= 1 && height <= base::limits::kMaxBlockHeight) return {height};
  return tracker_.head().value_or(base::BlockHeight{1});
}

void Conversation::CheckRequest(const Probe& probe) {
  family_.WriteRequest(probe, request_);
  HEADWAY_CHECK(request_.path.empty() || request_.path.front() == '/');
  if (request_.method == chains::HttpMethod::kPost)
    HEADWAY_CHECK(SharedReader().Read(request_.body).ok());
}

void Conversation::Take(const Probe& probe, const chains::Observation& observation) {
  CheckObservation(probe.kind, observation);
  if (const auto* head = std::get_if<chains::HeadObservation>(&observation)) {
    tracker_.OnHead(*head);
  } else if (const auto* block = std::get_if<chains::BlockObservation>(&observation)) {
    HEADWAY_CHECK(block->height == probe.height);
    if (tracker_.NextBlock()) tracker_.OnBlock(*block);
  } else if (const auto* identity = std::get_if<chains::IdentityObservation>(&observation)) {
    // What is observed is in the form in which it is compared.
    HEADWAY_CHECK(family_.CanonicalIdentity(identity->identity.text()) == identity->identity);
  }
}

void Converse(const ChainFamily& family, std::string_view replies) {
  Conversation conversation(family);
  for (Input input(replies); !input.AtEnd();) conversation.Read(input.Until(kBeginsReply));
}

}  // namespace

void ReadReplies(std::string_view bytes) {
  Input input(bytes);
  if (bytes.starts_with(kEveryFamily)) {
    static const std::vector<const ChainFamily*> families = SpokenFamilies();
    input.Until(kBeginsReply);
    for (const ChainFamily* family : families) Converse(*family, input.Rest());
    return;
  }
  const std::size_t family = input.Letter(chains::kFamilyCount);
  const std::size_t api_interface = input.Letter(config::kApiInterfaces.size());
  input.Until(kBeginsReply);
  if (const ChainFamily* const found = FamilyAt(family, api_interface)) {
    Converse(*found, input.Rest());
  }
}

}  // namespace headway::fuzz
