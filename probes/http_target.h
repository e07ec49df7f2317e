#pragma once

#include <string>
#include <vector>

namespace headway::probes {

struct HttpHeader {
  std::string name;
  std::string value;  // secret

  friend bool operator==(const HttpHeader&, const HttpHeader&) = default;
};

/// TLS settings of a node-url; the PEM fields are paths of files.
struct TlsSettings {
  bool allow_insecure = false;  // do not verify the certificate
  std::string ca_cert_path;
  std::string client_cert_path;
  std::string client_key_path;

  friend bool operator==(const TlsSettings&, const TlsSettings&) = default;
};

/// Where a request goes and with which credentials. Every field may hold a secret: none is logged
/// or shown. `config/` fills it, a Transport reads it.
struct HttpTarget {
  std::string url;       // absolute http(s), with internal-path and auth-query, without userinfo
  std::string userinfo;  // "user:password", percent-decoded; empty: none
  std::vector<HttpHeader> headers;
  TlsSettings tls;

  friend bool operator==(const HttpTarget&, const HttpTarget&) = default;
};

}  // namespace headway::probes
