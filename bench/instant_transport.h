#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "probes/transport.h"

namespace headway::bench {

struct InstantReply {
  int status = 200;
  std::string_view body;  // valid until its completion was taken
};

/// A Transport without sockets: every request is answered by the next Poll. What remains of a poll
/// is headway's own work. Reuses its memory.
class InstantTransport final : public probes::Transport {
 public:
  using Node = std::function<InstantReply(const probes::TransportRequest&)>;

  explicit InstantTransport(Node node) : node_(std::move(node)) {}

  void Start(const probes::TransportRequest& request) override {
    const InstantReply reply = node_(request);
    probes::Completion& completion = answered_.emplace_back();
    completion.slot = request.slot;
    completion.http_status = reply.status;
    completion.body = reply.body;
    completion.figures.latency = LatencyOf(request.slot);
    completion.figures.phases.wait = completion.figures.latency;
    completion.figures.bytes_sent = request.body.size();
    completion.figures.bytes_received = reply.body.size();
  }

  /// Every request is answered by the time it could be cancelled.
  void Cancel(base::SlotIndex /*slot*/) override {}

  std::span<const probes::Completion> Poll(base::MonoTime /*deadline*/) override {
    returned_.clear();
    returned_.swap(answered_);
    return returned_;
  }

  void Wake() override {}

  bool idle() const { return answered_.empty(); }

 private:
  /// 3 to 480 ms: nodes differ, and sums of latencies have as many digits as real ones.
  static base::Duration LatencyOf(base::SlotIndex slot) {
    return std::chrono::microseconds(3'217 + 7'919 * (slot.value % 61));
  }

  const Node node_;
  std::vector<probes::Completion> answered_;
  std::vector<probes::Completion> returned_;
};

}  // namespace headway::bench
