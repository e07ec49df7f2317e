#include "probes/socket_waiter.h"

#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>

namespace headway::probes {

namespace asio = boost::asio;

struct SocketWaiter::Watched {
  Watched(asio::io_context& context, int socket) : descriptor(context, socket) {}
  asio::posix::stream_descriptor descriptor;
  Wish wish;
  bool waits_to_read = false;
  bool waits_to_write = false;
  bool gone = false;
};

SocketWaiter::SocketWaiter(asio::io_context& context, OnSocket on_socket, OnTimer on_timer)
    : context_(context),
      on_socket_(std::move(on_socket)),
      on_timer_(std::move(on_timer)),
      timer_(context) {}

SocketWaiter::~SocketWaiter() {
  while (!watched_.empty()) Forget(watched_.begin()->first);
}

void SocketWaiter::Watch(int socket, const Wish& wish) {
  std::shared_ptr<Watched>& watched = watched_[socket];
  if (!watched) watched = std::make_shared<Watched>(context_, socket);
  watched->wish = wish;
  Await(watched);
}

void SocketWaiter::Forget(int socket) {
  const auto known = watched_.find(socket);
  if (known == watched_.end()) return;
  known->second->gone = true;
  known->second->descriptor.release();
  watched_.erase(known);
}

void SocketWaiter::SetTimer(std::chrono::milliseconds after) {
  timer_.expires_after(after);
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
    if (!error && !alive.expired()) on_timer_();
  });
}

void SocketWaiter::CancelTimer() { timer_.cancel(); }

void SocketWaiter::Await(const std::shared_ptr<Watched>& watched) {
  const auto on_event = [this, watched](bool Wish::*wished, bool Watched::*waits,
                                        Readiness readiness,
                                        const boost::system::error_code& error) {
    (*watched).*waits = false;
    if (watched->gone || error == asio::error::operation_aborted) return;
    if (!(watched->wish.*wished)) return;
    on_socket_(watched->descriptor.native_handle(), error ? Readiness::kBroken : readiness);
    if (!watched->gone) Await(watched);
  };
  if (watched->wish.readable && !watched->waits_to_read) {
    watched->waits_to_read = true;
    watched->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_read, [on_event](const boost::system::error_code& e) {
          on_event(&Wish::readable, &Watched::waits_to_read, Readiness::kReadable, e);
        });
  }
  if (watched->wish.writable && !watched->waits_to_write) {
    watched->waits_to_write = true;
    watched->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_write, [on_event](const boost::system::error_code& e) {
          on_event(&Wish::writable, &Watched::waits_to_write, Readiness::kWritable, e);
        });
  }
}

}  // namespace headway::probes
