#include "lava/listener_stranger.h"

namespace headway::lava {

std::optional<Problem> RecogniseNode(std::string_view body, json::Reader& reader) {
  // The page that a Tendermint node shows of its methods.
  constexpr std::string_view kTendermintPage = "Available endpoints:";
  if (body.find(kTendermintPage) != std::string_view::npos) return Problem::kTendermintNode;
  const auto read = reader.Read(body);
  if (!read || !read.value().IsObject()) return std::nullopt;
  const json::Value& answer = read.value();
  if (answer.Point("/result/node_info") || answer.Point("/result/sync_info")) {
    return Problem::kTendermintNode;
  }
  if (answer.Find("jsonrpc")) return Problem::kJsonRpcNode;
  // The gateway in front of a Cosmos node's gRPC: "Not Implemented", with gRPC's code of it.
  if (answer.Find("code") && answer.Find("message") && answer.Find("details")) {
    return Problem::kRestNode;
  }
  return std::nullopt;
}

}  // namespace headway::lava
