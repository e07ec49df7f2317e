// The only file that includes civetweb.
#include "exporter/http_server.h"

#include <array>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include <civetweb.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/system_clock.h"
#include "base/text.h"

namespace headway::exporter {
namespace {

// civetweb gives a worker to each open connection, so idle ones must not be able to take all of
// them for long: more workers than scrapers, probes and people need, and a short patience.
constexpr const char* kWorkers = "24";
constexpr base::Duration kRequestTimeout = std::chrono::seconds(1);
constexpr const char* kConnectionQueue = "64";

std::string_view OrEmpty(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

/// The only header that handlers are shown: others hold what is nobody's business.
std::string_view AcceptOf(const mg_connection* connection) {
  const std::string_view accept = OrEmpty(mg_get_header(connection, "Accept"));
  return accept.size() > base::limits::kMaxAcceptHeaderBytes ? std::string_view() : accept;
}

/// The path, decoded once and no more. nullopt: it holds a zero byte, and whoever took it for a C
/// string would see another, shorter path.
std::optional<std::string> PathOf(const mg_request_info& info) {
  // local_uri is without `//` and `/./`, which names may hold; there is no file that `..` could
  // lead to.
  const std::string_view sent = OrEmpty(info.local_uri_raw);
  std::string path(sent.size() + 1, '\0');
  constexpr int kPlusIsNoBlank = 0;
  const int size = mg_url_decode(sent.data(), static_cast<int>(sent.size()), path.data(),
                                 static_cast<int>(path.size()), kPlusIsNoBlank);
  HEADWAY_CHECK(size >= 0);
  path.resize(static_cast<std::size_t>(size));
  if (path.find('\0') != std::string::npos) return std::nullopt;
  return path;
}

HttpResponse BadRequest(std::string body) {
  HttpResponse response;
  response.status = 400;
  response.body = std::move(body);
  return response;
}

/// The body of one request as it comes from the client. mg_read waits until it has every byte it is
/// asked for, each of them for as long as the request timeout: only asked for one byte at a time
/// does it leave a slow client no more time than that in all.
class BodyReader {
 public:
  explicit BodyReader(mg_connection* connection)
      : connection_(connection), announced_(mg_get_request_info(connection)->content_length) {}

  /// Above the limit, as far as its head says.
  bool IsAnnouncedTooLarge() const { return announced_ > kMaxBytes; }

  /// Takes up to one byte more than the limit. False if the client stopped sending before the end,
  /// or what it sent is malformed.
  bool Read(std::string& body) {
    if (OrEmpty(mg_get_header(connection_, "Expect")) == "100-continue") {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      mg_write(connection_, kContinue.data(), kContinue.size());
    }
    const base::MonoTime deadline = clock_.Mono() + kRequestTimeout;
    while (std::ssize(body) <= kMaxBytes && Next(deadline)) body.push_back(byte_);
    return !broken_;
  }

  /// Takes and forgets what is left, within limits of bytes and time. A connection that is closed
  /// with unread bytes is reset, and the response may be lost with it.
  void Drain() {
    const base::MonoTime deadline = clock_.Mono() + kRequestTimeout;
    std::size_t left = base::limits::kMaxDrainedBodyBytes;
    while (left > 0 && !broken_ && Next(deadline)) --left;
  }

 private:
  static constexpr std::int64_t kMaxBytes = base::limits::kMaxRequestBodyBytes;

  /// Puts the next byte into byte_. False: there is none.
  bool Next(base::MonoTime deadline) {
    if (ended_ || taken_ == announced_) return false;
    const int got = clock_.Mono() < deadline ? mg_read(connection_, &byte_, 1) : -1;
    if (got == 1) {
      ++taken_;
      return true;
    }
    // Of a body in chunks the end is seen only here.
    ended_ = true;
    broken_ = got < 0 || announced_ >= 0;
    return false;
  }

  mg_connection* const connection_;
  const std::int64_t announced_;  // -1: comes in chunks, or there is none
  const base::SystemClock clock_;
  std::int64_t taken_ = 0;
  char byte_ = 0;
  bool ended_ = false;
  bool broken_ = false;
};

void AppendHeader(std::string_view name, std::string_view value, std::string& head) {
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

void Send(mg_connection* connection, const HttpResponse& response, bool with_body) {
  std::string head = "HTTP/1.1 ";
  head += std::to_string(response.status);
  head += ' ';
  head += mg_get_response_code_text(connection, response.status);
  head += "\r\n";
  AppendHeader("Content-Type", response.content_type, head);
  AppendHeader("Content-Length", std::to_string(response.body.size()), head);
  AppendHeader("Cache-Control", "no-store", head);
  AppendHeader("X-Content-Type-Options", "nosniff", head);
  AppendHeader("Connection", "close", head);
  for (const auto& [name, value] : response.headers) AppendHeader(name, value, head);
  head += "\r\n";
  mg_write(connection, head.data(), head.size());
  if (with_body) mg_write(connection, response.body.data(), response.body.size());
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Handler handler, const Log& log) : handler_(std::move(handler)), log_(log) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (context_ != nullptr) mg_stop(context_);
  }

  bool Listen(const config::ListenAddress& address) {
    const std::string ports =
        (address.host.empty() ? "" : address.host + ':') + std::to_string(address.port);
    const std::string head_limit = std::to_string(base::limits::kMaxRequestHeadBytes);
    const std::string timeout = std::to_string(
        std::chrono::duration_cast<std::chrono::milliseconds>(kRequestTimeout).count());
    std::array options = {"listening_ports",
                          ports.c_str(),
                          "num_threads",
                          kWorkers,
                          "request_timeout_ms",
                          timeout.c_str(),
                          "connection_queue",
                          kConnectionQueue,
                          "enable_keep_alive",
                          "no",
                          "decode_url",  // PathOf does, where a zero byte is seen
                          "no",
                          "enable_directory_listing",
                          "no",
                          "max_request_size",
                          head_limit.c_str(),
                          "tcp_nodelay",
                          "1",
                          static_cast<const char*>(nullptr)};
    mg_callbacks callbacks{};
    callbacks.log_message = &Impl::OnLibraryLog;
    // The library ignores SIGPIPE only in some builds; main has done so already.
    static std::once_flag library;
    std::call_once(library, [] { mg_init_library(MG_FEATURES_DEFAULT); });
    context_ = mg_start(&callbacks, this, options.data());
    if (context_ == nullptr) return false;
    mg_set_request_handler(context_, "/", &Impl::OnRequest, this);
    return true;
  }

  std::uint16_t port() const {
    std::array<mg_server_port, 4> ports{};
    const int count = mg_get_server_ports(context_, static_cast<int>(ports.size()), ports.data());
    HEADWAY_CHECK(count >= 1);
    return static_cast<std::uint16_t>(ports[0].port);
  }

  std::string first_message() const {
    const std::lock_guard lock(mutex_);
    return first_message_;
  }

 private:
  static int OnLibraryLog(const mg_connection* connection, const char* message) {
    const mg_context* context = mg_get_context(connection);
    auto* self = static_cast<Impl*>(mg_get_user_data(context));
    if (self == nullptr) return 1;
    const std::string text = base::Sanitize(OrEmpty(message), base::limits::kMaxLogValueBytes);
    self->log_.Debug("civetweb", {{"text", text}});
    const std::lock_guard lock(self->mutex_);
    if (self->first_message_.empty()) self->first_message_ = text;
    return 1;
  }

  // An exception that leaves this function would end the process: the library is C.
  static int OnRequest(mg_connection* connection, void* user) noexcept {
    auto* self = static_cast<Impl*>(user);
    const bool is_head = OrEmpty(mg_get_request_info(connection)->request_method) == "HEAD";
    BodyReader body(connection);
    HttpResponse response;
    try {
      response = self->Answer(connection, body);
    } catch (const std::exception& error) {
      self->log_.Error("request handler failed", {{"error", error.what()}});
      response.status = 500;
    } catch (...) {
      self->log_.Error("request handler failed");
      response.status = 500;
    }
    Send(connection, response, !is_head);
    body.Drain();
    // Else the library reads the rest of the body, however long the client takes to send it.
    mg_disable_connection_keep_alive(connection);
    return response.status;
  }

  HttpResponse Answer(mg_connection* connection, BodyReader& reader) const {
    const mg_request_info* info = mg_get_request_info(connection);
    const std::optional<std::string> path = PathOf(*info);
    if (!path) return BadRequest("a path cannot hold a zero byte\n");
    HttpRequest request{.method = OrEmpty(info->request_method),
                        .path = *path,
                        .query = OrEmpty(info->query_string),
                        .accept = AcceptOf(connection)};
    std::string body;
    if (request.method == "POST") {
      request.body_too_large = reader.IsAnnouncedTooLarge();
      if (!request.body_too_large && !reader.Read(body)) {
        return BadRequest("incomplete or malformed request body\n");
      }
      if (body.size() > base::limits::kMaxRequestBodyBytes) {
        request.body_too_large = true;
        body.clear();
      }
      request.body = body;
    }
    return handler_(request);
  }

  const Handler handler_;
  const Log& log_;
  mg_context* context_ = nullptr;
  mutable std::mutex mutex_;
  std::string first_message_;  // of the library, mostly the cause; guarded by mutex_
};

base::Result<std::unique_ptr<HttpServer>, std::string> HttpServer::Start(
    const config::ListenAddress& address, Handler handler, const Log& log) {
  auto impl = std::make_unique<Impl>(std::move(handler), log);
  if (!impl->Listen(address)) {
    return "cannot listen on " + (address.host.empty() ? "*" : address.host) + ':' +
           std::to_string(address.port) + ": " + impl->first_message();
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return impl_->port(); }

}  // namespace headway::exporter
