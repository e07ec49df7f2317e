#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/clock.h"
#include "probes/event_loop.h"
#include "probes/transport.h"

namespace headway::probes {

struct CurlOptions {
  std::string user_agent;
};

/// HTTP/1.1, and HTTP/2 for requests that want it, over libcurl's multi_socket interface on the
/// event loop. Connections are kept (slots of one host share those of their shard) and sharded over
/// several multi handles: the cost of a request grows with the connections in one (docs/adr/0004).
/// Loop and clock outlive it.
class CurlTransport final : public Transport {
 public:
  CurlTransport(EventLoop& loop, const base::Clock& clock, CurlOptions options);
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override;

  void Start(const TransportRequest& request) override;
  void Cancel(base::SlotIndex slot) override;
  std::span<const Completion> Poll(base::MonoTime deadline) override;
  void Wake() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::probes
