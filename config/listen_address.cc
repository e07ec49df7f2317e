#include "config/listen_address.h"

#include <charconv>

namespace headway::config {
namespace {

bool IsIpv4(std::string_view text) {
  int parts = 0;
  while (true) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > 255) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (++parts == 4) return text.empty();
    if (text.empty() || text.front() != '.') return false;
    text.remove_prefix(1);
  }
}

}  // namespace

std::optional<ListenAddress> ParseListenAddress(std::string_view text, std::string& why) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    why = "has no port: write HOST:PORT or :PORT";
    return std::nullopt;
  }
  ListenAddress address;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) {
    why = "has a port that is no number from 0 to 65535";
    return std::nullopt;
  }
  std::string_view host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (!host.empty() && !IsIpv4(host)) {
    why = "needs an IPv4 address (or nothing, or localhost) in front of the port";
    return std::nullopt;
  }
  address.host = host;
  return address;
}

}  // namespace headway::config
