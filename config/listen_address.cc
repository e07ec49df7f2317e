#include "config/listen_address.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace headway::config {
namespace {

// Reads the number that `text` begins with and takes it away; nullopt: there is none that fits.
template <class Number>
std::optional<Number> TakeNumber(std::string_view& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool IsIpv4(std::string_view text) {
  constexpr int kParts = 4;
  for (int part = 1; part <= kParts; ++part) {
    if (!TakeNumber<std::uint8_t>(text).has_value()) return false;
    if (part == kParts) break;
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
  }
  return text.empty();
}

}  // namespace

bool IsListenAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, colon);
  std::string_view port = text.substr(colon + 1);
  const bool has_port = TakeNumber<std::uint16_t>(port).has_value() && port.empty();
  return has_port && (host.empty() || host == "localhost" || IsIpv4(host));
}

}  // namespace headway::config
