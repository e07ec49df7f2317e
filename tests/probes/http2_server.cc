#include "tests/probes/http2_server.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include <sys/socket.h>

#include "base/check.h"

namespace headway::probes {
namespace {

// RFC 9113, section 6.
constexpr std::uint8_t kData = 0;
constexpr std::uint8_t kHeaders = 1;
constexpr std::uint8_t kResetStream = 3;
constexpr std::uint8_t kSettings = 4;
constexpr std::uint8_t kEndStream = 1;
constexpr std::uint8_t kAcknowledges = 1;
constexpr std::uint8_t kEndHeaders = 4;

struct Frame {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload = {};
};

std::string BigEndian(std::size_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xFFU));
  }
  return text;
}

std::string Encoded(const Frame& frame) {
  return BigEndian(frame.payload.size(), 3) + BigEndian(frame.type, 1) + BigEndian(frame.flags, 1) +
         BigEndian(frame.stream, 4) + frame.payload;
}

/// Literals that enter no table, RFC 7541, section 6.2.2, without Huffman's code.
std::string Block(const Http2Headers& headers) {
  std::string block;
  for (const auto& [name, value] : headers) {
    HEADWAY_CHECK(name.size() < 127 && value.size() < 127);
    block += '\0' + BigEndian(name.size(), 1) + name + BigEndian(value.size(), 1) + value;
  }
  return block;
}

bool ReadExactly(const RawConnection& connection, std::size_t bytes, std::string& text) {
  text.resize(bytes);
  return bytes == 0 ||
         recv(connection.socket(), text.data(), bytes, MSG_WAITALL) == static_cast<ssize_t>(bytes);
}

std::optional<Frame> ReadFrame(const RawConnection& connection) {
  std::string head;
  if (!ReadExactly(connection, 9, head)) return std::nullopt;
  const auto byte = [&head](std::size_t at) { return static_cast<std::uint8_t>(head[at]); };
  Frame frame{.type = byte(3), .flags = byte(4)};
  for (const std::size_t at : {5U, 6U, 7U, 8U}) frame.stream = frame.stream << 8U | byte(at);
  const std::size_t size = std::size_t{byte(0)} << 16U | std::size_t{byte(1)} << 8U | byte(2);
  if (!ReadExactly(connection, size, frame.payload)) return std::nullopt;
  return frame;
}

void Answer(const RawConnection& connection, std::uint32_t stream, const Http2Response& response) {
  const bool has_more = !response.data.empty() || !response.trailers.empty() || response.resets;
  const auto flags = [](bool is_last, std::uint8_t more) {
    return static_cast<std::uint8_t>(more | (is_last ? kEndStream : 0));
  };
  connection.Write(
      Encoded({kHeaders, flags(!has_more, kEndHeaders), stream, Block(response.headers)}));
  for (std::size_t index = 0; index < response.data.size(); ++index) {
    const bool is_last =
        index + 1 == response.data.size() && response.trailers.empty() && !response.resets;
    connection.Write(Encoded({kData, flags(is_last, 0), stream, response.data[index]}));
  }
  if (response.resets) {
    constexpr std::size_t kInternalError = 2;
    connection.Write(Encoded({kResetStream, 0, stream, BigEndian(kInternalError, 4)}));
  } else if (!response.trailers.empty()) {
    connection.Write(
        Encoded({kHeaders, flags(true, kEndHeaders), stream, Block(response.trailers)}));
  }
}

}  // namespace

RawServer::Handler SpeakHttp2(Http2Response response,
                              std::function<void(const std::string& body)> on_body) {
  return [response = std::move(response), on_body = std::move(on_body)](RawConnection& connection) {
    constexpr std::size_t kPrefaceBytes = 24;
    std::string preface;
    if (!ReadExactly(connection, kPrefaceBytes, preface)) return;
    HEADWAY_CHECK(preface == "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    connection.Write(Encoded({.type = kSettings}));
    std::string body;
    while (const auto frame = ReadFrame(connection)) {
      if (frame->type == kSettings && frame->flags == 0) {
        connection.Write(Encoded({.type = kSettings, .flags = kAcknowledges}));
      }
      if (frame->type == kData) body += frame->payload;
      if (frame->type > kHeaders || (frame->flags & kEndStream) == 0) continue;
      if (on_body) on_body(body);
      body.clear();
      Answer(connection, frame->stream, response);
    }
  };
}

}  // namespace headway::probes
