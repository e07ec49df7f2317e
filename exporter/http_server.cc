// The only file that includes civetweb.
#include "exporter/http_server.h"

#include <array>
#include <exception>
#include <mutex>

#include <civetweb.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"

namespace headway::exporter {
namespace {

// civetweb gives a worker to each open connection, so idle ones must not be able to take all of
// them for long: more workers than scrapers, probes and people need, and a short patience.
constexpr const char* kWorkers = "24";
constexpr const char* kRequestTimeoutMs = "1000";
constexpr const char* kConnectionQueue = "64";

std::string_view OrEmpty(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

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
    std::array options = {"listening_ports",
                          ports.c_str(),
                          "num_threads",
                          kWorkers,
                          "request_timeout_ms",
                          kRequestTimeoutMs,
                          "connection_queue",
                          kConnectionQueue,
                          "enable_keep_alive",
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
    const mg_request_info* info = mg_get_request_info(connection);
    const std::string_view method = OrEmpty(info->request_method);
    HttpResponse response;
    try {
      response = self->handler_({.method = method,
                                 .path = OrEmpty(info->local_uri),
                                 .query = OrEmpty(info->query_string)});
    } catch (const std::exception& error) {
      self->log_.Error("request handler failed", {{"error", error.what()}});
      response.status = 500;
    } catch (...) {
      self->log_.Error("request handler failed");
      response.status = 500;
    }
    Send(connection, response, method != "HEAD");
    return response.status;
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
