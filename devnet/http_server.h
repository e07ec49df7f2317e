#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/result.h"
#include "devnet/answer.h"
#include "devnet/http_request.h"

namespace headway::devnet {

/// What a node answers to a request.
using Responder = std::function<Answer(const HttpRequest& request)>;

/// An HTTP/1.1 server on 127.0.0.1 with keep-alive: GET, and POST with bodies up to 1 MiB (else
/// 413); other methods 405; at most 4,096 connections at once.
///
/// Lives on the thread of its io_context, and is destroyed before it or once it has stopped.
class HttpServer {
 public:
  HttpServer(boost::asio::io_context& io, Responder respond);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Listens on `port`, or on any free one if it is 0; returns the port or why there is none.
  base::Result<std::uint16_t, std::string> Listen(std::uint16_t port);

  /// Closes the listening socket and resets every connection. The port stays ours, though nobody
  /// listens on it: connecting is refused.
  void GoDown();
  /// Listens again on the same port; tried again every 100 ms where the system refuses.
  void ComeBack();

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace headway::devnet
