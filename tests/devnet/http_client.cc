#include "tests/devnet/http_client.h"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace headway::devnet {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

HttpReply::End EndOf(const error_code& error) {
  if (!error) return HttpReply::End::kComplete;
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe) {
    return HttpReply::End::kReset;
  }
  if (error == http::error::body_limit) return HttpReply::End::kTooLarge;
  if (error == http::error::end_of_stream || error == http::error::partial_message) {
    return HttpReply::End::kCutShort;
  }
  return HttpReply::End::kMalformed;
}

std::string Field(const http::response<http::string_body>& message, http::field name) {
  const auto value = message[name];
  return {value.data(), value.size()};
}

}  // namespace

struct HttpClient::Connection {
  asio::io_context io;
  Tcp::socket socket{io};
  boost::beast::flat_buffer buffer;
  bool connected = false;
};

HttpClient::HttpClient(std::uint16_t port) : connection_(std::make_unique<Connection>()) {
  error_code error;
  connection_->socket.connect({asio::ip::address_v4::loopback(), port}, error);
  connection_->connected = !error;
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

bool HttpClient::connected() const { return connection_->connected; }

void HttpClient::Send(std::string_view body) {
  std::string request = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  request += body;
  SendRaw(request);
}

void HttpClient::SendRaw(std::string_view bytes) {
  // A connection that broke meanwhile is reported by Read.
  error_code ignored;
  asio::write(connection_->socket, asio::buffer(bytes.data(), bytes.size()), ignored);
}

HttpReply HttpClient::Read(std::size_t max_body_bytes) {
  http::response_parser<http::string_body> parser;
  parser.body_limit(max_body_bytes);
  error_code error;
  http::read(connection_->socket, connection_->buffer, parser, error);
  HttpReply reply;
  reply.end = EndOf(error);
  reply.status = parser.is_header_done() ? parser.get().result_int() : 0;
  reply.content_type = Field(parser.get(), http::field::content_type);
  reply.retry_after = Field(parser.get(), http::field::retry_after);
  reply.location = Field(parser.get(), http::field::location);
  reply.allow = Field(parser.get(), http::field::allow);
  reply.body = parser.get().body();
  return reply;
}

HttpReply HttpClient::Post(std::string_view body) {
  Send(body);
  return Read();
}

std::string HttpClient::ReadSome() {
  std::array<char, 4096> bytes{};
  error_code error;
  const std::size_t count = connection_->socket.read_some(asio::buffer(bytes), error);
  return {bytes.data(), count};
}

bool HttpClient::IsSilent() {
  error_code error;
  return connection_->socket.available(error) == 0 && !error;
}

HttpReply PostOnce(std::uint16_t port, std::string_view body) {
  return HttpClient(port).Post(body);
}

HttpReply Get(std::uint16_t port, std::string_view target) {
  HttpClient client(port);
  client.SendRaw("GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  return client.Read();
}

bool IsPortFree(std::uint16_t port) {
  asio::io_context io;
  Tcp::acceptor acceptor(io, Tcp::v4());
  error_code error;
  acceptor.bind({asio::ip::address_v4::loopback(), port}, error);
  return !error;
}

std::string Call(std::string_view method, std::string_view params, std::string_view id) {
  std::string body = R"({"jsonrpc":"2.0","id":)";
  body.append(id).append(R"(,"method":")").append(method);
  return body.append(R"(","params":)").append(params).append("}");
}

}  // namespace headway::devnet
