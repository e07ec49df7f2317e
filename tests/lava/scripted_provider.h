#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lava/listener_check.h"

namespace headway::lava {

/// A reply message to the probe, encoded by hand. `failed`: a verification; empty: none.
std::string ProviderReply(std::uint64_t guid, std::uint64_t latest_block,
                          std::string_view failed = {});

/// The GUID of a framed question.
std::uint64_t GuidOf(std::string_view frame);

/// A completion with texts of its own.
struct Answer {
  chains::TransportFault fault = chains::TransportFault::kNone;
  int http_status = 200;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool http2 = true;
  std::optional<health::TlsFacts> tls = {};
  base::Duration latency = std::chrono::milliseconds(20);
  bool connected = true;
};

/// What was asked, and how: its views are copies.
struct Asked {
  std::string verb;  // POST, GET, OPTIONS, PUT
  std::string url;
  std::string path;
  std::string body;
  bool http2 = false;
  bool verified = true;
  bool fresh = false;
  base::Duration timeout{};

  bool IsProbe() const { return path == "/lavanet.lava.pairing.Relayer/Probe"; }
};

Asked WhatWasAsked(const probes::TransportRequest& request);

/// What a good provider answers.
Answer GoodProvider(const Asked& asked);

/// Calls `take` with the answer as a completion of slot 0.
void Deliver(const Answer& answer,
             const std::function<void(const probes::Completion& completion)>& take);

/// Runs a whole check against `provider`. `asked`, if set, gets every request.
ListenerResult RunCheck(const ListenerPlan& plan,
                        const std::function<Answer(const Asked& asked)>& provider,
                        std::vector<Asked>* asked = nullptr);

/// On port 443, with TLS.
ListenerPlan SamplePlan();

}  // namespace headway::lava
