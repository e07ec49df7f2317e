#include "tests/probes/tls_server.h"

#include <array>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/check.h"

namespace headway::probes {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio Reader(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

}  // namespace

TlsServer::TlsServer(const Certificate& certificate, const Options& options)
    : options_(options),
      context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free),
      server_([this](RawConnection& connection) { Serve(connection.socket()); }) {
  const Bio more = Reader(options.more_certificates);
  while (X509* each = PEM_read_bio_X509(more.get(), nullptr, nullptr, nullptr)) {
    HEADWAY_CHECK(SSL_CTX_add_extra_chain_cert(context_.get(), each) == 1);
  }
  if (!options.client_authority.empty()) {
    X509* authority =
        PEM_read_bio_X509(Reader(options.client_authority).get(), nullptr, nullptr, nullptr);
    HEADWAY_CHECK(X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority) == 1);
    X509_free(authority);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  if (options.max_version != 0) SSL_CTX_set_max_proto_version(context_.get(), options.max_version);
  Show(certificate);
}

TlsServer::~TlsServer() = default;

void TlsServer::Show(const Certificate& certificate) {
  const std::scoped_lock lock(mutex_);
  X509* shown = PEM_read_bio_X509(Reader(certificate.certificate).get(), nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(Reader(certificate.key).get(), nullptr, nullptr, nullptr);
  HEADWAY_CHECK(SSL_CTX_use_cert_and_key(context_.get(), shown, key, nullptr, 1) == 1);
  X509_free(shown);
  EVP_PKEY_free(key);
}

void TlsServer::Serve(int socket) {
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl(nullptr, &SSL_free);
  {
    const std::scoped_lock lock(mutex_);
    ssl.reset(SSL_new(context_.get()));
  }
  SSL_set_fd(ssl.get(), socket);
  if (SSL_accept(ssl.get()) != 1) return;
  bool is_first = true;
  while (Answer(ssl.get(), is_first)) is_first = false;
}

bool TlsServer::Answer(void* connection, bool is_first) const {
  SSL* ssl = static_cast<SSL*>(connection);
  // A small request comes in one record.
  std::array<char, 16'384> request{};
  if (SSL_read(ssl, request.data(), static_cast<int>(request.size())) <= 0) return false;
  if (!is_first && options_.renegotiates_when_kept) {
    // Asks for it, and reads what the peer says to it: a refusal is an error.
    if (SSL_renegotiate(ssl) != 1 || SSL_do_handshake(ssl) != 1) return false;
    if (SSL_read(ssl, request.data(), static_cast<int>(request.size())) <= 0) return false;
  }
  const std::string response = Ok("{}");
  return SSL_write(ssl, response.data(), static_cast<int>(response.size())) > 0;
}

}  // namespace headway::probes
