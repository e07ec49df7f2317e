#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "devnet/devnet.h"

namespace headway::devnet {

/// How an HTTP response travels.
enum class Delivery : std::uint8_t {
  kWhole,
  kNever,     // the connection stays open and silent
  kDrip,      // one byte a second
  kReset,     // a reset instead of a response
  kTruncate,  // half of the body under the length of the whole, then the end of the stream
  kEndless,   // chunks without end, in place of the body
};

/// What a node sends back for one HTTP request.
struct Answer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string extra_fields;  // whole header lines, each with its line end
  std::string body;
  Delivery delivery = Delivery::kWhole;
  base::Duration latency{};  // before the first byte
};

/// 405 of a node that is asked by POST only.
Answer OnlyPost();

/// What becomes of a correct answer under a fault. kRpcError and kWrongId change what is said, not
/// how it travels, so the answer comes in with them applied; a node that is kDead answers nothing.
Answer ApplyFault(Fault fault, Answer correct);

}  // namespace headway::devnet
