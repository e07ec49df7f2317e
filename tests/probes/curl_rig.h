#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/system_clock.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"
#include "probes/http_target.h"

namespace headway::probes {

/// A completion with a body of its own.
struct Outcome {
  chains::TransportFault fault = chains::TransportFault::kNone;
  int http_status = 0;
  std::string body;
  std::optional<base::Duration> retry_after;
  std::optional<health::TlsFacts> tls;
  health::RequestFigures figures;
  bool http2 = false;
  std::map<std::string, std::string> headers = {};
};

/// The transport on the machine's clock and real sockets. Nothing here waits but in Poll, and for
/// half a minute at most.
class CurlRig {
 public:
  struct Request {
    chains::HttpMethod method = chains::HttpMethod::kPost;
    std::string path = {};
    std::string body = R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]})";
    base::Duration timeout = std::chrono::seconds(20);
    bool fresh_connection = false;
    std::optional<RequestExtras> extras = {};  // what its spans show must outlive the exchange
    std::size_t max_body = base::limits::kMaxReplyBodyBytes;
  };

  /// Where the requests of `slot` go.
  HttpTarget& Target(std::uint32_t slot) { return targets_[slot]; }

  void Start(std::uint32_t slot) { Start(slot, Request()); }
  void Start(std::uint32_t slot, const Request& asked);
  void Cancel(std::uint32_t slot) { transport_->Cancel(base::SlotIndex{slot}); }

  /// One Poll; what ends in it is kept for its own Await.
  void PollUntil(base::MonoTime deadline);

  /// Polls until the request of `slot` has ended; what ends meanwhile is kept for its own Await.
  Outcome Await(std::uint32_t slot);

  /// One whole exchange of slot 0 with `url`.
  Outcome Ask(const std::string& url) { return Ask(url, Request()); }
  Outcome Ask(const std::string& url, const Request& request);

  bool HasEnded(std::uint32_t slot) const { return ended_.contains(slot); }

  base::MonoTime Now() const { return clock_.Mono(); }
  CurlTransport& transport() { return *transport_; }
  /// Destroys the transport and makes another one on the same loop.
  void Replace();

 private:
  std::unique_ptr<CurlTransport> MakeTransport();

  base::SystemClock clock_;
  EventLoop loop_;
  std::map<std::uint32_t, HttpTarget> targets_;
  std::map<std::uint32_t, Request> requests_;  // under way
  std::map<std::uint32_t, Outcome> ended_;
  std::unique_ptr<CurlTransport> transport_ = MakeTransport();
};

}  // namespace headway::probes
