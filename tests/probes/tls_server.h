#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "tests/probes/certificates.h"
#include "tests/probes/raw_server.h"

struct ssl_ctx_st;

namespace headway::probes {

/// Answers every request over TLS on 127.0.0.1 with "{}". Resumes sessions for whoever asks.
class TlsServer {
 public:
  struct Options {
    std::string more_certificates = {};   // in PEM, served behind its own
    int max_version = 0;                  // OpenSSL's; 0: the newest
    std::string client_authority = {};    // in PEM: peers must show a certificate of its own
    bool renegotiates_when_kept = false;  // before it answers the second request of a connection
  };

  explicit TlsServer(const Certificate& certificate) : TlsServer(certificate, Options()) {}
  TlsServer(const Certificate& certificate, const Options& options);
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  /// Shows this one from the next connection on.
  void Show(const Certificate& certificate);

  std::string url() const { return "https://127.0.0.1:" + std::to_string(server_.port()); }
  int accepted() const { return server_.accepted(); }

 private:
  void Serve(int socket);
  bool Answer(void* connection, bool is_first) const;

  const Options options_;
  std::mutex mutex_;  // of what the context shows
  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
  RawServer server_;
};

}  // namespace headway::probes
