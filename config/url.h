#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace headway::config {

/// Every API interface of the router's configuration, the preferred first.
inline constexpr std::array<std::string_view, 5> kApiInterfaces = {"jsonrpc", "tendermintrpc",
                                                                   "rest", "grpc", "websocket"};

/// The pieces a node-url is made of, as they stand in the configuration. All secret.
struct UrlParts {
  std::string_view url;
  std::string_view internal_path = {};  // appended to the path
  std::string_view auth_query = {};     // appended to the query, with or without a leading `?`
};

/// A checked URL in normal form: scheme and host in lower case, the default port left out of `url`,
/// at least "/" as path, no userinfo in `url`. Bytes that URLs must not hold but RPC services are
/// known to hand out (`|`, `[`, `{`, non-ASCII in path and query) are percent-encoded.
struct Url {
  std::string url;               // secret
  std::string userinfo;          // secret; "user:password", percent-decoded; empty: none
  std::string encoded_userinfo;  // secret; as it stood in the text
  std::string scheme;
  std::string host;  // host:port, the port always there

  /// With the userinfo inside, for those who can take only one string. Secret.
  std::string WithUserinfo() const;
};

/// What is wrong with a URL, without any of the URL but a bad scheme.
struct UrlError {
  std::string message;
};

/// Checks a URL of an API interface of kApiInterfaces: rest takes http and https; jsonrpc and
/// tendermintrpc also ws and wss; websocket the same; grpc takes grpc and grpcs, and always a port.
/// Without a scheme it is grpc for grpc and https for all others, as for the router.
base::Result<Url, UrlError> ParseUrl(const UrlParts& parts, std::string_view api_interface);

}  // namespace headway::config
