#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headway::lava {

/// What is wrong with a provider's listener: of all that is, the first of this list. What keeps
/// consumers away altogether comes before what makes them complain.
enum class Problem : std::uint8_t {
  kNone,
  kNotSent,
  // Nobody answers.
  kUnknownName,
  kNobodyListens,
  kUnreachable,
  kNoAnswer,
  kConnectionBroken,
  // Somebody else does.
  kJsonRpcNode,
  kTendermintNode,
  kRestNode,
  kOtherGrpcService,
  kGatewayError,
  kNoHttp2,
  kNotGrpc,
  // TLS.
  kPlainText,
  kTlsFailed,
  kCertificateExpired,
  kCertificateName,
  kCertificateUntrusted,
  // The answer to the probe.
  kProbeRefused,
  kNoGrpcStatus,
  kBadReply,
  kWrongGuid,
  kWrongNetwork,
  kNoBlock,
  kNoTrailers,
  // What browsers ask before.
  kCorsNoAnswer,
  kCorsOrigin,
  kCorsHeaders,
};

inline constexpr std::size_t kProblemCount = static_cast<std::size_t>(Problem::kCorsHeaders) + 1;

/// All of them, in their order.
constexpr std::array<Problem, kProblemCount> AllProblems() {
  std::array<Problem, kProblemCount> all{};
  for (std::size_t index = 0; index < kProblemCount; ++index) {
    all.at(index) = static_cast<Problem>(index);
  }
  return all;
}

/// `certificate_expired`: the value of a label.
std::string_view ToString(Problem problem);

/// The same for people: a sentence that goes on behind the listener's name; empty for kNone.
std::string_view WordsOn(Problem problem);

}  // namespace headway::lava
