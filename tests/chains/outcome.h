#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chains/chain_family.h"

namespace headway::chains {

/// The families as the program finds them.
const ChainFamily& Evm();
const ChainFamily& Svm();

inline constexpr Probe kHeadProbe{.kind = ProbeKind::kHead, .height = {}};

inline constexpr Probe kIdentityProbe{.kind = ProbeKind::kIdentity, .height = {}};
inline constexpr Probe kSyncingProbe{.kind = ProbeKind::kSyncing, .height = {}};

constexpr Probe BlockProbe(std::uint64_t height) {
  return {.kind = ProbeKind::kBlock, .height = {height}};
}

/// One line of what the family made of a reply, as in corpus/expectations.txt: the name of an
/// error, or what was observed with every part that is there:
///   head 7 height 5 hash …
///   block 7 hash … parent … time 1438269988
///   identity 0x1
///   syncing (or: not syncing)
std::string Outcome(const ChainFamily& family, const Probe& probe, int status,
                    std::string_view body);

/// True for a line that begins with what was observed: the names of errors are in capitals.
bool IsObservation(const std::string& outcome);

/// `head`, `block@12`, `tx-index`, …: a kind, and the height where there is one. Unknown names
/// abort.
Probe ProbeNamed(const std::string& name);

/// `tx-index`: as ProbeNamed takes it.
std::string_view NameOf(ProbeKind kind);

/// A family over one of its API interfaces.
struct Speaker {
  std::string name;  // `tendermint rest`
  const ChainFamily* family;
};

/// Everybody whom the program finds for some family and interface.
const std::vector<Speaker>& AllSpeakers();

/// Whether all that was observed is within the bounds that the rest of the program builds on:
/// heights are exact as doubles and heads above 0, texts are short, printable and not empty.
bool IsSound(const Observation& observation);

/// A JSON-RPC reply with our id and this `result`, which is JSON.
std::string ReplyWith(std::string_view result);

}  // namespace headway::chains
