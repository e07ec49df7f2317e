#pragma once

#include <string_view>

#include "base/result.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/fault.h"
#include "json/reader.h"

/// REST: an answer is a JSON document, and an error is told by the status and by some member of the
/// document, or by a document behind a good status that is an error all the same.
namespace headway::chains {

/// Replaces `request` by a GET.
void WriteGetRequest(std::string_view path, Request& request);

/// The document, or why there is none. Documents behind 2xx with a text `Error` (java-tron), an
/// `ok` that is false (TON) or an `error` that is neither null nor false nor empty (gateways) are
/// errors.
base::Result<json::Value, Fault> ReadRestDocument(FamilyId family, const Reply& reply,
                                                  json::Reader& reader);

}  // namespace headway::chains
