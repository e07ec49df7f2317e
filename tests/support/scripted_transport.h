#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "probes/transport.h"
#include "tests/support/manual_clock.h"

namespace headway::testing {

/// What a scripted node does with a request.
struct ScriptedReply {
  base::Duration latency = std::chrono::milliseconds(20);
  chains::TransportFault fault = chains::TransportFault::kNone;
  int status = 200;
  std::string body;
  std::optional<base::Duration> retry_after;
  std::optional<health::TlsFacts> tls = {};
};

/// The fake of the Transport seam: a function plays the nodes, and waiting moves the clock. A reply
/// later than the request's timeout becomes a timeout at that time. Completions come in the order
/// of (time, start or cancellation), so a run is the same every time. Checks the contract: one
/// request per slot at a time.
class ScriptedTransport final : public probes::Transport {
 public:
  /// Called at Start, with the clock at the time of sending.
  using Node = std::function<ScriptedReply(const probes::TransportRequest&)>;

  ScriptedTransport(ManualClock& clock, Node node) : clock_(clock), node_(std::move(node)) {}

  void Start(const probes::TransportRequest& request) override {
    HEADWAY_CHECK(request.timeout > base::Duration::zero());
    ++started_;
    ScriptedReply reply = node_(request);
    if (reply.body.size() > request.max_body) {
      reply.fault = chains::TransportFault::kTooLarge;
      reply.body.clear();
    }
    if (reply.latency >= request.timeout) {
      reply = {.latency = request.timeout,
               .fault = chains::TransportFault::kTimeout,
               .status = 0,
               .body = {},
               .retry_after = {}};
    }
    Await({request.slot, clock_.Mono(), request.body.size(), std::move(reply)});
  }

  void Cancel(base::SlotIndex slot) override {
    const auto known = under_way_.find(slot);
    // At its time a reply is on its way, whether or not Poll was called since.
    if (known == under_way_.end() || known->second.first <= clock_.Mono()) return;
    Pending pending = std::move(pending_.extract(known->second).mapped());
    under_way_.erase(known);
    pending.reply = {.latency = clock_.Mono() - pending.started_at,
                     .fault = chains::TransportFault::kCancelled,
                     .status = 0,
                     .body = {},
                     .retry_after = {}};
    Await(std::move(pending));
  }

  std::span<const probes::Completion> Poll(base::MonoTime deadline) override {
    completions_.clear();
    bodies_.clear();
    if (std::exchange(woken_, false)) return completions_;
    if (pending_.empty() || pending_.begin()->first.first > std::max(deadline, clock_.Mono())) {
      clock_.AdvanceTo(deadline);
      return completions_;
    }
    clock_.AdvanceTo(pending_.begin()->first.first);
    bodies_.reserve(pending_.size());
    while (!pending_.empty() && pending_.begin()->first.first <= clock_.Mono()) {
      Complete(std::move(pending_.begin()->second));
      pending_.erase(pending_.begin());
    }
    return completions_;
  }

  void Wake() override { woken_ = true; }

  std::uint64_t started() const { return started_; }
  std::size_t under_way() const { return under_way_.size(); }

 private:
  /// When a request ends, and which of those that end together comes first.
  using Turn = std::pair<base::MonoTime, std::uint64_t>;

  struct Pending {
    base::SlotIndex slot;
    base::MonoTime started_at;
    std::size_t sent = 0;
    ScriptedReply reply;
  };

  void Await(Pending pending) {
    const Turn turn(pending.started_at + pending.reply.latency, next_sequence_++);
    HEADWAY_CHECK(under_way_.emplace(pending.slot, turn).second);
    pending_.emplace(turn, std::move(pending));
  }

  void Complete(Pending pending) {
    under_way_.erase(pending.slot);
    bodies_.push_back(std::move(pending.reply.body));
    probes::Completion completion{.slot = pending.slot,
                                  .fault = pending.reply.fault,
                                  .http_status = 0,
                                  .body = {},
                                  .retry_after = {},
                                  .tls = pending.reply.tls,
                                  .figures = {}};
    completion.figures.latency = pending.reply.latency;
    completion.figures.phases.wait = pending.reply.latency;
    completion.figures.bytes_sent = pending.sent;
    if (pending.reply.fault == chains::TransportFault::kNone) {
      completion.http_status = pending.reply.status;
      completion.body = bodies_.back();
      completion.retry_after = pending.reply.retry_after;
      completion.figures.bytes_received = bodies_.back().size();
    }
    completions_.push_back(completion);
  }

  ManualClock& clock_;
  const Node node_;
  std::uint64_t started_ = 0;
  std::uint64_t next_sequence_ = 0;
  bool woken_ = false;
  std::map<base::SlotIndex, Turn> under_way_;
  std::map<Turn, Pending> pending_;
  std::vector<std::string> bodies_;  // of the completions handed out
  std::vector<probes::Completion> completions_;
};

}  // namespace headway::testing
