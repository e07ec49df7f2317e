#pragma once

#include <chrono>
#include <string>

#include "tests/sim/naive_fleet.h"

namespace headway::sim {

/// A fleet of the naive model on one EVM chain, polled by hand: each step is ten seconds.
class NaiveRig {
 public:
  explicit NaiveRig(std::size_t urls, const NaivePolicy& policy = {})
      : config_(Config(urls, policy)), fleet_(config_) {}

  static NaiveConfig Config(std::size_t urls, const NaivePolicy& policy) {
    NaiveConfig config;
    config.policy = policy;
    config.chains.push_back({.spec = "CHAIN",
                             .is_evm = true,
                             .block_time = std::chrono::seconds(10),
                             .allowed_lag = 2,
                             .expected_ids = {"0x1"}});
    for (std::size_t index = 0; index < urls; ++index) {
      const std::string key = Url(index);
      config.urls.push_back(
          {.key = key, .chain = 0, .host = "host-" + key, .timeout = std::chrono::seconds(10)});
      config.endpoints.push_back(
          {.key = "e" + key, .chain = 0, .roles = {true, false}, .urls = {key}});
    }
    return config;
  }

  static std::string Url(std::size_t index) { return std::to_string(index); }

  void Step(base::Duration by = std::chrono::seconds(10)) {
    now_ += by;
    wall_ += by;
  }

  NaivePoll Poll(std::size_t url) const {
    NaivePoll poll;
    poll.url = Url(url);
    poll.now = now_;
    poll.wall = wall_;
    poll.generation = fleet_.generation();
    return poll;
  }

  void Answer(std::size_t url, std::uint64_t head, const std::string& identity = "0x1") {
    NaivePoll poll = Poll(url);
    poll.head.head = head;
    poll.identity = Told{};
    poll.identity->identity = identity;
    fleet_.OnIdentity(poll.url, *poll.identity, now_);
    fleet_.OnPoll(poll);
  }

  void Fail(std::size_t url, Wire wire, bool refusal = true) {
    NaivePoll poll = Poll(url);
    poll.head.wire = wire;
    poll.head.refusal = refusal;
    fleet_.OnPoll(poll);
  }

  void FailTimes(std::size_t url, Wire wire, int times) {
    for (int time = 0; time < times; ++time) {
      Step();
      Fail(url, wire);
    }
  }

  void Boundary() { fleet_.OnBoundary(now_); }

  std::string Shown(std::size_t url) const {
    return std::string(fleet_.urls().at(Url(url)).Shown());
  }
  bool Gauge(std::size_t url) const { return fleet_.urls().at(Url(url)).gauge; }
  const NaiveEndpoint& Endpoint(std::size_t url) const {
    return fleet_.endpoints().at("e" + Url(url));
  }
  bool Blocked(std::size_t url) const { return Endpoint(url).blocking[kNaivePrimary].blocked; }

  NaiveConfig& config() { return config_; }
  NaiveFleet& fleet() { return fleet_; }
  base::MonoTime now() const { return now_; }

 private:
  NaiveConfig config_;
  NaiveFleet fleet_;
  base::MonoTime now_{std::chrono::hours(1)};
  base::WallTime wall_{std::chrono::seconds(1'767'225'600)};
};

}  // namespace headway::sim
