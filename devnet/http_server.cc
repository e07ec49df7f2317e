#include "devnet/http_server.h"

#include <cstddef>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "devnet/http_connection.h"

namespace headway::devnet {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t kMaxConnections = 4'096;
constexpr base::Duration kRetryInterval = std::chrono::milliseconds(100);

}  // namespace

/// Shared with the coroutines, so that one that ends late finds what it needs.
class HttpServer::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(asio::io_context& io, Responder respond)
      : io_(io),
        respond_(std::make_shared<const Responder>(std::move(respond))),
        sockets_(std::make_shared<OpenSockets>()),
        acceptor_(io),
        retry_(io) {}

  base::Result<std::uint16_t, std::string> Listen(std::uint16_t port) {
    error_code error = Bind(port);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return std::string("cannot listen on 127.0.0.1: " + error.message());
    port_ = acceptor_.local_endpoint(error).port();
    StartAccepting();
    return port_;
  }

  void GoDown() {
    Close();
    // Bound but not listening, so that no other program is given the port meanwhile. If that
    // fails, ComeBack binds it.
    if (Bind(port_)) CloseAcceptor();
  }

  void ComeBack() {
    error_code error;
    if (!acceptor_.is_open()) error = Bind(port_);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) {
      StartAccepting();
      return;
    }
    CloseAcceptor();
    retry_.expires_after(kRetryInterval);
    retry_.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (!cancelled) self->ComeBack();
    });
  }

  void Close() {
    ++life_;
    retry_.cancel();
    CloseAcceptor();
    for (Tcp::socket* socket : *sockets_) ResetConnection(*socket);
  }

 private:
  error_code Bind(std::uint16_t port) {
    error_code error;
    acceptor_.open(Tcp::v4(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind({asio::ip::address_v4::loopback(), port}, error);
    return error;
  }

  void CloseAcceptor() {
    error_code ignored;
    acceptor_.close(ignored);
  }

  void StartAccepting() {
    asio::co_spawn(io_, Accept(shared_from_this(), ++life_), asio::detached);
  }

  /// Ends when the server goes down; `life` tells a server that came back at once from one that
  /// never left.
  static asio::awaitable<void> Accept(std::shared_ptr<Core> self, std::uint64_t life) {
    while (self->life_ == life) {
      error_code error;
      Tcp::socket socket =
          co_await self->acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (self->life_ != life) {
        if (!error) ResetConnection(socket);
        co_return;
      }
      if (error) {
        // Out of file descriptors, most likely: those that close make room.
        asio::steady_timer pause(self->io_);
        pause.expires_after(kRetryInterval);
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      } else if (self->sockets_->size() >= kMaxConnections) {
        ResetConnection(socket);
      } else {
        asio::co_spawn(self->io_,
                       ServeConnection(std::move(socket), self->respond_, self->sockets_),
                       asio::detached);
      }
    }
  }

  asio::io_context& io_;
  std::shared_ptr<const Responder> respond_;
  std::shared_ptr<OpenSockets> sockets_;
  Tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  std::uint16_t port_ = 0;
  std::uint64_t life_ = 0;
};

HttpServer::HttpServer(asio::io_context& io, Responder respond)
    : core_(std::make_shared<Core>(io, std::move(respond))) {}

HttpServer::~HttpServer() { core_->Close(); }

base::Result<std::uint16_t, std::string> HttpServer::Listen(std::uint16_t port) {
  return core_->Listen(port);
}

void HttpServer::GoDown() { core_->GoDown(); }

void HttpServer::ComeBack() { core_->ComeBack(); }

}  // namespace headway::devnet
