// The only file that includes OpenSSL's headers of TLS and certificates.
#include "probes/tls_handshake.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>

#include <openssl/asn1.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace headway::probes {
namespace {

using chains::TransportFault;
using health::TlsVersion;

std::optional<TlsVersion> VersionOf(const SSL* ssl) {
  switch (SSL_version(ssl)) {
    case TLS1_VERSION:
      return TlsVersion::kTls10;
    case TLS1_1_VERSION:
      return TlsVersion::kTls11;
    case TLS1_2_VERSION:
      return TlsVersion::kTls12;
    case TLS1_3_VERSION:
      return TlsVersion::kTls13;
    default:
      return std::nullopt;
  }
}

/// Certificates that never end have the year 9999, which is beyond WallTime; none is of use that
/// ended before 1970, and how long ago has to stay within a Duration.
base::WallTime WallOf(std::int64_t unix_seconds) {
  using std::chrono::floor;
  using std::chrono::seconds;
  constexpr seconds kFirst(0);
  constexpr auto kLast = floor<seconds>(base::WallTime::max().time_since_epoch());
  return base::WallTime(std::clamp(seconds(unix_seconds), kFirst, kLast));
}

std::optional<base::WallTime> ExpiryOf(const X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) return std::nullopt;
  return WallOf(timegm(&parts));
}

std::optional<health::TlsFacts> Facts(const STACK_OF(X509) * served, const SSL* ssl) {
  std::optional<base::WallTime> first_expiry;
  const int count = sk_X509_num(served);
  for (int index = 0; index < count; ++index) {
    const auto expiry = ExpiryOf(sk_X509_value(served, index));
    if (expiry && (!first_expiry || *expiry < *first_expiry)) first_expiry = expiry;
  }
  const auto version = VersionOf(ssl);
  if (!first_expiry || !version) return std::nullopt;
  return health::TlsFacts{.cert_expiry = *first_expiry, .version = *version};
}

int OnVerify(X509_STORE_CTX* store, void* user) noexcept {
  auto& handshake = *static_cast<TlsHandshake*>(user);
  const void* ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  handshake.facts = Facts(X509_STORE_CTX_get0_untrusted(store), static_cast<const SSL*>(ssl));
  const int trusted = X509_verify_cert(store);
  handshake.distrust = FaultOfVerification(X509_STORE_CTX_get_error(store));
  return trusted;
}

}  // namespace

void Observe(void* ssl_context, TlsHandshake& handshake) {
  auto* context = static_cast<SSL_CTX*>(ssl_context);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_cert_verify_callback(context, &OnVerify, &handshake);
}

std::optional<health::TlsFacts> FactsOf(const void* ssl) {
  const auto* connection = static_cast<const SSL*>(ssl);
  return Facts(SSL_get_peer_cert_chain(connection), connection);
}

TransportFault FaultOfVerification(int x509_error) {
  switch (x509_error) {
    case X509_V_OK:
      return TransportFault::kNone;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return TransportFault::kTlsExpired;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return TransportFault::kTlsNameMismatch;
    default:  // issuer, use, strength: the handshake is fine, and the certificates are not
      return TransportFault::kTlsUntrusted;
  }
}

}  // namespace headway::probes
