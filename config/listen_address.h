#pragma once

#include <string_view>

namespace headway::config {

/// Whether the HTTP server can listen on `text`: an IPv4 address, `localhost` or nothing, then a
/// colon and a port from 0 to 65535. Exactly as strict as the server (exporter/http_server.h), so
/// that a file that is found good does not fail at the start.
bool IsListenAddress(std::string_view text);

}  // namespace headway::config
