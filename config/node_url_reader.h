#pragma once

#include <optional>
#include <string_view>

#include "config/mapping_reader.h"
#include "config/settings.h"
#include "config/url.h"
#include "config/url_identity.h"

namespace headway::config {

/// Reads the fields of a node-url out of a mapping that may hold other keys too (a reference URL);
/// the caller finishes the reader. `api_interface` is one of kApiInterfaces, or empty if it is not
/// known: the fields are checked then as far as they can be. The scheme may be one that is not
/// spoken. nullopt: something is wrong, and the errors are in the diagnostics.
std::optional<NodeUrl> ReadNodeUrl(const Context& context, MappingReader& reader,
                                   std::string_view api_interface, UrlIds& url_ids);

/// Fills the target, the face and the id of `node_url`, whose headers and TLS settings are set
/// already. False: a different URL has the same id.
bool SetUrl(Url url, UrlIds& url_ids, NodeUrl& node_url);

}  // namespace headway::config
