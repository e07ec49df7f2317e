#include "devnet/json_rpc.h"

#include <cstddef>
#include <utility>

namespace headway::devnet {
namespace {

constexpr std::size_t kMaxBatchCalls = 1'000;

Json ErrorReply(const RpcError& error, Json id) {
  Json::Object body{{"code", Json{error.code}}, {"message", Json{error.message}}};
  if (error.data) body.push_back({"data", *error.data});
  return Json{Json::Object{{"jsonrpc", Json{std::string("2.0")}},
                           {"id", std::move(id)},
                           {"error", Json{std::move(body)}}}};
}

Json InvalidRequest(Json id) {
  return ErrorReply({-32600, "Invalid request", std::nullopt}, std::move(id));
}

bool IsValidId(const Json& id) {
  return id.AsBool() == std::nullopt && id.AsArray() == nullptr && id.AsObject() == nullptr;
}

Json OtherId(const Json& id) {
  if (const std::optional<std::uint64_t> number = id.AsUint()) return Json{*number ^ 1U};
  return Json{std::uint64_t{0}};
}

/// nullopt: a notification.
std::optional<Json> AnswerCall(const Json& call, const RpcMethods& methods, ReplyIds ids) {
  const Json* id = call.Find("id");
  if (id != nullptr && !IsValidId(*id)) return InvalidRequest(Json{});
  Json reply_id = id == nullptr ? Json{} : ids == ReplyIds::kWrong ? OtherId(*id) : *id;

  const Json* version = call.Find("jsonrpc");
  const Json* method = call.Find("method");
  const bool is_request = version != nullptr && version->AsString() != nullptr &&
                          *version->AsString() == "2.0" && method != nullptr &&
                          method->AsString() != nullptr;
  if (!is_request) return InvalidRequest(std::move(reply_id));

  const Json* params = call.Find("params");
  const RpcResult result = methods(*method->AsString(), params == nullptr ? Json{} : *params);
  if (id == nullptr) return std::nullopt;
  if (!result.ok()) return ErrorReply(result.error(), std::move(reply_id));
  return Json{Json::Object{{"jsonrpc", Json{std::string("2.0")}},
                           {"id", std::move(reply_id)},
                           {"result", result.value()}}};
}

}  // namespace

RpcError MethodNotFound(std::string_view method) {
  return {-32601, "the method " + std::string(method) + " does not exist/is not available",
          std::nullopt};
}

RpcError InvalidParams(std::string message) { return {-32602, std::move(message), std::nullopt}; }

std::string AnswerRpc(std::string_view body, const RpcMethods& methods, ReplyIds ids) {
  const std::optional<Json> request = ParseJson(body);
  if (!request) return SerializeJson(ErrorReply({-32700, "Parse error", std::nullopt}, Json{}));

  const Json::Array* batch = request->AsArray();
  if (batch == nullptr) {
    const std::optional<Json> reply = AnswerCall(*request, methods, ids);
    return reply ? SerializeJson(*reply) : std::string();
  }
  if (batch->empty() || batch->size() > kMaxBatchCalls) {
    return SerializeJson(InvalidRequest(Json{}));
  }
  Json::Array replies;
  for (const Json& call : *batch) {
    std::optional<Json> reply = AnswerCall(call, methods, ids);
    if (reply) replies.push_back(*std::move(reply));
  }
  return replies.empty() ? std::string() : SerializeJson(Json{std::move(replies)});
}

}  // namespace headway::devnet
