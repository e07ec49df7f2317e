#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace headway::probes {

/// Waits on the event loop for sockets and for one timer, on behalf of somebody who opens, reads,
/// writes and closes the sockets. Loop thread only; the loop outlives it. After its destruction
/// nothing is called.
class SocketWaiter {
 public:
  enum class Readiness { kReadable, kWritable, kBroken };
  struct Wish {
    bool readable = false;
    bool writable = false;
  };
  using OnSocket = std::function<void(int socket, Readiness readiness)>;
  using OnTimer = std::function<void()>;

  /// What is called never runs within a call of Watch, Forget or SetTimer.
  SocketWaiter(boost::asio::io_context& context, OnSocket on_socket, OnTimer on_timer);
  SocketWaiter(const SocketWaiter&) = delete;
  SocketWaiter& operator=(const SocketWaiter&) = delete;
  ~SocketWaiter();

  /// From now on `on_socket` is called whenever the socket is one of what is wished for; takes the
  /// place of the wish before.
  void Watch(int socket, const Wish& wish);
  /// Before the socket is closed. Unknown sockets may be forgotten.
  void Forget(int socket);

  /// `on_timer` is called once, so long from now; takes the place of the time before.
  void SetTimer(std::chrono::milliseconds after);
  void CancelTimer();

 private:
  struct Watched;
  void Await(const std::shared_ptr<Watched>& watched);

  boost::asio::io_context& context_;
  const OnSocket on_socket_;
  const OnTimer on_timer_;
  boost::asio::steady_timer timer_;
  std::unordered_map<int, std::shared_ptr<Watched>> watched_;
  /// Expires with the waiter: what the loop had already queued then must not be called.
  const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace headway::probes
