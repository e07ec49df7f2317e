#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headway::devnet {

/// What came back for a request.
struct HttpReply {
  enum class End : std::uint8_t {
    kComplete,
    kReset,      // the connection was reset
    kCutShort,   // the stream ended within the message, or before it
    kTooLarge,   // more body than Read was to take; the client stops reading
    kMalformed,  // no HTTP
  };
  End end = End::kComplete;
  unsigned status = 0;
  std::string content_type;
  std::string retry_after;
  std::string location;
  std::string allow;
  std::string body;  // as far as it came
};

/// A blocking HTTP/1.1 client on one connection to 127.0.0.1. Not thread-safe.
class HttpClient {
 public:
  /// Check connected(): a refused connection is a fact to test, no error.
  explicit HttpClient(std::uint16_t port);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  bool connected() const;

  /// Sends a POST to /; the reply is not awaited.
  void Send(std::string_view body);
  /// Sends bytes as they are.
  void SendRaw(std::string_view bytes);
  /// Waits for the reply to the oldest request without one.
  HttpReply Read(std::size_t max_body_bytes = std::size_t{8} << 20U);
  HttpReply Post(std::string_view body);

  /// Waits for at least one byte and returns what came with it; empty: the connection ended.
  std::string ReadSome();
  /// True if nothing has come that was not read. Does not wait.
  bool IsSilent();

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

/// One POST on a connection of its own.
HttpReply PostOnce(std::uint16_t port, std::string_view body);

/// One GET likewise.
HttpReply Get(std::uint16_t port, std::string_view target);

/// True if a socket that does not share addresses could be bound to the port on 127.0.0.1.
bool IsPortFree(std::uint16_t port);

/// The body of a JSON-RPC call; `params` is JSON.
std::string Call(std::string_view method, std::string_view params = "[]",
                 std::string_view id = "1");

}  // namespace headway::devnet
