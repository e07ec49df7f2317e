#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace headway::probes {

/// One accepted connection, as its handler sees it. Calls block; once the peer or the server is
/// gone they return at once.
class RawConnection {
 public:
  explicit RawConnection(int socket) : socket_(socket) {}

  int socket() const { return socket_; }

  /// The next HTTP request, head and body by its Content-Length, as it came; empty when the peer
  /// has gone.
  std::string ReadRequest();
  /// False if the peer has gone.
  bool Write(std::string_view bytes) const;
  /// Reads and forgets until the peer goes.
  void Drain();

 private:
  bool ReadMore();

  const int socket_;
  std::string unread_;
};

/// Sends over 127.0.0.1 whatever bytes a test wants, HTTP or not. Blocking sockets, one thread for
/// each connection, which runs `handler` and closes the connection when that returns. The
/// destructor cuts all connections and waits for the handlers.
class RawServer {
 public:
  using Handler = std::function<void(RawConnection&)>;

  explicit RawServer(Handler handler);
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer();

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Connections accepted so far.
  int accepted() const { return accepted_.load(); }
  /// Waits until the peers of all connections have gone; false if one stays for too long.
  bool AwaitNoConnections();

 private:
  void Accept();
  void Serve(std::size_t index);

  const Handler handler_;
  const int listener_;
  const std::uint16_t port_;
  std::atomic<int> accepted_ = 0;
  std::mutex mutex_;
  std::condition_variable closed_;
  bool closing_ = false;            // guarded by mutex_
  std::vector<int> sockets_;        // guarded by mutex_; -1: closed
  std::vector<std::thread> serve_;  // of Accept until it has ended
  std::thread accept_;
};

/// Reads a request and answers it with `response`, again and again.
RawServer::Handler AnswerEach(std::string response);

/// Reads a request, writes `bytes` and closes.
RawServer::Handler AnswerOnce(std::string bytes);

/// A complete 200 with this body.
std::string Ok(std::string_view body, std::string_view more_headers = {});

/// A port of 127.0.0.1 whose queue of connections is full: to connect takes until one gives up.
class FullPort {
 public:
  FullPort();
  FullPort(const FullPort&) = delete;
  FullPort& operator=(const FullPort&) = delete;
  ~FullPort();
  std::uint16_t port() const { return port_; }

 private:
  int listener_;
  std::uint16_t port_ = 0;
  std::vector<int> waiting_;
};

/// A port of 127.0.0.1 on which nobody listens, kept from everyone else.
class ClosedPort {
 public:
  ClosedPort();
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  ~ClosedPort();
  std::uint16_t port() const { return port_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

}  // namespace headway::probes
