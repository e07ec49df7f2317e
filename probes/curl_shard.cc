// The only file that includes libcurl. Options are explicit: what is not set here is libcurl's
// default by decision, not by accident (docs/adr/0004).
#include "probes/curl_shard.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include "base/check.h"
#include "base/limits.h"
#include "probes/connect_fault.h"
#include "probes/phase_times.h"
#include "probes/request_url.h"

namespace headway::probes {
namespace {

using base::Duration;
using chains::TransportFault;

constexpr long kIdleConnectionSeconds = 30;       // NATs forget sooner than curl's default of 118
constexpr long kConnectionLifetimeSeconds = 300;  // so that a name that moved is followed
constexpr long kDnsCacheSeconds = 60;
constexpr long kIssuersCacheSeconds = 3'600;  // to read those of all the Web takes 50 ms
constexpr std::size_t kKeptBodyCapacity = std::size_t{64} << 10U;

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

Duration TimeOf(CURL* easy, CURLINFO info) {
  return std::chrono::microseconds(Get<curl_off_t>(easy, info));
}

bool Append(curl_slist*& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list, line.c_str());
  if (longer == nullptr) return false;
  list = longer;
  return true;
}

std::string LineOf(const HttpHeader& header) {
  return header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
}

bool HasTls(const HttpTarget& target) { return target.url.starts_with("https:"); }

long VersionOf(const RequestExtras& extras, bool has_tls) {
  if (!extras.http2) return CURL_HTTP_VERSION_1_1;
  return has_tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
}

const char* NameOf(RequestExtras::Verb verb) {
  switch (verb) {
    case RequestExtras::Verb::kOptions:
      return "OPTIONS";
    case RequestExtras::Verb::kPut:
      return "PUT";
    case RequestExtras::Verb::kOfMethod:
      break;
  }
  return nullptr;
}

/// libcurl compares the name itself, after OpenSSL has trusted the chain.
TransportFault FaultOfCertificates(const TlsHandshake& tls) {
  if (tls.distrust != TransportFault::kNone) return tls.distrust;
  return tls.facts ? TransportFault::kTlsNameMismatch : TransportFault::kTls;
}

bool WasSent(CURL* easy) { return Get<long>(easy, CURLINFO_REQUEST_SIZE) > 0; }

TransportFault FaultOf(CURLcode code, CURL* easy, const TlsHandshake& tls) {
  switch (code) {
    case CURLE_OK:
      return TransportFault::kNone;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return TransportFault::kDns;
    case CURLE_COULDNT_CONNECT:
      return FaultOfConnect(static_cast<int>(Get<long>(easy, CURLINFO_OS_ERRNO)));
    case CURLE_OPERATION_TIMEDOUT:
      return TransportFault::kTimeout;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
      return TransportFault::kClosed;
    case CURLE_UNSUPPORTED_PROTOCOL:  // of the URL; after sending: the peer's, which is not HTTP/1
      return WasSent(easy) ? TransportFault::kClosed : TransportFault::kNotSent;
    case CURLE_OUT_OF_MEMORY:  // after sending: a header line above libcurl's own bound
      return WasSent(easy) ? TransportFault::kTooLarge : TransportFault::kNotSent;
    case CURLE_PEER_FAILED_VERIFICATION:
      return FaultOfCertificates(tls);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
      return TransportFault::kTls;
    case CURLE_URL_MALFORMAT:
    case CURLE_FAILED_INIT:
    case CURLE_SSL_CERTPROBLEM:  // files of ours that cannot be read, or hold no certificate
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
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

/// `total`: from the start to the end.
health::RequestFigures FiguresOf(CURL* easy, Duration total) {
  const Duration ready = TimeOf(easy, CURLINFO_PRETRANSFER_TIME_T);
  health::RequestFigures figures;
  figures.latency = total;
  figures.phases =
      PhasesOf({.resolved = TimeOf(easy, CURLINFO_NAMELOOKUP_TIME_T),
                .connected = TimeOf(easy, CURLINFO_CONNECT_TIME_T),
                .tls_done = TimeOf(easy, CURLINFO_APPCONNECT_TIME_T),
                .ready = ready,
                .first_byte = TimeOf(easy, CURLINFO_STARTTRANSFER_TIME_T),
                .total = total,
                .kept = ready > Duration::zero() && Get<long>(easy, CURLINFO_NUM_CONNECTS) == 0});
  figures.bytes_sent = BytesSent(easy);
  figures.bytes_received =
      static_cast<std::uint64_t>(Get<long>(easy, CURLINFO_HEADER_SIZE)) +
      static_cast<std::uint64_t>(Get<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T));
  return figures;
}

}  // namespace

void InitialiseCurl() {
  static const bool initialised = [] {
    HEADWAY_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    // What Observe of probes/tls_handshake.h is handed must be OpenSSL's.
    const std::string_view tls_library = curl_version_info(CURLVERSION_NOW)->ssl_version;
    HEADWAY_CHECK(tls_library.starts_with("OpenSSL/"));
    std::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  HEADWAY_CHECK(initialised);
}

struct CurlExchange::Callbacks {
  static CurlExchange& Of(void* user) { return *static_cast<CurlExchange*>(user); }

  static std::size_t OnBodyBytes(char* bytes, std::size_t size, std::size_t count,
                                 void* user) noexcept {
    CurlExchange& exchange = Of(user);
    const std::size_t arrived = size * count;
    // CURLOPT_MAXFILESIZE does not stop chunked bodies in this version.
    if (exchange.body_.size() + arrived > exchange.max_body_) {
      exchange.too_large_ = true;
      return 0;
    }
    exchange.body_.append(bytes, arrived);
    return arrived;
  }

  static std::size_t OnHeaderBytes(char* bytes, std::size_t size, std::size_t count,
                                   void* user) noexcept {
    CurlExchange& exchange = Of(user);
    const std::size_t arrived = size * count;
    if (!exchange.head_.Take({bytes, arrived})) exchange.too_large_ = true;
    return exchange.too_large_ ? 0 : arrived;
  }

  static CURLcode OnTlsContext(CURL* /*easy*/, void* context, void* user) noexcept {
    Observe(context, Of(user).tls_);
    return CURLE_OK;
  }

  /// Until here the figures that an easy handle has are those of its request before.
  static int OnConnected(void* user, char* /*peer*/, char* /*own*/, int /*peer_port*/,
                         int /*own_port*/) noexcept {
    CurlExchange& exchange = Of(user);
    exchange.connected_ = true;
    // A kept connection may be one that another slot made: its handshake was not observed for us.
    const auto* session = Get<curl_tlssessioninfo*>(exchange.easy_, CURLINFO_TLS_SSL_PTR);
    if (session->internals != nullptr) exchange.tls_.facts = FactsOf(session->internals);
    return CURL_PREREQFUNC_OK;
  }
};

CurlExchange::CurlExchange(base::SlotIndex slot, HttpTarget target)
    : slot_(slot), target_(std::move(target)), easy_(curl_easy_init()) {}

CurlExchange::~CurlExchange() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(headers_);
  curl_slist_free_all(extra_headers_);
}

std::unique_ptr<CurlExchange> CurlExchange::Make(base::SlotIndex slot, HttpTarget target,
                                                 const std::string& user_agent) {
  std::unique_ptr<CurlExchange> exchange(new CurlExchange(slot, std::move(target)));
  if (exchange->easy_ == nullptr || !exchange->SetTarget(user_agent)) return nullptr;
  exchange->SetTls();
  exchange->SetLimits();
  exchange->SetCallbacks();
  return exchange;
}

bool CurlExchange::SetTarget(const std::string& user_agent) {
  if (curl_easy_setopt(easy_, CURLOPT_URL, target_.url.c_str()) != CURLE_OK) return false;
  if (!BuildHeaders()) return false;
  Set(easy_, CURLOPT_USERAGENT, user_agent.c_str());
  if (target_.userinfo.empty()) return true;
  const std::size_t colon = target_.userinfo.find(':');
  const std::string user = target_.userinfo.substr(0, colon);
  const std::string password =
      colon == std::string::npos ? std::string() : target_.userinfo.substr(colon + 1);
  Set(easy_, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  Set(easy_, CURLOPT_USERNAME, user.c_str());
  Set(easy_, CURLOPT_PASSWORD, password.c_str());
  return true;
}

bool CurlExchange::BuildHeaders() {
  // The first is of POST alone: a GET has the rest of the list.
  return Append(headers_, "Content-Type: application/json") &&
         Append(headers_, "Accept: application/json") &&
         Append(headers_, "Expect:") &&  // no asking for a 100-continue
         AppendOwnHeaders(headers_);
}

bool CurlExchange::AppendOwnHeaders(curl_slist*& list) const {
  return std::all_of(target_.headers.begin(), target_.headers.end(),
                     [&list](const HttpHeader& header) { return Append(list, LineOf(header)); });
}

void CurlExchange::SetTls() const {
  const TlsSettings& tls = target_.tls;
  Set(easy_, CURLOPT_SSL_VERIFYPEER, tls.allow_insecure ? 0L : 1L);
  Set(easy_, CURLOPT_SSL_VERIFYHOST, tls.allow_insecure ? 0L : 2L);
  if (!tls.ca_cert_path.empty()) Set(easy_, CURLOPT_CAINFO, tls.ca_cert_path.c_str());
  if (!tls.client_cert_path.empty()) Set(easy_, CURLOPT_SSLCERT, tls.client_cert_path.c_str());
  if (!tls.client_key_path.empty()) Set(easy_, CURLOPT_SSLKEY, tls.client_key_path.c_str());
  // The issuers are those of one file: with a directory beside it libcurl would read all of them
  // for each connection.
  Set(easy_, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  Set(easy_, CURLOPT_CA_CACHE_TIMEOUT, kIssuersCacheSeconds);
  // A resumed session is as good as the certificate of the handshake before it.
  Set(easy_, CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

void CurlExchange::SetLimits() const {
  // What may be spoken, and with whom: no other schemes, no redirects, no proxy from the
  // environment, no credentials from a .netrc.
  Set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy_, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  Set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy_, CURLOPT_PROXY, "");
  Set(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy_, CURLOPT_HTTP09_ALLOWED, 0L);

  // A name server that hangs must not freeze the loop: see QUICK_EXIT in docs/adr/0004.
  Set(easy_, CURLOPT_NOSIGNAL, 1L);
  Set(easy_, CURLOPT_QUICK_EXIT, 1L);
  Set(easy_, CURLOPT_DNS_CACHE_TIMEOUT, kDnsCacheSeconds);
  Set(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy_, CURLOPT_MAXAGE_CONN, kIdleConnectionSeconds);
  Set(easy_, CURLOPT_MAXLIFETIME_CONN, kConnectionLifetimeSeconds);
}

void CurlExchange::SetCallbacks() {
  void* const self = this;
  Set(easy_, CURLOPT_WRITEFUNCTION, &Callbacks::OnBodyBytes);
  Set(easy_, CURLOPT_WRITEDATA, self);
  Set(easy_, CURLOPT_HEADERFUNCTION, &Callbacks::OnHeaderBytes);
  Set(easy_, CURLOPT_HEADERDATA, self);
  Set(easy_, CURLOPT_SSL_CTX_FUNCTION, &Callbacks::OnTlsContext);
  Set(easy_, CURLOPT_SSL_CTX_DATA, self);
  Set(easy_, CURLOPT_PREREQFUNCTION, &Callbacks::OnConnected);
  Set(easy_, CURLOPT_PREREQDATA, self);
  Set(easy_, CURLOPT_PRIVATE, self);
}

bool CurlExchange::SetExtras(const RequestExtras* extras) {
  const bool has_tls = HasTls(target_);
  const RequestExtras none;
  const RequestExtras& set = extras == nullptr ? none : *extras;
  has_extras_ = extras != nullptr;
  Set(easy_, CURLOPT_HTTP_VERSION, VersionOf(set, has_tls));
  // 7.88 puts HTTP/2 upon HTTP/2 when it takes a kept connection without TLS, and fails.
  Set(easy_, CURLOPT_FORBID_REUSE, set.http2 && !has_tls ? 1L : 0L);
  Set(easy_, CURLOPT_CUSTOMREQUEST, NameOf(set.verb));
  Set(easy_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  curl_slist_free_all(std::exchange(extra_headers_, nullptr));
  if (!has_extras_) return true;
  head_.Want(set.wanted);
  bool built = Append(extra_headers_, "Expect:");
  bool has_type = false;
  for (const HttpHeader& header : set.headers) {
    has_type = has_type || curl_strequal(header.name.c_str(), "Content-Type") != 0;
    built = built && Append(extra_headers_, LineOf(header));
  }
  // A POST would be called a form.
  return built && (has_type || Append(extra_headers_, "Content-Type:")) &&
         AppendOwnHeaders(extra_headers_);
}

bool CurlExchange::Prepare(const TransportRequest& request) {
  connected_ = false;
  too_large_ = false;
  max_body_ = request.max_body;
  head_.Clear();
  body_.clear();
  if (body_.capacity() > kKeptBodyCapacity) body_.shrink_to_fit();
  tls_ = {};
  if ((request.extras != nullptr || has_extras_) && !SetExtras(request.extras)) return false;
  if (request.path != path_) {
    const std::string url = RequestUrl(target_.url, request.path);
    if (curl_easy_setopt(easy_, CURLOPT_URL, url.c_str()) != CURLE_OK) return false;
    path_ = request.path;
  }
  if (request.method == chains::HttpMethod::kGet) {
    Set(easy_, CURLOPT_HTTPGET, 1L);
    Set(easy_, CURLOPT_HTTPHEADER, has_extras_ ? extra_headers_ : headers_->next);
  } else {
    Set(easy_, CURLOPT_POST, 1L);
    Set(easy_, CURLOPT_POSTFIELDS, request.body.data());
    Set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(easy_, CURLOPT_HTTPHEADER, has_extras_ ? extra_headers_ : headers_);
  }
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(request.timeout).count();
  Set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout));
  Set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout));
  const bool has_plain_http2 =
      request.extras != nullptr && request.extras->http2 && !HasTls(target_);
  Set(easy_, CURLOPT_FRESH_CONNECT, request.fresh_connection || has_plain_http2 ? 1L : 0L);
  return true;
}

Completion CurlExchange::Cancelled(Duration latency) const {
  Completion completion;
  completion.slot = slot_;
  completion.fault = TransportFault::kCancelled;
  completion.tls = tls_.facts;
  completion.figures.latency = latency;
  if (connected_) completion.figures = FiguresOf(easy_, latency);
  return completion;
}

TransportFault CurlExchange::FaultAfter(int code) const {
  if (too_large_) return TransportFault::kTooLarge;
  // libcurl is content with a head that the peer cut short.
  if (code == CURLE_OK && !head_.complete()) return TransportFault::kClosed;
  return FaultOf(static_cast<CURLcode>(code), easy_, tls_);
}

Completion CurlExchange::Ended(int code, const base::Clock& clock) const {
  Completion completion;
  completion.slot = slot_;
  completion.fault = FaultAfter(code);
  completion.tls = tls_.facts;
  completion.figures = FiguresOf(easy_, TimeOf(easy_, CURLINFO_TOTAL_TIME_T));
  if (completion.fault == TransportFault::kNone) {
    completion.http_status = static_cast<int>(Get<long>(easy_, CURLINFO_RESPONSE_CODE));
    completion.body = body_;
    completion.retry_after = head_.RetryAfter(clock.Wall());
    if (has_extras_) {
      completion.http2 = Get<long>(easy_, CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0;
      completion.headers = head_.received();
    }
  }
  return completion;
}

struct CurlShard::Callbacks {
  static int OnSocket(CURL* /*easy*/, curl_socket_t socket, int what, void* user,
                      void* /*assigned*/) noexcept {
    SocketWaiter& waiter = static_cast<CurlShard*>(user)->waiter_;
    if (what == CURL_POLL_REMOVE) {
      waiter.Forget(socket);
    } else {
      waiter.Watch(socket, {.readable = (what & CURL_POLL_IN) != 0,
                            .writable = (what & CURL_POLL_OUT) != 0});
    }
    return 0;
  }

  // Acting from within these two is forbidden by libcurl, and does not happen: a waiter calls back
  // from the loop alone.
  static int OnTimer(CURLM* /*multi*/, long timeout_ms, void* user) noexcept {
    SocketWaiter& waiter = static_cast<CurlShard*>(user)->waiter_;
    if (timeout_ms < 0) {
      waiter.CancelTimer();
    } else {
      waiter.SetTimer(std::chrono::milliseconds(timeout_ms));
    }
    return 0;
  }

  static int EventsOf(SocketWaiter::Readiness readiness) {
    switch (readiness) {
      case SocketWaiter::Readiness::kReadable:
        return CURL_CSELECT_IN;
      case SocketWaiter::Readiness::kWritable:
        return CURL_CSELECT_OUT;
      case SocketWaiter::Readiness::kBroken:
        break;
    }
    return CURL_CSELECT_ERR;
  }
};

CurlShard::CurlShard(boost::asio::io_context& loop, const base::Clock& clock, OnEnded on_ended)
    : clock_(clock),
      on_ended_(std::move(on_ended)),
      waiter_(
          loop,
          [this](int socket, SocketWaiter::Readiness readiness) {
            Act(socket, Callbacks::EventsOf(readiness));
          },
          [this] { Act(CURL_SOCKET_TIMEOUT, 0); }),
      multi_(curl_multi_init()) {
  HEADWAY_CHECK(multi_ != nullptr);
  void* const self = this;
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Callbacks::OnSocket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Callbacks::OnTimer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, self);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                    static_cast<long>(2 * base::limits::kConnectionsPerShard));
  // One request at a time over a connection, also with HTTP/2: a stall is nobody else's.
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
}

// Closing kept connections calls OnSocket, so the waiter goes after that.
CurlShard::~CurlShard() { curl_multi_cleanup(multi_); }

void CurlShard::Add(CurlExchange& exchange) {
  HEADWAY_CHECK(curl_multi_add_handle(multi_, exchange.easy_) == CURLM_OK);
}

void CurlShard::Remove(CurlExchange& exchange) {
  HEADWAY_CHECK(curl_multi_remove_handle(multi_, exchange.easy_) == CURLM_OK);
}

void CurlShard::Act(int socket, int events) {
  int running = 0;
  HEADWAY_CHECK(curl_multi_socket_action(multi_, socket, events, &running) == CURLM_OK);
  TakeFinished();
}

void CurlShard::TakeFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message dies with the removal of its handle.
    const CURLcode code = message->data.result;
    auto* exchange = static_cast<CurlExchange*>(Get<void*>(message->easy_handle, CURLINFO_PRIVATE));
    const Completion completion = exchange->Ended(code, clock_);
    Remove(*exchange);
    on_ended_(completion);
  }
}

}  // namespace headway::probes
