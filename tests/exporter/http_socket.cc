#include "tests/exporter/http_socket.h"

#include <array>
#include <cerrno>
#include <charconv>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace headway::exporter {

HttpSocket::HttpSocket(std::uint16_t port, base::Duration patience)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  timeval timeout{};
  timeout.tv_sec = seconds.count();
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

HttpSocket::~HttpSocket() { close(socket_); }

bool HttpSocket::Send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string HttpSocket::ReadToEnd() const {
  std::string all;
  std::array<char, 8192> chunk{};
  while (true) {
    const ssize_t got = recv(socket_, chunk.data(), chunk.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return all + "(timed out)";
    if (got <= 0) return all;
    all.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

bool HttpSocket::IsReadable(base::Duration wait) const {
  pollfd events{.fd = socket_, .events = POLLIN, .revents = 0};
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(wait);
  return poll(&events, 1, static_cast<int>(milliseconds.count())) == 1;
}

bool HttpSocket::IsClosed(base::Duration wait) const {
  if (!IsReadable(wait)) return false;
  std::array<char, 8192> forgotten{};
  return recv(socket_, forgotten.data(), forgotten.size(), 0) <= 0;
}

bool RawResponse::HasHeader(std::string_view line) const {
  return ("\r\n" + headers).find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
}

RawResponse AskRaw(std::uint16_t port, std::string_view request) {
  HttpSocket socket(port);
  socket.Send(request);
  const std::string text = socket.ReadToEnd();
  RawResponse response;
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  if (!text.starts_with(kVersion)) return response;
  std::from_chars(text.data() + kVersion.size(), text.data() + text.size(), response.status);
  const std::size_t status_end = text.find("\r\n") + 2;
  const std::size_t headers_end = text.find("\r\n\r\n");
  if (headers_end == std::string::npos) return response;
  response.headers = text.substr(status_end, headers_end + 2 - status_end);
  response.body = text.substr(headers_end + 4);
  return response;
}

RawResponse Ask(std::uint16_t port, std::string_view target, std::string_view method) {
  std::string request(method);
  request += ' ';
  request += target;
  request += " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  return AskRaw(port, request);
}

}  // namespace headway::exporter
