#include "exporter/depth_words.h"

#include "chains/error_id.h"

namespace headway::exporter {
namespace {

using health::Capability;

std::string Height(base::BlockHeight height) { return std::to_string(height.value); }

std::string ErrorWords(chains::ErrorId error) {
  const chains::ErrorClass& known = chains::Describe(error);
  return std::string(known.name) + ", " + std::string(known.meaning);
}

/// Add-ons are claimed by the configuration, the rest by the chain.
bool IsAddOn(Capability capability) {
  return capability != Capability::kPruning && capability != Capability::kTxIndex;
}

std::string WhatIsMissing(Capability capability, const Snapshot::Url& url) {
  switch (capability) {
    case Capability::kArchive:
      if (!url.depth.oldest_state) return "the state of block 1 is not there";
      return "there is no state below block " + Height(url.depth.oldest_state->fact);
    case Capability::kPruning: {
      const auto& earliest = url.depth.mark(health::Mark::kEarliest);
      if (!earliest) return "its blocks do not go back far enough";
      return "its blocks go back to " + Height(earliest->fact.height) + " only";
    }
    case Capability::kDebug:
    case Capability::kTrace:
    case Capability::kBundler:
      return "the node has no such methods";
    case Capability::kTxIndex:
      return "the node does not index transactions";
  }
  return "";
}

}  // namespace

std::string_view StandingOf(const health::CapabilityFact& fact) {
  if (!fact.proved) return "unknown";
  return fact.proved->fact ? "proved" : "missing";
}

std::string WordsOn(Capability capability, const Snapshot::Url& url) {
  const health::CapabilityFact& fact = url.depth.capability(capability);
  const std::string claimed = IsAddOn(capability) ? "claimed, " : "";
  if (fact.proved && !fact.proved->fact) {
    return (IsAddOn(capability) ? "claimed, but " : "") + WhatIsMissing(capability, url);
  }
  if (fact.proved) return IsAddOn(capability) ? "claimed and proved" : "proved";
  if (!fact.error) return claimed + "not verified yet";
  return claimed + "could not be verified: " + ErrorWords(*fact.error);
}

std::vector<std::string> NotesOn(const Snapshot::Url& url) {
  std::vector<std::string> notes;
  if (url.blocks_refused) {
    notes.push_back("none of its blocks can be had, so that a fork would not be seen: " +
                    ErrorWords(*url.blocks_refused));
  }
  for (const Capability capability : health::kAllCapabilities) {
    if (!url.claims.test(static_cast<std::size_t>(capability))) continue;
    const health::CapabilityFact& fact = url.depth.capability(capability);
    const bool missing = fact.proved && !fact.proved->fact;
    const bool unverified = !fact.proved && fact.error;
    if (!missing && !unverified) continue;
    notes.push_back(std::string(health::ToString(capability)) + ": " + WordsOn(capability, url));
  }
  for (const Capability capability : health::kAllCapabilities) {
    if (!url.unprovable.test(static_cast<std::size_t>(capability))) continue;
    notes.push_back(std::string(health::ToString(capability)) +
                    ": claimed, and not verified: no request proves it for nodes of this kind");
  }
  return notes;
}

}  // namespace headway::exporter
