#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace headway::exporter {

/// A blocking TCP connection to 127.0.0.1 that sends what a test wants and reads what comes. No
/// read waits longer than `patience`. Not thread-safe.
class HttpSocket {
 public:
  explicit HttpSocket(std::uint16_t port, base::Duration patience = std::chrono::seconds(20));
  HttpSocket(const HttpSocket&) = delete;
  HttpSocket& operator=(const HttpSocket&) = delete;
  ~HttpSocket();

  bool connected() const { return connected_; }

  /// False if the peer has closed.
  bool Send(std::string_view bytes) const;

  /// Everything until the peer closes; `(timed out)` at the end if it does not.
  std::string ReadToEnd() const;

  /// Whether the peer has closed, or has sent something, within `wait`.
  bool IsReadable(base::Duration wait) const;

  /// Whether the peer has closed. Waits for it, or for something to read, which is forgotten.
  bool IsClosed(base::Duration wait) const;

 private:
  int socket_ = -1;
  bool connected_ = false;
};

/// A response as it came.
struct RawResponse {
  int status = 0;       // 0: no response
  std::string headers;  // the lines behind the status line
  std::string body;

  bool HasHeader(std::string_view line) const;
};

/// One request with that method and target on a connection of its own.
RawResponse Ask(std::uint16_t port, std::string_view target, std::string_view method = "GET");

/// The same with the whole request as written.
RawResponse AskRaw(std::uint16_t port, std::string_view request);

}  // namespace headway::exporter
