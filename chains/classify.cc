#include "chains/classify.h"

#include <optional>

#include "base/check.h"
#include "chains/error_rules.h"
#include "chains/error_text.h"

namespace headway::chains {
namespace {

Blame BlameOf(ErrorId id) {
  if (Describe(id).sub_category == SubCategory::kRateLimit) return Blame::kThrottle;
  if (id == ErrorId::kAuthFailed || id == ErrorId::kPlanRequired) return Blame::kAuth;
  return Blame::kNode;
}

/// An error that a node gave as its answer.
Fault FaultOfAnswer(ErrorId id) {
  const Blame blame = BlameOf(id);
  return {id, blame, Describe(id).retryable && blame == Blame::kNode};
}

std::optional<ErrorId> ErrorOfStatusInText(std::string_view text) {
  while (const auto number = NextStandAloneNumber(text)) {
    if (const auto error = ErrorOfQuotedStatus(*number)) return error;
  }
  return std::nullopt;
}

}  // namespace

Fault ClassifyTransport(TransportFault fault) {
  switch (fault) {
    case TransportFault::kDns:
      return {ErrorId::kDnsFailure, Blame::kTransport, true};
    case TransportFault::kConnectRefused:
      return {ErrorId::kConnectionRefused, Blame::kTransport, true};
    case TransportFault::kUnreachable:
      return {ErrorId::kNetworkUnreachable, Blame::kTransport, true};
    case TransportFault::kTls:
      return {ErrorId::kTlsMismatch, Blame::kTransport, true};
    case TransportFault::kTlsExpired:
      return {ErrorId::kTlsExpired, Blame::kTransport, true};
    case TransportFault::kTlsUntrusted:
      return {ErrorId::kTlsUntrusted, Blame::kTransport, true};
    case TransportFault::kTlsNameMismatch:
      return {ErrorId::kTlsNameMismatch, Blame::kTransport, true};
    case TransportFault::kTimeout:
      return {ErrorId::kConnectionTimeout, Blame::kTransport, true};
    case TransportFault::kReset:
      return {ErrorId::kConnectionReset, Blame::kTransport, true};
    case TransportFault::kClosed:
      return {ErrorId::kConnectionClosed, Blame::kTransport, true};
    case TransportFault::kTooLarge:
      return FaultOfReply(ErrorId::kReplyTooLarge);
    case TransportFault::kNotSent:
      return FaultOfReply(ErrorId::kRequestNotSent);
    case TransportFault::kNone:
    case TransportFault::kCancelled:
      break;
  }
  // A request that went well or was cancelled is no fault: the caller has mixed things up.
  HEADWAY_CHECK(fault != TransportFault::kNone && fault != TransportFault::kCancelled);
  return {};
}

Fault ClassifyHttpStatus(int status) {
  const ErrorId error = ErrorOfStatus(status);
  return {error, BlameOf(error), status >= 500};
}

Fault ClassifyRpcError(FamilyId family, std::int64_t code, std::string_view message,
                       std::string_view detail) {
  const ErrorText text(message, detail);
  auto error = FirstMatch(JsonRpcRules(family), code, text.lower_case());
  if (!error) error = ErrorOfQuotedStatus(code);
  if (!error) error = ErrorOfStatusInText(text.lower_case());
  return FaultOfAnswer(error.value_or(ErrorId::kUnknown));
}

Fault ClassifyRestError(FamilyId family, int status, std::string_view message) {
  const bool is_answer = status >= 200 && status < 300;
  const Fault by_status = ClassifyHttpStatus(status);
  // A status that says who has to act is believed.
  if (!is_answer && by_status.blame != Blame::kNode) return by_status;
  const ErrorText text(message, {});
  auto error = FirstMatch(RestRules(family), status, text.lower_case());
  if (is_answer) {
    if (!error) error = ErrorOfStatusInText(text.lower_case());
    return FaultOfAnswer(error.value_or(ErrorId::kUnknown));
  }
  if (!error) return by_status;
  const Blame blame = BlameOf(*error);
  return {*error, blame, by_status.refusal && blame == Blame::kNode};
}

bool SaysPlainHttpOnTlsPort(std::string_view body) {
  const ErrorText text(body, {});
  const ErrorRules rules = ConnectionRules();
  return FirstMatch({&rules, 1}, 0, text.lower_case()) == ErrorId::kTlsMismatch;
}

Fault FaultOfRead(json::ReadError error) {
  return FaultOfReply(error == json::ReadError::kTooLarge ? ErrorId::kReplyTooLarge
                                                          : ErrorId::kReplyMalformed);
}

Fault FaultOfReply(ErrorId id) { return {id, BlameOf(id), false}; }

}  // namespace headway::chains
