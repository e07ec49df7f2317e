#include "chains/json_rpc.h"

#include <optional>

#include "chains/classify.h"
#include "chains/height_text.h"

namespace headway::chains {
namespace {

/// What stands beside the message: NEAR names the case in `cause`, CometBFT and others say in
/// `data` what they call "Internal error" in the message.
std::string_view DetailOf(const json::Value& error) {
  const auto cause = error.Find("cause");
  const auto name = cause ? cause->Find("name") : std::nullopt;
  if (const auto text = name ? name->String() : std::nullopt) return *text;
  const auto data = error.Find("data");
  return (data ? data->String() : std::nullopt).value_or("");
}

std::optional<Fault> ErrorMember(FamilyId family, const json::Value& envelope) {
  const auto error = envelope.Find("error");
  if (!error || error->IsNull()) return std::nullopt;
  const auto code = error->Find("code");
  const auto message = error->Find("message");
  // Some gateways answer {"error": "text"}.
  const auto text = message ? message->String() : error->String();
  return ClassifyRpcError(family, code ? code->Int64().value_or(0) : 0, text.value_or(""),
                          DetailOf(*error));
}

bool SaysWhoHasToAct(const Fault& fault) {
  return fault.blame == Blame::kThrottle || fault.blame == Blame::kAuth;
}

/// Statuses that JSON-RPC servers themselves put on their errors. The others are those of a proxy,
/// which says more about the way than the body it passes on.
bool IsOfTheNode(int status) { return status >= 400 && status <= 500; }

/// Errors that say no more than any 4xx or 500.
bool IsVague(ErrorId error) {
  return error == ErrorId::kUnknown || error == ErrorId::kInvalidRequest ||
         error == ErrorId::kInternalError || error == ErrorId::kServerError;
}

Fault FaultOfStatus(FamilyId family, const Reply& reply, json::Reader& reader) {
  const Fault by_status = ClassifyHttpStatus(reply.http_status);
  if (SaysWhoHasToAct(by_status)) return by_status;
  const auto document = reader.Read(reply.body);
  if (!document) {
    const bool wants_tls =
        by_status.error == ErrorId::kBadRequest && SaysPlainHttpOnTlsPort(reply.body);
    return wants_tls ? FaultOfReply(ErrorId::kTlsMismatch) : by_status;
  }
  auto error = ErrorMember(family, document.value());
  if (!error) return by_status;
  if (SaysWhoHasToAct(*error)) return *error;
  if (!IsOfTheNode(reply.http_status) || IsVague(error->error)) return by_status;
  error->refusal = error->refusal || by_status.refusal;
  return *error;
}

/// All of a call that stands before its params.
void BeginCall(std::string_view method, bool has_params, Request& request) {
  request.method = HttpMethod::kPost;
  request.path.clear();
  std::string& body = request.body;
  body.assign(R"({"jsonrpc":"2.0","id":1,"method":")");
  body.append(method);
  body.push_back('"');
  if (has_params) body.append(R"(,"params":)");
}

}  // namespace

void WriteJsonRpcRequest(std::string_view method, std::string_view params, Request& request) {
  BeginCall(method, !params.empty(), request);
  request.body.append(params);
  request.body.push_back('}');
}

void WriteJsonRpcRequest(std::string_view method, std::string_view params, base::BlockHeight height,
                         Request& request) {
  BeginCall(method, !params.empty(), request);
  AppendWithHeight(params, height, request.body);
  request.body.push_back('}');
}

base::Result<json::Value, Fault> ReadJsonRpcResult(FamilyId family, const Reply& reply,
                                                   json::Reader& reader, JsonRpcId id_rule) {
  if (reply.http_status < 200 || reply.http_status > 299) {
    return FaultOfStatus(family, reply, reader);
  }
  const auto document = reader.Read(reply.body);
  if (!document) return FaultOfRead(document.error());
  const json::Value envelope = document.value();
  if (!envelope.IsObject()) return FaultOfReply(ErrorId::kReplyMalformed);
  // A fault before the id could be read comes with id null, so the error is looked at first.
  if (const auto fault = ErrorMember(family, envelope)) return *fault;
  const auto id = envelope.Find("id");
  const bool may_lack_id = id_rule == JsonRpcId::kOptional;
  const bool is_ours = id ? id->Uint64() == kJsonRpcId : may_lack_id;
  if (!is_ours) return FaultOfReply(ErrorId::kReplyWrongId);
  const auto result = envelope.Find("result");
  if (!result) return FaultOfReply(ErrorId::kReplyMalformed);
  return *result;
}

}  // namespace headway::chains
