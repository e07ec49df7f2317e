#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "config/listen_address.h"
#include "exporter/log.h"

namespace headway::exporter {

struct HttpRequest {
  std::string_view method;
  std::string_view path;        // decoded once, as sent, without the query
  std::string_view query;       // without the question mark
  std::string_view accept{};    // the first Accept header; empty if there is none, or above the
                                // limit (limits::kMaxAcceptHeaderBytes)
  std::string_view body{};      // of a POST, complete; empty for other methods
  bool body_too_large = false;  // above limits::kMaxRequestBodyBytes, and not handed over
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// civetweb with explicit options and one handler for everything it parses: no files and no
/// directory listings are served. Paths are not normalised, since names in them may hold `//`.
/// Methods that the library does not know it answers itself, with 400, as the server does with a
/// path that holds a zero byte, and a POST whose body does not come in time or is malformed. The
/// handler runs on several worker threads at once; whatever it throws becomes a 500.
class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  /// Listens from here on. The error says what could not be had ("cannot listen on …").
  static base::Result<std::unique_ptr<HttpServer>, std::string> Start(
      const config::ListenAddress& address, Handler handler, const Log& log);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Waits for handlers under way, and for the library's threads to notice: up to two seconds.
  ~HttpServer();

  std::uint16_t port() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::exporter
