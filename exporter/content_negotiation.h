#pragma once

#include <string_view>

#include "exporter/exposition.h"

namespace headway::exporter {

/// The format that an Accept header asks for, by the rules of RFC 9110, section 12.5.1: of each
/// format the most specific media range counts, and the format of the highest `q` is taken. Of
/// equals the one that is named exactly, then the one listed first, then the text format, as
/// scrapers know it from client_golang. `version` is the only parameter that is looked at: the
/// names and labels here are such that no `escaping` would change them.
///
/// A media range that cannot be read is passed over. Where nothing is left that we have, as of an
/// absent header, the text format is the answer, and no 406: whoever asks with `curl` or a browser
/// wants to see something.
ExpositionFormat NegotiateFormat(std::string_view accept);

}  // namespace headway::exporter
