#include "tests/lava/block_json.h"

namespace headway::testing {

std::string ToBase64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string coded;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::string_view piece = text.substr(at, 3);
    unsigned bits = 0;
    for (std::size_t byte = 0; byte < 3; ++byte) {
      bits = (bits << 8U) | (byte < piece.size() ? static_cast<unsigned char>(piece[byte]) : 0U);
    }
    for (std::size_t symbol = 0; symbol < 4; ++symbol) {
      coded += symbol <= piece.size() ? kAlphabet[(bits >> (18U - 6U * symbol)) & 0x3FU] : '=';
    }
  }
  return coded;
}

std::string ToJson(const EventText& event, Notation notation) {
  std::string json = R"({"type":")" + event.type + R"(","attributes":[)";
  bool is_first = true;
  for (const auto& [key, value] : event.attributes) {
    const bool coded = notation == Notation::kBase64;
    json += std::string(is_first ? "" : ",") + R"({"key":")" + (coded ? ToBase64(key) : key) +
            R"(","value":")" + (coded ? ToBase64(value) : value) + R"(","index":true})";
    is_first = false;
  }
  return json + "]}";
}

std::string ToJson(const std::vector<EventText>& events, Notation notation) {
  std::string json = "[";
  for (const EventText& event : events) {
    if (json.size() > 1) json += ',';
    json += ToJson(event, notation);
  }
  return json + "]";
}

std::string ResultOf(const BlockText& block, Notation notation) {
  return R"({"height":")" + std::to_string(block.height) +
         R"(","txs_results":[{"code":0,"events":)" + ToJson(block.transaction, notation) +
         R"(}],"begin_block_events":)" + ToJson(block.begin, notation) + R"(,"end_block_events":)" +
         ToJson(block.end, notation) + R"(,"finalize_block_events":)" +
         ToJson(block.finalize, notation) + "}";
}

std::string RpcAnswer(std::string_view result) {
  return R"({"jsonrpc":"2.0","id":1,"result":)" + std::string(result) + "}";
}

std::string RpcError(std::string_view data) {
  return R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error","data":")" +
         std::string(data) + "\"}}";
}

std::string StatusResult(std::uint64_t height, std::uint64_t earliest, std::string_view network) {
  return R"({"node_info":{"network":")" + std::string(network) +
         R"("},"sync_info":{"latest_block_height":")" + std::to_string(height) +
         R"(","earliest_block_height":")" + std::to_string(earliest) + "\"}}";
}

}  // namespace headway::testing
