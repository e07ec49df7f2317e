#pragma once

#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "chains/call.h"
#include "chains/chain_family.h"
#include "chains/fault.h"
#include "chains/observation.h"
#include "json/reader.h"

/// From the answer to a call to what was observed.
namespace headway::chains::declarative {

/// `asked`: the height of a kBlock probe.
base::Result<Observation, Fault> Observe(const Call& call, base::BlockHeight asked,
                                         const json::Value& answer);

/// An identity as it is told or configured, in the form in which two of them compare.
std::optional<ChainIdentity> IdentityOf(std::string_view text, ValueFormat format);

/// Whether the answer is that something works or that it does not.
bool IsAbility(ProbeKind kind);

/// The `result` of a reply of rippled or Clio: their JSON-RPC has no id, and its errors are results
/// with `status` "error", behind HTTP 200.
base::Result<json::Value, Fault> ReadXrpResult(const Reply& reply, json::Reader& reader);

}  // namespace headway::chains::declarative
