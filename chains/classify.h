#pragma once

#include <cstdint>
#include <string_view>

#include "chains/chain_spec.h"
#include "chains/fault.h"

namespace headway::chains {

/// What went wrong on the way. `fault` must not be kNone or kCancelled: neither is an error.
Fault ClassifyTransport(TransportFault fault);

/// An HTTP status other than 2xx.
Fault ClassifyHttpStatus(int status);

/// A JSON-RPC `error` member. `message` is remote text: only read, never kept.
Fault ClassifyRpcError(FamilyId family, std::int64_t code, std::string_view message);

/// A reply of ours to what should not be: kReplyMalformed, kReplyWrongId, kHeadZero, …
Fault FaultOfReply(ErrorId id);

}  // namespace headway::chains
