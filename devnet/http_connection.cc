#include "devnet/http_connection.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

namespace headway::devnet {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t kMaxRequestBytes = std::size_t{1} << 20U;
constexpr std::size_t kEndlessBytes = std::size_t{64} << 20U;
constexpr std::size_t kEndlessChunkBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxDrainedBytes = std::size_t{4} << 20U;
constexpr base::Duration kDripInterval = std::chrono::seconds(1);

/// Keeps a socket in the set of open ones for as long as its coroutine lives.
class OpenSocketEntry {
 public:
  OpenSocketEntry(std::shared_ptr<OpenSockets> sockets, Tcp::socket& socket)
      : sockets_(std::move(sockets)), socket_(&socket) {
    sockets_->insert(socket_);
  }
  OpenSocketEntry(const OpenSocketEntry&) = delete;
  OpenSocketEntry& operator=(const OpenSocketEntry&) = delete;
  ~OpenSocketEntry() { sockets_->erase(socket_); }

 private:
  std::shared_ptr<OpenSockets> sockets_;
  Tcp::socket* socket_;
};

Answer PlainError(unsigned status, std::string extra_fields) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/plain";
  answer.extra_fields = std::move(extra_fields);
  return answer;
}

Answer AnswerTo(const http::request<http::string_body>& request, const Responder& respond) {
  const bool is_get = request.method() == http::verb::get;
  if (!is_get && request.method() != http::verb::post) {
    return PlainError(405, "Allow: GET, POST\r\n");
  }
  const auto target = request.target();
  return respond({.verb = is_get ? Verb::kGet : Verb::kPost,
                  .target = std::string(target.data(), target.size()),
                  .body = request.body()});
}

std::string RenderHead(const Answer& answer, bool keep_alive) {
  const auto reason = http::obsolete_reason(http::int_to_status(answer.status));
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  head.append(reason.data(), reason.size());
  head += "\r\nContent-Type: " + answer.content_type + "\r\n" + answer.extra_fields;
  if (!keep_alive) head += "Connection: close\r\n";
  if (answer.delivery == Delivery::kEndless) {
    head += "Transfer-Encoding: chunked\r\n";
  } else {
    head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  }
  return head + "\r\n";
}

/// False if the connection broke.
asio::awaitable<bool> Write(Tcp::socket& socket, const std::string& bytes) {
  error_code error;
  co_await asio::async_write(socket, asio::buffer(bytes),
                             asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

/// False if the connection was closed by our side meanwhile.
asio::awaitable<bool> Wait(Tcp::socket& socket, base::Duration span) {
  asio::steady_timer timer(socket.get_executor());
  timer.expires_after(span);
  error_code error;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  co_return !error && socket.is_open();
}

/// Reads and forgets what comes, until the peer closes or `limit` is passed.
asio::awaitable<void> Drain(Tcp::socket& socket, std::size_t limit) {
  std::array<char, 4096> bytes{};
  for (std::size_t total = 0; total <= limit;) {
    error_code error;
    total += co_await socket.async_read_some(asio::buffer(bytes),
                                             asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
}

asio::awaitable<void> WriteDripping(Tcp::socket& socket, std::string bytes) {
  for (const char byte : bytes) {
    const std::string one(1, byte);
    const bool written = co_await Write(socket, one);
    if (!written) co_return;
    const bool open = co_await Wait(socket, kDripInterval);
    if (!open) co_return;
  }
}

asio::awaitable<void> WriteEndless(Tcp::socket& socket, std::string head) {
  const bool started = co_await Write(socket, head);
  if (!started) co_return;
  const std::string chunk =
      "10000\r\n" + std::string(kEndlessChunkBytes, 'a') + "\r\n";  // 0x10000 = 64 KiB
  for (std::size_t sent = 0; sent < kEndlessBytes; sent += kEndlessChunkBytes) {
    const bool written = co_await Write(socket, chunk);
    if (!written) co_return;
  }
}

void EndStream(Tcp::socket& socket) {
  error_code ignored;
  socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

/// True if the connection may carry the next request.
asio::awaitable<bool> Deliver(Tcp::socket& socket, const Answer& answer, bool keep_alive) {
  if (answer.latency.count() > 0) {
    const bool open = co_await Wait(socket, answer.latency);
    if (!open) co_return false;
  }
  std::string head = RenderHead(answer, keep_alive);
  bool reusable = false;
  switch (answer.delivery) {
    case Delivery::kWhole:
      reusable = co_await Write(socket, head + answer.body);
      reusable = reusable && keep_alive;
      break;
    case Delivery::kNever:
      co_await Drain(socket, kMaxDrainedBytes);
      break;
    case Delivery::kDrip:
      co_await WriteDripping(socket, head + answer.body);
      break;
    case Delivery::kReset:
      ResetConnection(socket);
      break;
    case Delivery::kTruncate:
      co_await Write(socket, head + answer.body.substr(0, answer.body.size() / 2));
      break;
    case Delivery::kEndless:
      co_await WriteEndless(socket, std::move(head));
      break;
  }
  co_return reusable;
}

}  // namespace

void ResetConnection(Tcp::socket& socket) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

asio::awaitable<void> ServeConnection(Tcp::socket socket, std::shared_ptr<const Responder> respond,
                                      std::shared_ptr<OpenSockets> open_sockets) {
  const OpenSocketEntry entry(std::move(open_sockets), socket);
  error_code error;
  socket.set_option(Tcp::no_delay(true), error);
  boost::beast::flat_buffer buffer;
  bool reusable = true;
  while (reusable) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxRequestBytes);
    co_await http::async_read(socket, buffer, parser,
                              asio::redirect_error(asio::use_awaitable, error));
    if (!socket.is_open()) co_return;
    Answer answer;
    bool keep_alive = false;
    if (error == http::error::body_limit) {
      answer = PlainError(413, "");
    } else if (error) {
      co_return;
    } else {
      keep_alive = parser.get().version() >= 11 && parser.get().keep_alive();
      answer = AnswerTo(parser.get(), *respond);
    }
    reusable = co_await Deliver(socket, answer, keep_alive);
  }
  // A close with unread bytes would be a reset, which could overtake the response.
  EndStream(socket);
  co_await Drain(socket, kMaxDrainedBytes);
}

}  // namespace headway::devnet
