#pragma once

#include <string_view>

#include "probes/http_target.h"

namespace headway::probes {

/// Whether what a node says of itself repeats something that we sent it and nobody else may see: a
/// header's value, a part of the userinfo, of the query or of the path, the beginning of one at the
/// end of a text that was cut, or the userinfo in base 64. Pieces shorter than four bytes, and
/// words in the path that could be anybody's ("mainnet"), are no secrets. Linear in both; for the
/// rare texts that are shown, not for every reply.
bool RepeatsWhatWeSent(const HttpTarget& target, std::string_view text);

}  // namespace headway::probes
