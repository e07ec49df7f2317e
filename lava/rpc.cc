#include "lava/rpc.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "chains/json_rpc.h"
#include "chains/read_value.h"
#include "chains/wall_time_text.h"
#include "lava/event_reader.h"

namespace headway::lava {
namespace {

constexpr int kTooManyRequests = 429;
constexpr int kOk = 200;

using chains::TransportFault;

/// CometBFT words its refusals in `data`; some gateways copy them into `message`.
AskFault FaultOf(const json::Value& error) {
  struct Wording {
    std::string_view piece;
    AskFault fault;
  };
  constexpr std::array<Wording, 5> kWordings = {{
      {"lowest height is", AskFault::kPruned},
      {"must be less than or equal to", AskFault::kNotYet},
      {"could not find results", AskFault::kNoResults},
      {"not persisting abci responses", AskFault::kPruned},
      {"not persisting finalize block responses", AskFault::kPruned},
  }};
  for (const std::string_view member : {"data", "message"}) {
    const auto text = chains::ReadText(error.Find(member));
    if (!text) continue;
    const std::string_view read = text->substr(0, base::limits::kMaxErrorTextBytes);
    for (const Wording& wording : kWordings) {
      if (read.find(wording.piece) != std::string_view::npos) return wording.fault;
    }
  }
  return AskFault::kRefused;
}

/// The `result` of an answer.
base::Result<json::Value, AskFault> ResultOf(const probes::Completion& reply,
                                             json::Reader& reader) {
  if (reply.fault == TransportFault::kTooLarge) return AskFault::kTooLarge;
  if (reply.fault != TransportFault::kNone) return AskFault::kUnreachable;
  if (reply.http_status == kTooManyRequests) return AskFault::kThrottled;
  const bool is_ok = reply.http_status == kOk;
  const auto document = reader.Read(reply.body);
  if (!document) {
    if (!is_ok) return AskFault::kUnreachable;
    return document.error() == json::ReadError::kTooLarge ? AskFault::kTooLarge
                                                          : AskFault::kUnreadable;
  }
  const auto error = document.value().Find("error");
  if (error && error->IsObject()) return FaultOf(*error);
  if (!is_ok) return AskFault::kUnreachable;
  auto result = document.value().Find("result");
  if (!result || !result->IsObject()) return AskFault::kUnreadable;
  return *result;
}

std::optional<std::uint64_t> HeightAt(const json::Value& value, std::string_view pointer) {
  const auto height = chains::ReadHeight(value.Point(pointer));
  if (!height) return std::nullopt;
  return height->value;
}

/// 64-bit numbers are text in this RPC, in requests too.
constexpr std::string_view kAtHeight = R"({"height":"{height}"})";

}  // namespace

void WriteStatusRequest(chains::Request& request) {
  chains::WriteJsonRpcRequest("status", {}, request);
}
void WriteResultsRequest(std::uint64_t height, chains::Request& request) {
  chains::WriteJsonRpcRequest("block_results", kAtHeight, {height}, request);
}
void WriteHeaderRequest(std::uint64_t height, chains::Request& request) {
  chains::WriteJsonRpcRequest("header", kAtHeight, {height}, request);
}

base::Result<ChainStatus, AskFault> ReadStatus(const probes::Completion& reply,
                                               json::Reader& reader) {
  const auto result = ResultOf(reply, reader);
  if (!result) return result.error();
  const auto network = chains::ReadText(result.value().Point("/node_info/network"));
  const auto height = HeightAt(result.value(), "/sync_info/latest_block_height");
  const auto earliest = HeightAt(result.value(), "/sync_info/earliest_block_height");
  if (!network || network->size() > base::limits::kMaxLabelValueBytes ||
      !chains::IsPrintable(*network) || !height || *height == 0) {
    return AskFault::kUnreadable;
  }
  return ChainStatus{
      .network = std::string(*network), .height = *height, .earliest = earliest.value_or(0)};
}

base::Result<BlockEvents, AskFault> ReadResults(const probes::Completion& reply,
                                                std::uint64_t height,
                                                std::span<const std::string> providers,
                                                json::Reader& reader) {
  const auto result = ResultOf(reply, reader);
  if (!result) return result.error();
  // An answer about another block is a cache's or a proxy's mistake.
  if (HeightAt(result.value(), "/height") != height) return AskFault::kUnreadable;
  return ReadBlockEvents(result.value(), providers);
}

base::Result<base::WallTime, AskFault> ReadHeaderTime(const probes::Completion& reply,
                                                      std::uint64_t height, json::Reader& reader) {
  const auto result = ResultOf(reply, reader);
  if (!result) return result.error();
  const auto text = chains::ReadText(result.value().Point("/header/time"));
  const auto time = text ? chains::ParseRfc3339(*text) : std::nullopt;
  if (!time || HeightAt(result.value(), "/header/height") != height) return AskFault::kUnreadable;
  return *time;
}

}  // namespace headway::lava
