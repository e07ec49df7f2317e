#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "probes/http_target.h"

namespace headway::probes {

/// What a request may have that those of polls have not.
struct RequestExtras {
  enum class Verb : std::uint8_t { kOfMethod, kOptions, kPut };

  /// On the wire. Whether a body is sent goes by the method of the request.
  Verb verb = Verb::kOfMethod;
  /// With TLS it is offered in the handshake and the peer may choose HTTP/1.1; without, it is what
  /// the peer has to speak, each time over a connection of its own.
  bool http2 = false;
  /// Instead of those that say JSON; the headers of the target are sent all the same.
  std::span<const HttpHeader> headers = {};
  /// Of the response, headers and trailers to hand back: names in lower case.
  std::span<const std::string_view> wanted = {};
};

/// A header or a trailer that was wanted and came. The value is untrusted, and cut to
/// limits::kMaxKeptHeaderBytes; of several of one name it is that of the first.
struct ReceivedHeader {
  std::string_view name;  // as it was wanted
  std::string_view value;
};

}  // namespace headway::probes
