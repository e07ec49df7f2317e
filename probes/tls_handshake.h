#pragma once

#include <optional>

#include "chains/fault.h"
#include "health/tls_facts.h"

/// What OpenSSL, behind libcurl, knows of a TLS connection (docs/adr/0016).
namespace headway::probes {

/// What the handshake of one request came to; nothing of it without a handshake of its own that
/// got as far as the certificates.
struct TlsHandshake {
  std::optional<health::TlsFacts> facts;
  /// Why the chain served is not trusted, whether or not that is wanted; kNone: it is. The name of
  /// the host is not looked at.
  chains::TransportFault distrust = chains::TransportFault::kNone;
};

/// Every handshake under the context (an SSL_CTX*) writes to `handshake`, the refused ones too;
/// what is trusted stays as it is. Peers cannot begin another handshake on a connection that is
/// kept, so `handshake` may go once the connection has been made or given up.
void Observe(void* ssl_context, TlsHandshake& handshake);

/// Of a connection (an SSL*) after its handshake. nullopt: no certificate, or none with a date.
std::optional<health::TlsFacts> FactsOf(const void* ssl);

/// What an X509_V_ERR_… says; kNone for X509_V_OK.
chains::TransportFault FaultOfVerification(int x509_error);

}  // namespace headway::probes
