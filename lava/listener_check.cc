#include "lava/listener_check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "lava/grpc_frame.h"
#include "lava/listener_stranger.h"
#include "lava/probe_message.h"

namespace headway::lava {
namespace {

using chains::HttpMethod;
using chains::TransportFault;
using probes::Completion;
using Verb = probes::RequestExtras::Verb;

constexpr std::string_view kContentType = "content-type";
constexpr std::string_view kGrpcStatus = "grpc-status";
constexpr std::string_view kVersion = "lavap-version";
constexpr std::string_view kNetwork = "lavap-chain-id";
constexpr std::string_view kAllowOrigin = "access-control-allow-origin";
constexpr std::string_view kAllowHeaders = "access-control-allow-headers";
constexpr std::array<std::string_view, 4> kOfProbe = {kContentType, kGrpcStatus, kVersion,
                                                      kNetwork};
constexpr std::array<std::string_view, 2> kOfCors = {kAllowOrigin, kAllowHeaders};

// gRPC's status codes that say something to us.
constexpr std::uint32_t kOk = 0;
constexpr std::uint32_t kUnimplemented = 12;

/// What every gRPC server has an answer to, were it only that it has no such service.
constexpr std::string_view kHealthPath = "/grpc.health.v1.Health/Check";

struct CorsVerb {
  std::string_view name;
  HttpMethod method;
  Verb verb;
};
constexpr std::array<CorsVerb, 4> kCorsVerbs = {{
    {"OPTIONS", HttpMethod::kGet, Verb::kOptions},
    {"GET", HttpMethod::kGet, Verb::kOfMethod},
    {"POST", HttpMethod::kPost, Verb::kOfMethod},
    {"PUT", HttpMethod::kPost, Verb::kPut},
}};

std::span<const probes::HttpHeader> GrpcHeaders() {
  static const std::array<probes::HttpHeader, 2> headers = {
      {{"content-type", "application/grpc"}, {"te", "trailers"}}};
  return headers;
}

std::optional<std::string_view> Find(const Completion& completion, std::string_view name) {
  for (const probes::ReceivedHeader& header : completion.headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> StatusOf(const Completion& completion) {
  const auto text = Find(completion, kGrpcStatus);
  if (!text) return std::nullopt;
  std::uint32_t status = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), status);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return status;
}

bool IsGrpc(const Completion& completion) {
  const auto type = Find(completion, kContentType);
  return StatusOf(completion) || (type && type->starts_with("application/grpc"));
}

/// Header names are of any letter case.
bool AllowsGrpcWeb(std::string_view headers) {
  constexpr std::string_view kName = "x-grpc-web";
  const auto found = std::search(
      headers.begin(), headers.end(), kName.begin(), kName.end(), [](char have, char want) {
        return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have - 'A' + 'a') : have);
      });
  return found != headers.end();
}

Problem CorsProblemOf(const Completion& completion) {
  if (completion.fault != TransportFault::kNone) return Problem::kCorsNoAnswer;
  if (Find(completion, kAllowOrigin) != "*") return Problem::kCorsOrigin;
  const auto headers = Find(completion, kAllowHeaders);
  return headers && AllowsGrpcWeb(*headers) ? Problem::kNone : Problem::kCorsHeaders;
}

/// A fault before there was a connection; nullopt: there was one.
std::optional<Problem> ProblemOfConnect(const Completion& completion) {
  switch (completion.fault) {
    case TransportFault::kDns:
      return Problem::kUnknownName;
    case TransportFault::kConnectRefused:
      return Problem::kNobodyListens;
    case TransportFault::kUnreachable:
      return Problem::kUnreachable;
    case TransportFault::kTimeout:
      if (completion.figures.phases.connect == base::Duration::zero()) return Problem::kUnreachable;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

/// nullopt: the fault is none of the certificate.
std::optional<Problem> ProblemOfCertificate(TransportFault fault) {
  switch (fault) {
    case TransportFault::kTlsExpired:
      return Problem::kCertificateExpired;
    case TransportFault::kTlsUntrusted:
      return Problem::kCertificateUntrusted;
    case TransportFault::kTlsNameMismatch:
      return Problem::kCertificateName;
    default:
      return std::nullopt;
  }
}

std::string InPlainText(std::string_view url) {
  constexpr std::string_view kHttps = "https";
  HEADWAY_CHECK(url.starts_with(kHttps));
  return "http" + std::string(url.substr(kHttps.size()));
}

}  // namespace

ListenerCheck::ListenerCheck(ListenerPlan plan, std::uint64_t guid)
    : plan_(std::move(plan)), guid_(guid), wants_tls_(plan_.target.url.starts_with("https:")) {
  result_.port_recommended = plan_.host.ends_with(":443");
}

probes::TransportRequest ListenerCheck::Next(base::SlotIndex slot) {
  HEADWAY_CHECK(!done());
  target_ = plan_.target;
  if (via_ == Via::kUnverified) target_.tls.allow_insecure = true;
  if (via_ == Via::kPlain) target_.url = InPlainText(plan_.target.url);
  extras_ = {};
  body_.clear();
  probes::TransportRequest request;
  request.slot = slot;
  request.target = &target_;
  request.timeout = std::min(kRequestTimeout, kTimeout - spent_);
  if (plan_.kind == ListenerPlan::Kind::kNode) {
    extras_ = {.http2 = true, .headers = GrpcHeaders(), .wanted = kOfProbe};
    body_ = WriteGrpcFrame("");
    request.path = kHealthPath;
    request.fresh_connection = true;
    request.extras = &extras_;
  } else if (step_ == Step::kProbe) {
    extras_ = {.http2 = true, .headers = GrpcHeaders(), .wanted = kOfProbe};
    body_ = WriteGrpcFrame(
        WriteProbe({.guid = guid_, .spec = plan_.spec, .api_interface = plan_.api_interface}));
    request.path = kProbePath;
    // So that it is the certificate of today that is seen.
    request.fresh_connection = true;
    request.extras = &extras_;
  } else if (step_ == Step::kCors) {
    const CorsVerb& verb = kCorsVerbs.at(cors_verb_);
    extras_ = {.verb = verb.verb, .http2 = true, .wanted = kOfCors};
    request.method = verb.method;
    request.extras = &extras_;
  } else {
    body_ = kStrangerQuestion;
  }
  request.body = body_;
  return request;
}

void ListenerCheck::Take(const Completion& completion) {
  HEADWAY_CHECK(!done() && completion.fault != TransportFault::kCancelled);
  spent_ += completion.figures.latency;
  if (completion.tls && !result_.certificate) result_.certificate = completion.tls;
  if (plan_.kind == ListenerPlan::Kind::kNode) return TakeNode(completion);
  if (step_ == Step::kProbe) {
    TakeProbe(completion);
  } else if (step_ == Step::kCors) {
    TakeCors(completion);
  } else {
    TakeNodeAnswer(completion);
  }
  if (done() || spent_ < kTimeout) return;
  if (step_ == Step::kCors) result_.cors_ok = false;
  End(step_ == Step::kCors ? Problem::kCorsNoAnswer : Problem::kNoAnswer);
}

void ListenerCheck::GoOn(Step step) { step_ = step; }

void ListenerCheck::End(Problem problem) {
  Note(problem);
  step_ = Step::kDone;
}

void ListenerCheck::Note(Problem problem) {
  if (problem == Problem::kNone) return;
  if (result_.problem == Problem::kNone || problem < result_.problem) result_.problem = problem;
}

void ListenerCheck::TakeNode(const Completion& completion) {
  result_.grpc_status = StatusOf(completion);
  result_.probe_success = result_.grpc_status.has_value();
  if (result_.probe_success) result_.probe_duration = completion.figures.latency;
  step_ = Step::kDone;
  if (completion.fault == TransportFault::kNotSent) return Note(Problem::kNotSent);
  if (!result_.probe_success) Note(ProblemOfConnect(completion).value_or(Problem::kNotGrpc));
}

void ListenerCheck::TakeProbe(const Completion& completion) {
  if (via_ == Via::kPlain) {
    TakePlainProbe(completion);
  } else if (completion.fault != TransportFault::kNone) {
    TakeProbeFault(completion);
  } else {
    result_.reachable = true;
    if (wants_tls_ && !result_.tls) result_.tls = true;
    JudgeProbe(completion);
  }
}

void ListenerCheck::TakeProbeFault(const Completion& completion) {
  if (completion.fault == TransportFault::kNotSent) return End(Problem::kNotSent);
  if (const auto problem = ProblemOfConnect(completion)) {
    if (!result_.reachable) result_.reachable = false;
    return End(*problem);
  }
  result_.reachable = true;
  if (const auto problem = ProblemOfCertificate(completion.fault)) {
    TakeBadCertificate(*problem);
  } else {
    TakeBrokenProbe(completion.fault);
  }
}

void ListenerCheck::TakeBadCertificate(Problem problem) {
  Note(problem);
  result_.tls = false;
  // A consumer would leave; whether the rest is right is worth knowing all the same.
  if (via_ == Via::kUnverified) return End(Problem::kTlsFailed);
  via_ = Via::kUnverified;
}

void ListenerCheck::TakeBrokenProbe(TransportFault fault) {
  const bool has_handshake = result_.certificate.has_value();
  if (wants_tls_ && !result_.tls) result_.tls = has_handshake;
  if (fault == TransportFault::kTimeout) return End(Problem::kNoAnswer);
  if (fault == TransportFault::kTooLarge) return End(Problem::kBadReply);
  otherwise_ = Problem::kConnectionBroken;
  if (!wants_tls_) return GoOn(Step::kAskAsNode);
  if (has_handshake) return End(Problem::kConnectionBroken);
  // No TLS, it seems: what is it then?
  otherwise_ = Problem::kTlsFailed;
  via_ = Via::kPlain;
}

void ListenerCheck::TakePlainProbe(const Completion& completion) {
  if (completion.fault != TransportFault::kNone) return GoOn(Step::kAskAsNode);
  Note(Problem::kPlainText);
  JudgeProbe(completion);
}

void ListenerCheck::JudgeProbe(const Completion& completion) {
  result_.probe_duration = completion.figures.latency;
  if (IsGrpc(completion)) {
    result_.grpc_status = StatusOf(completion);
    if (result_.grpc_status == kUnimplemented) return End(Problem::kOtherGrpcService);
    JudgeReply(completion);
    return GoOn(Step::kCors);
  }
  constexpr int kBadGateway = 502;
  constexpr int kGatewayTimeout = 504;
  if (completion.http_status >= kBadGateway && completion.http_status <= kGatewayTimeout) {
    return End(Problem::kGatewayError);
  }
  otherwise_ = completion.http2 ? Problem::kNotGrpc : Problem::kNoHttp2;
  GoOn(Step::kAskAsNode);
}

void ListenerCheck::JudgeReply(const Completion& completion) {
  if (!result_.grpc_status) return Note(Problem::kNoGrpcStatus);
  JudgeTrailers(completion);
  if (*result_.grpc_status != kOk) return Note(Problem::kProbeRefused);
  const auto message = ReadGrpcFrame(completion.body);
  auto reply = message ? ReadProbe(*message) : std::nullopt;
  if (!reply) return Note(Problem::kBadReply);
  if (reply->guid != guid_) return Note(Problem::kWrongGuid);
  result_.failed_verifications = std::move(reply->failed_verifications);
  if (reply->latest_block <= 0) return Note(Problem::kNoBlock);
  result_.latest_block = static_cast<std::uint64_t>(reply->latest_block);
  result_.probe_success = result_.network_matches.value_or(true);
}

void ListenerCheck::JudgeTrailers(const Completion& completion) {
  if (const auto network = Find(completion, kNetwork)) {
    result_.network_matches = *network == plan_.network;
    if (!*result_.network_matches) Note(Problem::kWrongNetwork);
  }
  const std::string_view version = Find(completion, kVersion).value_or("");
  result_.version = base::Sanitize(version, base::limits::kMaxLabelValueBytes);
  if (result_.version.empty()) Note(Problem::kNoTrailers);
}

void ListenerCheck::TakeNodeAnswer(const Completion& completion) {
  if (completion.fault != TransportFault::kNone) return End(otherwise_);
  // Answered in plain text where TLS should be, whoever it is.
  if (via_ == Via::kPlain) Note(Problem::kPlainText);
  if (const auto node = RecogniseNode(completion.body, reader_)) return End(*node);
  if (otherwise_ == Problem::kTlsFailed) return End(Problem::kPlainText);
  End(otherwise_ == Problem::kConnectionBroken ? Problem::kNoHttp2 : otherwise_);
}

void ListenerCheck::TakeCors(const Completion& completion) {
  const Problem problem = CorsProblemOf(completion);
  if (problem != Problem::kNone) {
    Note(problem);
    result_.cors_refused.push_back(kCorsVerbs.at(cors_verb_).name);
  }
  if (++cors_verb_ < kCorsVerbs.size()) return;
  result_.cors_ok = result_.cors_refused.empty();
  step_ = Step::kDone;
}

}  // namespace headway::lava
