#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Replies of a Lava node, as text.
namespace headway::testing {

struct EventText {
  std::string type;
  std::vector<std::pair<std::string, std::string>> attributes;
};

enum class Notation : std::uint8_t { kPlain, kBase64 };

std::string ToBase64(std::string_view text);
std::string ToJson(const EventText& event, Notation notation = Notation::kPlain);
std::string ToJson(const std::vector<EventText>& events, Notation notation = Notation::kPlain);

/// Where in a block its events stand.
struct BlockText {
  std::uint64_t height = 0;
  std::vector<EventText> begin = {};
  std::vector<EventText> transaction = {};
  std::vector<EventText> end = {};
  std::vector<EventText> finalize = {};
};
/// The `result` of a block_results.
std::string ResultOf(const BlockText& block, Notation notation = Notation::kPlain);
/// A whole JSON-RPC answer.
std::string RpcAnswer(std::string_view result);
std::string RpcError(std::string_view data);
std::string StatusResult(std::uint64_t height, std::uint64_t earliest = 1,
                         std::string_view network = "lava-test-1");

}  // namespace headway::testing
