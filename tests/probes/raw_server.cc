#include "tests/probes/raw_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

namespace headway::probes {
namespace {

int BoundSocket() {
  const int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  HEADWAY_CHECK(bound >= 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  HEADWAY_CHECK(bind(bound, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return bound;
}

std::uint16_t PortOf(int bound) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  HEADWAY_CHECK(getsockname(bound, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

std::size_t ContentLength(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t found = head.find(kName);
  if (found == std::string_view::npos) return 0;
  std::size_t length = 0;
  std::from_chars(head.data() + found + kName.size(), head.data() + head.size(), length);
  return length;
}

}  // namespace

bool RawConnection::ReadMore() {
  std::array<char, 4096> bytes{};
  const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawConnection::ReadRequest() {
  constexpr std::string_view kEndOfHead = "\r\n\r\n";
  std::size_t end = std::string::npos;
  while ((end = unread_.find(kEndOfHead)) == std::string::npos) {
    if (!ReadMore()) return {};
  }
  const std::size_t size = end + kEndOfHead.size() + ContentLength({unread_.data(), end});
  while (unread_.size() < size) {
    if (!ReadMore()) return {};
  }
  std::string request = unread_.substr(0, size);
  unread_.erase(0, size);
  return request;
}

bool RawConnection::Write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawConnection::Drain() {
  while (ReadMore()) unread_.clear();
}

RawServer::RawServer(Handler handler)
    : handler_(std::move(handler)), listener_(BoundSocket()), port_(PortOf(listener_)) {
  HEADWAY_CHECK(listen(listener_, SOMAXCONN) == 0);
  accept_ = std::thread([this] { Accept(); });
}

RawServer::~RawServer() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    for (const int each : sockets_) {
      if (each >= 0) shutdown(each, SHUT_RDWR);
    }
  }
  shutdown(listener_, SHUT_RDWR);  // ends accept
  accept_.join();
  for (std::thread& each : serve_) each.join();
  close(listener_);
}

void RawServer::Accept() {
  while (true) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return;
    const std::scoped_lock lock(mutex_);
    if (closing_) {
      close(accepted);
      return;
    }
    ++accepted_;
    const std::size_t index = sockets_.size();
    sockets_.push_back(accepted);
    serve_.emplace_back([this, index] { Serve(index); });
  }
}

void RawServer::Serve(std::size_t index) {
  int socket = -1;
  {
    const std::scoped_lock lock(mutex_);
    socket = sockets_[index];
  }
  RawConnection connection(socket);
  handler_(connection);
  // A close with unread bytes would be a reset, which could overtake what was written.
  shutdown(socket, SHUT_WR);
  connection.Drain();
  const std::scoped_lock lock(mutex_);
  close(socket);
  sockets_[index] = -1;
  closed_.notify_all();
}

bool RawServer::AwaitNoConnections() {
  std::unique_lock lock(mutex_);
  return closed_.wait_for(lock, std::chrono::seconds(15), [this] {
    return std::all_of(sockets_.begin(), sockets_.end(), [](int each) { return each < 0; });
  });
}

RawServer::Handler AnswerEach(std::string response) {
  return [response = std::move(response)](RawConnection& connection) {
    while (!connection.ReadRequest().empty() && connection.Write(response)) {
    }
  };
}

RawServer::Handler AnswerOnce(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection) {
    if (!connection.ReadRequest().empty()) connection.Write(bytes);
  };
}

std::string Ok(std::string_view body, std::string_view more_headers) {
  std::string response = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size());
  return response.append("\r\n").append(more_headers).append("\r\n").append(body);
}

FullPort::FullPort() : listener_(BoundSocket()), port_(PortOf(listener_)) {
  HEADWAY_CHECK(listen(listener_, 0) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // One fills the queue; the others do so should the system round its length up.
  for (int client = 0; client < 4; ++client) {
    const int waiting = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    HEADWAY_CHECK(waiting >= 0);
    HEADWAY_CHECK(connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ||
                  errno == EINPROGRESS);
    waiting_.push_back(waiting);
  }
}

FullPort::~FullPort() {
  for (const int waiting : waiting_) close(waiting);
  close(listener_);
}

ClosedPort::ClosedPort() : socket_(BoundSocket()), port_(PortOf(socket_)) {}
ClosedPort::~ClosedPort() { close(socket_); }

}  // namespace headway::probes
