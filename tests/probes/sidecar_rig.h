#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "exporter/sidecar.h"
#include "tests/probes/evm_script.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::exporter {

inline constexpr base::Duration kLatency = std::chrono::milliseconds(20);  // of ScriptedReply

/// http://NAME, whose url_id and host are the name.
config::NodeUrl NodeUrl(const std::string& name);

config::Endpoint Endpoint(const std::string& name, const std::vector<std::string>& urls,
                          health::Role role = health::Role::kPrimary);

/// ETH1 over jsonrpc: a block every 12 s, a poll every 6 s without jitter, and epochs of a day.
config::Settings SettingsOf(std::vector<config::Endpoint> endpoints);

/// One URL's node, as the test sets it. Blocks come as the clock goes.
struct ScriptedNode {
  std::optional<testing::ScriptedReply> misbehaviour;
  std::uint64_t chain_id = 1;
  base::Duration latency = kLatency;
  std::vector<base::Duration> head_requests;  // when, since the start
  std::vector<chains::ProbeKind> asked;
  base::Duration timeout{};  // of the last head request
};

/// The loop of the program on scripted nodes.
class SidecarRig {
 public:
  explicit SidecarRig(const config::Settings& settings);

  void Run(base::Duration span);
  /// False if it never came true within the hour.
  bool RunUntil(const std::function<bool()>& condition);
  /// Goes on under other settings.
  void Reload(const config::Settings& settings);

  /// By the name of NodeUrl.
  ScriptedNode& Node(const std::string& name) { return nodes_["http://" + name]; }
  const health::EndpointRow& Row(const std::string& name) const;
  const health::UrlRow& UrlOf(const std::string& name) const;
  bool Blocked(const std::string& name, health::Role role = health::Role::kPrimary) const {
    return Row(name).blocks.at(static_cast<std::size_t>(role)).has_value();
  }
  int Tier() const;

  const health::Fleet& fleet() const { return sidecar_.fleet(); }
  const Sidecar& sidecar() const { return sidecar_; }
  const std::vector<health::Event>& events() const { return events_; }
  std::vector<health::Transition> transitions() const;
  base::Duration elapsed() const { return clock_.Mono() - begin_; }
  Instant now() const { return {clock_.Mono(), clock_.Wall(), clock_.Wall()}; }

 private:
  void RunUntil(base::MonoTime end, const std::function<bool()>& condition);
  testing::ScriptedReply Answer(const probes::TransportRequest& request);

  testing::ManualClock clock_;
  const base::MonoTime begin_ = clock_.Mono();
  std::map<std::string, ScriptedNode> nodes_;  // by the target's URL
  testing::ScriptedTransport transport_{
      clock_, [this](const probes::TransportRequest& request) { return Answer(request); }};
  Sidecar sidecar_;
  std::vector<health::Event> events_;
};

/// Between one time and the next, from that before `from` on.
std::vector<base::Duration> Gaps(const std::vector<base::Duration>& times, std::size_t from);

}  // namespace headway::exporter
