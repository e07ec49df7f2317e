#pragma once

#include <cstddef>
#include <string>

#include "exporter/page_parts.h"

namespace headway::exporter {

/// `/endpoints/{spec}/{api_interface}/{endpoint_id}`: all that explains the verdict on one
/// endpoint, for people. The last polls are there if the snapshot has details.
std::string RenderEndpointPage(const PageContext& page, std::size_t endpoint);

/// What is shown where there is no such endpoint.
std::string RenderMissingPage(const PageContext& page);

}  // namespace headway::exporter
