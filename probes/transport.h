#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/ids.h"
#include "base/limits.h"
#include "base/time.h"
#include "chains/chain_family.h"
#include "chains/fault.h"
#include "health/probe_report.h"
#include "health/tls_facts.h"
#include "probes/http_target.h"
#include "probes/request_extras.h"

namespace headway::probes {

/// One HTTP request. The views, the target and the extras must live until its completion was taken.
struct TransportRequest {
  base::SlotIndex slot;
  const HttpTarget* target = nullptr;
  chains::HttpMethod method = chains::HttpMethod::kPost;
  std::string_view path;          // behind that of the target's URL: "" or `/…` (chains::Request)
  std::string_view body;          // of kPost
  base::Duration timeout{};       // of the whole exchange; above 0
  bool fresh_connection = false;  // do not reuse a kept connection
  const RequestExtras* extras = nullptr;  // null: none, as for polls
  /// A longer body ends the request with kTooLarge.
  std::size_t max_body = base::limits::kMaxReplyBodyBytes;
};

/// How a request ended.
struct Completion {
  base::SlotIndex slot;
  chains::TransportFault fault = chains::TransportFault::kNone;
  int http_status = 0;    // 0 unless a complete response came
  std::string_view body;  // untrusted; at most what the request allowed
  std::optional<base::Duration> retry_after;
  /// Of the connection, also of one that was refused; nullopt: no TLS, or it did not get that far.
  std::optional<health::TlsFacts> tls = {};
  health::RequestFigures figures;
  // Of requests with extras.
  bool http2 = false;                            // the response came over HTTP/2
  std::span<const ReceivedHeader> headers = {};  // of those that were wanted
};

/// Seam 3 of 3. Sends requests; never blocks but in Poll; never throws. Every started request ends
/// in exactly one completion, also when it could not be sent or was cancelled. Owned and used by
/// the thread whose loop it is; Wake alone may be called from any thread.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// At most one request per slot may be under way: from its Start until its completion was taken.
  /// The target of a slot may differ from one request to the next.
  virtual void Start(const TransportRequest& request) = 0;

  /// Ends the request under way for the slot. The next Poll returns at once, and one of the next
  /// brings the completion, with TransportFault::kCancelled and the figures that are known. A
  /// completion that is already on its way stays what it is; without a request under way nothing
  /// happens. Not to be called from within Poll.
  virtual void Cancel(base::SlotIndex slot) = 0;

  /// Waits until something completed, the deadline has come or Wake was called, and returns what
  /// completed, possibly nothing. The completions, their bodies and headers are valid until the
  /// next Start for the same slot or the next Poll, whichever is sooner.
  virtual std::span<const Completion> Poll(base::MonoTime deadline) = 0;

  /// Ends the Poll under way, or the next one, early.
  virtual void Wake() = 0;
};

}  // namespace headway::probes
