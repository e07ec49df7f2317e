#pragma once

#include <cstdint>
#include <string>

namespace headway::devnet {

enum class Verb : std::uint8_t { kGet, kPost };

/// A complete request, as far as nodes look at it.
struct HttpRequest {
  Verb verb = Verb::kPost;
  std::string target;  // path and query: `/block?height=5`
  std::string body;    // of a POST
};

}  // namespace headway::devnet
