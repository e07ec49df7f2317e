#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "base/time.h"
#include "chains/fault.h"
#include "probes/http_target.h"
#include "probes/response_head.h"
#include "probes/socket_waiter.h"
#include "probes/tls_handshake.h"
#include "probes/transport.h"

struct curl_slist;

/// libcurl's two kinds of handles, behind plain types.
namespace headway::probes {

/// libcurl's process-wide set-up, and SIGPIPE ignored. Done by the first transport; to be called
/// earlier by a program that starts threads before that. Idempotent; main thread only.
void InitialiseCurl();

/// An easy handle: one slot's requests to one target, one after the other.
class CurlExchange {
 public:
  /// nullptr: libcurl refuses the URL or a header; nothing may be sent.
  static std::unique_ptr<CurlExchange> Make(base::SlotIndex slot, HttpTarget target,
                                            const std::string& user_agent);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;
  ~CurlExchange();

  const HttpTarget& target() const { return target_; }

  /// Forgets the request before and makes ready for this one. False as above. The body is not
  /// copied.
  bool Prepare(const TransportRequest& request);

  /// The end of a request that we end ourselves, `latency` after its start; before it is removed.
  Completion Cancelled(base::Duration latency) const;

 private:
  friend class CurlShard;
  struct Callbacks;  // what libcurl calls with `this`

  CurlExchange(base::SlotIndex slot, HttpTarget target);
  bool SetTarget(const std::string& user_agent);
  bool BuildHeaders();
  /// The target's own, behind those of `list`.
  bool AppendOwnHeaders(curl_slist*& list) const;
  /// null: as if there never had been any.
  bool SetExtras(const RequestExtras* extras);
  void SetTls() const;
  void SetLimits() const;
  void SetCallbacks();
  /// `code`: how libcurl says that it ended.
  chains::TransportFault FaultAfter(int code) const;
  /// The body is valid until Prepare.
  Completion Ended(int code, const base::Clock& clock) const;

  const base::SlotIndex slot_;
  const HttpTarget target_;  // a copy: a reload makes all targets anew, most of them as they were
  void* const easy_;         // CURL*
  curl_slist* headers_ = nullptr;        // Content-Type first
  std::string path_;                     // behind the target's, as the easy handle has it
  bool has_extras_ = false;              // the easy handle has options of a request's extras
  curl_slist* extra_headers_ = nullptr;  // of these, instead of headers_; null: none
  // Of the request under way.
  bool connected_ = false;
  bool too_large_ = false;
  std::size_t max_body_ = 0;
  ResponseHead head_;
  std::string body_;
  TlsHandshake tls_;
};

/// A multi handle: requests that share connections.
class CurlShard {
 public:
  /// Each added request that was not removed, when it has ended. Until then it must live. May not
  /// call back into the shard.
  using OnEnded = std::function<void(const Completion& completion)>;

  /// Loop and clock outlive it.
  CurlShard(boost::asio::io_context& loop, const base::Clock& clock, OnEnded on_ended);
  CurlShard(const CurlShard&) = delete;
  CurlShard& operator=(const CurlShard&) = delete;
  /// All requests must have ended or been removed.
  ~CurlShard();

  /// Starts what was prepared.
  void Add(CurlExchange& exchange);
  /// Closes its connection, and leaves a name that is being resolved to its thread (QUICK_EXIT).
  void Remove(CurlExchange& exchange);

 private:
  struct Callbacks;

  void Act(int socket, int events);
  void TakeFinished();

  const base::Clock& clock_;
  const OnEnded on_ended_;
  SocketWaiter waiter_;
  void* const multi_;  // CURLM*
};

}  // namespace headway::probes
