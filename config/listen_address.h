#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headway::config {

/// A listen address as written: `:9788`, `127.0.0.1:9788`, `0.0.0.0:0`.
struct ListenAddress {
  std::string host;  // IPv4; empty: every interface
  std::uint16_t port = 0;
};

/// nullopt with `why` set: not an address, or one that civetweb cannot listen on (IPv6, names other
/// than localhost, Unix sockets).
std::optional<ListenAddress> ParseListenAddress(std::string_view text, std::string& why);

}  // namespace headway::config
