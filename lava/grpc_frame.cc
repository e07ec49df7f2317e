#include "lava/grpc_frame.h"

#include <cstddef>
#include <cstdint>

namespace headway::lava {
namespace {

constexpr std::size_t kPrefixBytes = 5;

}  // namespace

std::string WriteGrpcFrame(std::string_view message) {
  std::string frame(1, '\0');
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    frame.push_back(static_cast<char>((message.size() >> shift) & 0xFFU));
  }
  return frame.append(message);
}

std::optional<std::string_view> ReadGrpcFrame(std::string_view body) {
  if (body.size() < kPrefixBytes || body.front() != '\0') return std::nullopt;
  std::uint32_t length = 0;
  for (const char byte : body.substr(1, kPrefixBytes - 1)) {
    length = length << 8U | static_cast<unsigned char>(byte);
  }
  body.remove_prefix(kPrefixBytes);
  if (body.size() != length) return std::nullopt;
  return body;
}

}  // namespace headway::lava
