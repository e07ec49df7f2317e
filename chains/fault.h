#pragma once

#include <cstdint>

#include "chains/error_id.h"

namespace headway::chains {

/// Why a request brought no complete HTTP response; what a Transport reports.
enum class TransportFault : std::uint8_t {
  kNone,
  kDns,              // the name has no address
  kConnectRefused,   // nobody listens
  kUnreachable,      // no route to host or network
  kTls,              // a handshake that failed, or no TLS at all; a certificate's faults follow
  kTlsExpired,       // a certificate of the chain served has expired or is not valid yet
  kTlsUntrusted,     // issuer, use or strength of a certificate
  kTlsNameMismatch,  // the certificate is for another host
  kTimeout,          // no complete response within the time given
  kReset,            // the peer broke the connection
  kClosed,           // closed before the response was complete
  kTooLarge,         // our own bound on body or headers; says nothing about the connection
  kNotSent,          // the request could not be built; says nothing about the connection
  kCancelled,        // by ourselves; the poll has no outcome
};

/// Who has to act, as far as health is concerned (docs/health.md, "Verdict of a poll", rules 1 and
/// 2).
enum class Blame : std::uint8_t {
  kTransport,  // unreachable
  kAuth,       // auth_failed
  kThrottle,   // throttled
  kNode,       // failing
};

/// A request that did not bring what was asked for.
struct Fault {
  ErrorId error = ErrorId::kUnknown;
  Blame blame = Blame::kNode;
  /// Counts towards disabling the URL: transport, HTTP 5xx, or a retryable RPC error that is no
  /// rate limit (docs/health.md, "Four states").
  bool refusal = false;

  friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace headway::chains
