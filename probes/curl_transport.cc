// The only file that includes libcurl. Options are explicit: what is not set here is libcurl's
// default by decision, not by accident (docs/adr/0004).
#include "probes/curl_transport.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

#include "base/check.h"
#include "base/limits.h"
#include "probes/request_url.h"
#include "probes/retry_after.h"

namespace headway::probes {
namespace {

namespace asio = boost::asio;
using base::Duration;
using chains::TransportFault;

constexpr long kIdleConnectionSeconds = 30;       // NATs forget sooner than curl's default of 118
constexpr long kConnectionLifetimeSeconds = 300;  // so that a name that moved is followed
constexpr long kDnsCacheSeconds = 60;
constexpr std::size_t kKeptBodyCapacity = std::size_t{64} << 10U;

struct Shard;

/// One slot's side of libcurl. Lives until the transport does or the slot gets another target; its
/// easy handle is reused.
struct Exchange {
  enum class Stage : std::uint8_t {
    kIdle,
    kWithCurl,  // the easy handle is in the shard's multi handle
    kEnded,     // the completion is there and was not taken yet
  };

  base::SlotIndex slot;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  HttpTarget target;  // a copy: a reload makes all targets anew, most of them as they were
  std::string path;   // behind the target's, as the easy handle has it
  Shard* shard = nullptr;
  Stage stage = Stage::kIdle;
  // Of the request under way.
  base::MonoTime started_at;
  bool connected = false;
  std::string body;
  std::size_t header_bytes = 0;
  bool head_is_complete = false;
  bool too_large = false;
  std::string retry_after;
  std::string date;

  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() {
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
  }
};

/// A socket of libcurl's, watched by the event loop. libcurl opens and closes it; we only wait.
struct Watch {
  Watch(asio::io_context& context, curl_socket_t socket) : descriptor(context, socket) {}
  asio::posix::stream_descriptor descriptor;
  int wanted = CURL_POLL_NONE;
  bool waits_to_read = false;
  bool waits_to_write = false;
  bool gone = false;
};

struct Shard {
  explicit Shard(asio::io_context& loop) : context(loop), timer(loop) {}
  asio::io_context& context;
  asio::steady_timer timer;
  CURLM* multi = nullptr;
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches;
  std::vector<Completion>* completions = nullptr;
  const base::Clock* clock = nullptr;
};

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool TakeHeader(std::string_view line, std::string_view lower_case_name, std::string& value) {
  if (line.size() <= lower_case_name.size() || line[lower_case_name.size()] != ':') return false;
  const bool same = std::equal(
      lower_case_name.begin(), lower_case_name.end(), line.begin(), [](char want, char have) {
        return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have - 'A' + 'a') : have);
      });
  if (same) value = Trimmed(line.substr(lower_case_name.size() + 1));
  return same;
}

std::size_t OnBodyBytes(char* bytes, std::size_t size, std::size_t count, void* user) noexcept {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const std::size_t arrived = size * count;
  // CURLOPT_MAXFILESIZE does not stop chunked bodies in this version.
  if (exchange.body.size() + arrived > base::limits::kMaxReplyBodyBytes) {
    exchange.too_large = true;
    return 0;
  }
  exchange.body.append(bytes, arrived);
  return arrived;
}

std::size_t OnHeaderBytes(char* bytes, std::size_t size, std::size_t count, void* user) noexcept {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const std::size_t arrived = size * count;
  exchange.header_bytes += arrived;
  if (exchange.header_bytes > base::limits::kMaxReplyHeaderBytes) {
    exchange.too_large = true;
    return 0;
  }
  const std::string_view line(bytes, arrived);
  // A head follows each interim response (1xx); an empty line ends each of them.
  if (line.starts_with("HTTP/")) exchange.head_is_complete = false;
  if (Trimmed(line).empty()) exchange.head_is_complete = true;
  if (!TakeHeader(line, "retry-after", exchange.retry_after)) {
    TakeHeader(line, "date", exchange.date);
  }
  return arrived;
}

/// Until here the figures that an easy handle has are those of its request before.
int OnConnected(void* user, char* /*peer*/, char* /*own*/, int /*peer_port*/,
                int /*own_port*/) noexcept {
  static_cast<Exchange*>(user)->connected = true;
  return CURL_PREREQFUNC_OK;
}

template <class Value>
void Set(CURL* easy, CURLoption option, Value value) {
  HEADWAY_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

template <class Value>
Value Get(CURL* easy, CURLINFO info) {
  Value value{};
  HEADWAY_CHECK(curl_easy_getinfo(easy, info, &value) == CURLE_OK);
  return value;
}

bool Append(curl_slist*& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list, line.c_str());
  if (longer == nullptr) return false;
  list = longer;
  return true;
}

bool BuildHeaders(Exchange& exchange) {
  // The first is of POST alone: a GET has the rest of the list.
  bool built = Append(exchange.headers, "Content-Type: application/json") &&
               Append(exchange.headers, "Accept: application/json") &&
               Append(exchange.headers, "Expect:");  // no asking for a 100-continue
  for (const HttpHeader& header : exchange.target.headers) {
    built =
        built && Append(exchange.headers, header.value.empty() ? header.name + ";"
                                                               : header.name + ": " + header.value);
  }
  return built;
}

void SetTls(const TlsSettings& tls, CURL* easy) {
  Set(easy, CURLOPT_SSL_VERIFYPEER, tls.allow_insecure ? 0L : 1L);
  Set(easy, CURLOPT_SSL_VERIFYHOST, tls.allow_insecure ? 0L : 2L);
  if (!tls.ca_cert_path.empty()) Set(easy, CURLOPT_CAINFO, tls.ca_cert_path.c_str());
  if (!tls.client_cert_path.empty()) Set(easy, CURLOPT_SSLCERT, tls.client_cert_path.c_str());
  if (!tls.client_key_path.empty()) Set(easy, CURLOPT_SSLKEY, tls.client_key_path.c_str());
}

/// Every option that is the same for all requests to a target. False: the URL or a header is
/// refused by libcurl; nothing may be sent.
bool SetAllOptions(Exchange& exchange, const CurlOptions& options) {
  CURL* easy = exchange.easy;
  const HttpTarget& target = exchange.target;
  if (curl_easy_setopt(easy, CURLOPT_URL, target.url.c_str()) != CURLE_OK) return false;
  if (!BuildHeaders(exchange)) return false;
  Set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  if (!target.userinfo.empty()) {
    const std::size_t colon = target.userinfo.find(':');
    const std::string user = target.userinfo.substr(0, colon);
    const std::string password =
        colon == std::string::npos ? std::string() : target.userinfo.substr(colon + 1);
    Set(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    Set(easy, CURLOPT_USERNAME, user.c_str());
    Set(easy, CURLOPT_PASSWORD, password.c_str());
  }
  SetTls(target.tls, easy);

  // What may be spoken, and with whom: no other schemes, no redirects, no proxy from the
  // environment, no credentials from a .netrc.
  Set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  Set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy, CURLOPT_PROXY, "");
  Set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy, CURLOPT_HTTP09_ALLOWED, 0L);

  // A name server that hangs must not freeze the loop: see QUICK_EXIT in docs/adr/0004.
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  Set(easy, CURLOPT_QUICK_EXIT, 1L);
  Set(easy, CURLOPT_DNS_CACHE_TIMEOUT, kDnsCacheSeconds);
  Set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy, CURLOPT_MAXAGE_CONN, kIdleConnectionSeconds);
  Set(easy, CURLOPT_MAXLIFETIME_CONN, kConnectionLifetimeSeconds);

  Set(easy, CURLOPT_WRITEFUNCTION, &OnBodyBytes);
  Set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
  Set(easy, CURLOPT_HEADERFUNCTION, &OnHeaderBytes);
  Set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  Set(easy, CURLOPT_PREREQFUNCTION, &OnConnected);
  Set(easy, CURLOPT_PREREQDATA, static_cast<void*>(&exchange));
  Set(easy, CURLOPT_PRIVATE, static_cast<void*>(&exchange));
  return true;
}

/// What differs from one request to the next. libcurl keeps a copy of the URL and nothing of the
/// body. False as above.
bool SetRequest(const TransportRequest& request, Exchange& exchange) {
  CURL* easy = exchange.easy;
  if (request.path != exchange.path) {
    const std::string url = RequestUrl(exchange.target.url, request.path);
    if (curl_easy_setopt(easy, CURLOPT_URL, url.c_str()) != CURLE_OK) return false;
    exchange.path = request.path;
  }
  if (request.method == chains::HttpMethod::kGet) {
    Set(easy, CURLOPT_HTTPGET, 1L);
    Set(easy, CURLOPT_HTTPHEADER, exchange.headers->next);
  } else {
    Set(easy, CURLOPT_POST, 1L);
    Set(easy, CURLOPT_POSTFIELDS, request.body.data());
    Set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(easy, CURLOPT_HTTPHEADER, exchange.headers);
  }
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(request.timeout).count();
  Set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout));
  Set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout));
  Set(easy, CURLOPT_FRESH_CONNECT, request.fresh_connection ? 1L : 0L);
  return true;
}

TransportFault FaultOfConnect(CURL* easy) {
  switch (Get<long>(easy, CURLINFO_OS_ERRNO)) {
    // Our own shortage says nothing about the node.
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
      return TransportFault::kNotSent;
    case ENETUNREACH:
    case EHOSTUNREACH:
      return TransportFault::kUnreachable;
    case ETIMEDOUT:
      return TransportFault::kTimeout;
    case ECONNRESET:
      return TransportFault::kReset;
    default:
      return TransportFault::kConnectRefused;
  }
}

bool WasSent(CURL* easy) { return Get<long>(easy, CURLINFO_REQUEST_SIZE) > 0; }

TransportFault FaultOf(CURLcode code, const Exchange& exchange) {
  if (exchange.too_large) return TransportFault::kTooLarge;
  switch (code) {
    case CURLE_OK:
      // libcurl is content with a head that the peer cut short.
      return exchange.head_is_complete ? TransportFault::kNone : TransportFault::kClosed;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return TransportFault::kDns;
    case CURLE_COULDNT_CONNECT:
      return FaultOfConnect(exchange.easy);
    case CURLE_OPERATION_TIMEDOUT:
      return TransportFault::kTimeout;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
      return TransportFault::kClosed;
    case CURLE_UNSUPPORTED_PROTOCOL:  // of the URL; after sending: the peer's, which is not HTTP/1
      return WasSent(exchange.easy) ? TransportFault::kClosed : TransportFault::kNotSent;
    case CURLE_OUT_OF_MEMORY:  // after sending: a header line above libcurl's own bound
      return WasSent(exchange.easy) ? TransportFault::kTooLarge : TransportFault::kNotSent;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
      return TransportFault::kTls;
    case CURLE_URL_MALFORMAT:
    case CURLE_FAILED_INIT:
      return TransportFault::kNotSent;
    default:
      return TransportFault::kReset;
  }
}

/// Head and body. libcurl sends a body up to 64 KiB with the head and counts it in both figures.
std::uint64_t BytesSent(CURL* easy) {
  constexpr std::uint64_t kMaxBytesSentWithHead = std::uint64_t{64} << 10U;
  const auto request = static_cast<std::uint64_t>(Get<long>(easy, CURLINFO_REQUEST_SIZE));
  const auto body = static_cast<std::uint64_t>(Get<curl_off_t>(easy, CURLINFO_SIZE_UPLOAD_T));
  return body < kMaxBytesSentWithHead ? request : request + body;
}

Duration TimeOf(CURL* easy, CURLINFO info) {
  return std::chrono::microseconds(Get<curl_off_t>(easy, info));
}

/// `total`: from the start to the end.
health::RequestFigures FiguresOf(CURL* easy, Duration total) {
  const auto at = [easy](CURLINFO info) { return TimeOf(easy, info); };
  // Times since the start, 0 for a phase that was not reached or not needed.
  const Duration resolved = at(CURLINFO_NAMELOOKUP_TIME_T);
  const Duration connected = at(CURLINFO_CONNECT_TIME_T);
  const Duration tls_done = at(CURLINFO_APPCONNECT_TIME_T);
  const Duration ready = at(CURLINFO_PRETRANSFER_TIME_T);
  const Duration first_byte = at(CURLINFO_STARTTRANSFER_TIME_T);
  const auto span = [](Duration from, Duration to) {
    return std::max(to - from, Duration::zero());
  };

  health::RequestFigures figures;
  figures.latency = total;
  // A kept connection gets times of these phases too: those of finding it.
  const bool kept = ready > Duration::zero() && Get<long>(easy, CURLINFO_NUM_CONNECTS) == 0;
  if (!kept) {
    figures.phases.resolve = resolved;
    figures.phases.connect = connected > Duration::zero() ? span(resolved, connected) : Duration();
    figures.phases.tls = tls_done > Duration::zero() ? span(connected, tls_done) : Duration();
  }
  if (ready > Duration::zero()) {
    const Duration answered = first_byte > Duration::zero() ? first_byte : total;
    figures.phases.wait = span(ready, answered);
    figures.phases.transfer = span(answered, total);
  }
  figures.bytes_sent = BytesSent(easy);
  figures.bytes_received =
      static_cast<std::uint64_t>(Get<long>(easy, CURLINFO_HEADER_SIZE)) +
      static_cast<std::uint64_t>(Get<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T));
  return figures;
}

Completion WithoutResponse(base::SlotIndex slot, TransportFault fault,
                           const health::RequestFigures& figures) {
  return {.slot = slot,
          .fault = fault,
          .http_status = 0,
          .body = {},
          .retry_after = {},
          .figures = figures};
}

void Complete(Shard& shard, CURL* easy, CURLcode code) {
  auto* exchange = static_cast<Exchange*>(Get<void*>(easy, CURLINFO_PRIVATE));
  Completion completion = WithoutResponse(exchange->slot, FaultOf(code, *exchange),
                                          FiguresOf(easy, TimeOf(easy, CURLINFO_TOTAL_TIME_T)));
  HEADWAY_CHECK(curl_multi_remove_handle(shard.multi, easy) == CURLM_OK);
  exchange->stage = Exchange::Stage::kEnded;
  if (completion.fault == TransportFault::kNone) {
    completion.http_status = static_cast<int>(Get<long>(easy, CURLINFO_RESPONSE_CODE));
    completion.body = exchange->body;
    completion.retry_after =
        ParseRetryAfter(exchange->retry_after, exchange->date, shard.clock->Wall());
  }
  shard.completions->push_back(completion);
}

void TakeFinished(Shard& shard) {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(shard.multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message dies with the removal of its handle.
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    Complete(shard, easy, code);
  }
}

void Act(Shard& shard, curl_socket_t socket, int events) {
  int running = 0;
  HEADWAY_CHECK(curl_multi_socket_action(shard.multi, socket, events, &running) == CURLM_OK);
  TakeFinished(shard);
}

void Await(Shard& shard, const std::shared_ptr<Watch>& watch) {
  const auto on_event = [&shard, watch](bool Watch::*waits, int wanted, int event,
                                        const boost::system::error_code& error) {
    (*watch).*waits = false;
    if (watch->gone || error == asio::error::operation_aborted) return;
    if ((watch->wanted & wanted) == 0) return;
    Act(shard, watch->descriptor.native_handle(), error ? CURL_CSELECT_ERR : event);
    if (!watch->gone) Await(shard, watch);
  };
  if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->waits_to_read) {
    watch->waits_to_read = true;
    watch->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_read, [on_event](const boost::system::error_code& e) {
          on_event(&Watch::waits_to_read, CURL_POLL_IN, CURL_CSELECT_IN, e);
        });
  }
  if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->waits_to_write) {
    watch->waits_to_write = true;
    watch->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_write, [on_event](const boost::system::error_code& e) {
          on_event(&Watch::waits_to_write, CURL_POLL_OUT, CURL_CSELECT_OUT, e);
        });
  }
}

int OnSocket(CURL* /*easy*/, curl_socket_t socket, int what, void* user,
             void* /*assigned*/) noexcept {
  Shard& shard = *static_cast<Shard*>(user);
  const auto known = shard.watches.find(socket);
  if (what == CURL_POLL_REMOVE) {
    if (known == shard.watches.end()) return 0;
    known->second->gone = true;
    known->second->descriptor.release();
    shard.watches.erase(known);
    return 0;
  }
  std::shared_ptr<Watch> watch =
      known != shard.watches.end()
          ? known->second
          : shard.watches.emplace(socket, std::make_shared<Watch>(shard.context, socket))
                .first->second;
  watch->wanted = what;
  Await(shard, watch);
  return 0;
}

int OnTimer(CURLM* /*multi*/, long timeout_ms, void* user) {
  Shard& shard = *static_cast<Shard*>(user);
  if (timeout_ms < 0) {
    shard.timer.cancel();
    return 0;
  }
  // Never acts from here: libcurl forbids calls into it from its own callbacks.
  shard.timer.expires_after(std::chrono::milliseconds(timeout_ms));
  shard.timer.async_wait([&shard](const boost::system::error_code& error) {
    if (!error) Act(shard, CURL_SOCKET_TIMEOUT, 0);
  });
  return 0;
}

}  // namespace

void InitialiseCurl() {
  static const bool initialised = [] {
    HEADWAY_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    std::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  HEADWAY_CHECK(initialised);
}

class CurlTransport::Impl {
 public:
  Impl(EventLoop& loop, const base::Clock& clock, CurlOptions options)
      : context_(loop.context()),
        clock_(clock),
        options_(std::move(options)),
        keep_running_(context_.get_executor()) {
    // A loop that had nothing left to do after an earlier transport has stopped.
    context_.restart();
    InitialiseCurl();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    for (const auto& exchange : exchanges_) {
      if (exchange && exchange->stage == Exchange::Stage::kWithCurl) {
        curl_multi_remove_handle(exchange->shard->multi, exchange->easy);
      }
    }
    exchanges_.clear();
    for (const auto& shard : shards_) {
      // Closing kept connections calls OnSocket; after that nothing waits on the loop for a shard.
      curl_multi_cleanup(shard->multi);
      shard->timer.cancel();
    }
    context_.poll();
  }

  void Start(const TransportRequest& request) {
    Exchange* exchange = ExchangeOf(request);
    if (exchange == nullptr || !SetRequest(request, *exchange)) {
      finished_.push_back(WithoutResponse(request.slot, TransportFault::kNotSent, {}));
      return;
    }
    exchange->stage = Exchange::Stage::kWithCurl;
    exchange->started_at = clock_.Mono();
    exchange->connected = false;
    exchange->body.clear();
    if (exchange->body.capacity() > kKeptBodyCapacity) exchange->body.shrink_to_fit();
    exchange->header_bytes = 0;
    exchange->head_is_complete = false;
    exchange->too_large = false;
    exchange->retry_after.clear();
    exchange->date.clear();
    HEADWAY_CHECK(curl_multi_add_handle(exchange->shard->multi, exchange->easy) == CURLM_OK);
  }

  void Cancel(base::SlotIndex slot) {
    if (slot.value >= exchanges_.size() || !exchanges_[slot.value]) return;
    Exchange& exchange = *exchanges_[slot.value];
    if (exchange.stage != Exchange::Stage::kWithCurl) return;
    health::RequestFigures figures;
    figures.latency = clock_.Mono() - exchange.started_at;
    if (exchange.connected) figures = FiguresOf(exchange.easy, figures.latency);
    // Closes the connection, and leaves a name that is being resolved to its thread (QUICK_EXIT).
    HEADWAY_CHECK(curl_multi_remove_handle(exchange.shard->multi, exchange.easy) == CURLM_OK);
    exchange.stage = Exchange::Stage::kEnded;
    finished_.push_back(WithoutResponse(slot, TransportFault::kCancelled, figures));
  }

  std::span<const Completion> Poll(base::MonoTime deadline) {
    returned_.clear();
    while (finished_.empty() && !woken_.exchange(false)) {
      const base::MonoTime now = clock_.Mono();
      if (now >= deadline) break;
      context_.run_one_for(deadline - now);
    }
    context_.poll();
    returned_.swap(finished_);
    for (const Completion& completion : returned_) {
      const auto& exchange = exchanges_[completion.slot.value];
      if (exchange) exchange->stage = Exchange::Stage::kIdle;
    }
    return returned_;
  }

  void Wake() {
    woken_.store(true);
    asio::post(context_, [] {});
  }

 private:
  Exchange* ExchangeOf(const TransportRequest& request) {
    const std::size_t index = request.slot.value;
    if (exchanges_.size() <= index) exchanges_.resize(index + 1);
    std::unique_ptr<Exchange>& exchange = exchanges_[index];
    HEADWAY_CHECK(!exchange || exchange->stage == Exchange::Stage::kIdle);
    // By value: another target may stand at the address of one that is gone.
    if (exchange && exchange->target == *request.target) return exchange.get();
    exchange = std::make_unique<Exchange>();
    exchange->slot = request.slot;
    exchange->target = *request.target;
    exchange->shard = &ShardOf(index);
    exchange->easy = curl_easy_init();
    if (exchange->easy == nullptr || !SetAllOptions(*exchange, options_)) exchange.reset();
    return exchange.get();
  }

  Shard& ShardOf(std::size_t slot) {
    const std::size_t index = slot / base::limits::kConnectionsPerShard;
    while (shards_.size() <= index) {
      auto shard = std::make_unique<Shard>(context_);
      shard->completions = &finished_;
      shard->clock = &clock_;
      shard->multi = curl_multi_init();
      HEADWAY_CHECK(shard->multi != nullptr);
      curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, &OnSocket);
      curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, static_cast<void*>(shard.get()));
      curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, &OnTimer);
      curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, static_cast<void*>(shard.get()));
      curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS,
                        static_cast<long>(2 * base::limits::kConnectionsPerShard));
      shards_.push_back(std::move(shard));
    }
    return *shards_[index];
  }

  asio::io_context& context_;
  const base::Clock& clock_;
  const CurlOptions options_;
  asio::executor_work_guard<asio::io_context::executor_type> keep_running_;
  std::atomic<bool> woken_ = false;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::unique_ptr<Exchange>> exchanges_;  // by SlotIndex
  std::vector<Completion> finished_;
  std::vector<Completion> returned_;
};

CurlTransport::CurlTransport(EventLoop& loop, const base::Clock& clock, CurlOptions options)
    : impl_(std::make_unique<Impl>(loop, clock, std::move(options))) {}
CurlTransport::~CurlTransport() = default;

void CurlTransport::Start(const TransportRequest& request) { impl_->Start(request); }
void CurlTransport::Cancel(base::SlotIndex slot) { impl_->Cancel(slot); }
std::span<const Completion> CurlTransport::Poll(base::MonoTime deadline) {
  return impl_->Poll(deadline);
}
void CurlTransport::Wake() { impl_->Wake(); }

}  // namespace headway::probes
