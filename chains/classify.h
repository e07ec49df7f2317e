#pragma once

#include <cstdint>
#include <string_view>

#include "chains/chain_spec.h"
#include "chains/fault.h"
#include "json/reader.h"

namespace headway::chains {

/// What went wrong on the way. `fault` must not be kNone or kCancelled: neither is an error.
Fault ClassifyTransport(TransportFault fault);

/// An HTTP status other than 2xx.
Fault ClassifyHttpStatus(int status);

/// A JSON-RPC `error` member. The texts are remote: read up to limits::kMaxErrorTextBytes each,
/// never kept. `detail` is what stands beside the message where that is text (`data`, or the name
/// of NEAR's `cause`).
Fault ClassifyRpcError(FamilyId family, std::int64_t code, std::string_view message,
                       std::string_view detail = {});

/// An error in the body of a REST reply, whatever its status: `message` is its text, read as above.
/// Behind a status outside 2xx the refusal is the status's.
Fault ClassifyRestError(FamilyId family, int status, std::string_view message);

/// Whether a body that is no JSON is a server's complaint that it was spoken to without TLS.
bool SaysPlainHttpOnTlsPort(std::string_view body);

/// A body behind a good status that is no document.
Fault FaultOfRead(json::ReadError error);

/// A reply of ours to what should not be: kReplyMalformed, kReplyWrongId, kHeadZero, …
Fault FaultOfReply(ErrorId id);

}  // namespace headway::chains
