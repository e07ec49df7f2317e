#include "tests/lava/scripted_provider.h"

#include <cstddef>

#include "base/check.h"

namespace headway::lava {
namespace {

std::string Varint(std::uint64_t number) {
  std::string text;
  for (; number >= 0x80U; number >>= 7U) text.push_back(static_cast<char>(number | 0x80U));
  text.push_back(static_cast<char>(number));
  return text;
}

std::string Prefixed(char tag, std::string_view text) {
  return tag + Varint(text.size()) + std::string(text);
}

std::string Framed(const std::string& message) {
  HEADWAY_CHECK(message.size() < 128);
  return std::string(4, '\0') + static_cast<char>(message.size()) + message;
}

}  // namespace

std::string ProviderReply(std::uint64_t guid, std::uint64_t latest_block, std::string_view failed) {
  std::string reply = '\x08' + Varint(guid) + '\x10' + Varint(latest_block);
  if (!failed.empty()) reply += Prefixed('\x32', Prefixed('\x0A', failed));
  return reply;
}

std::uint64_t GuidOf(std::string_view frame) {
  constexpr std::size_t kPrefixAndTag = 6;
  std::uint64_t guid = 0;
  unsigned shift = 0;
  for (const char byte : frame.substr(kPrefixAndTag)) {
    guid |= std::uint64_t{static_cast<unsigned char>(byte) & 0x7FU} << shift;
    if ((static_cast<unsigned char>(byte) & 0x80U) == 0) break;
    shift += 7;
  }
  return guid;
}

Asked WhatWasAsked(const probes::TransportRequest& request) {
  using Verb = probes::RequestExtras::Verb;
  Asked asked{.verb = request.method == chains::HttpMethod::kGet ? "GET" : "POST",
              .url = request.target->url,
              .path = std::string(request.path),
              .body = std::string(request.body),
              .http2 = request.extras != nullptr && request.extras->http2,
              .verified = !request.target->tls.allow_insecure,
              .fresh = request.fresh_connection,
              .timeout = request.timeout};
  if (request.extras != nullptr && request.extras->verb == Verb::kOptions) asked.verb = "OPTIONS";
  if (request.extras != nullptr && request.extras->verb == Verb::kPut) asked.verb = "PUT";
  return asked;
}

Answer GoodProvider(const Asked& asked) {
  Answer answer;
  if (asked.url.starts_with("https:")) answer.tls = health::TlsFacts{};
  if (asked.IsProbe()) {
    answer.body = Framed(ProviderReply(GuidOf(asked.body), 21'000'000));
    answer.headers = {{"content-type", "application/grpc"},
                      {"grpc-status", "0"},
                      {"lavap-version", "5.5.1"},
                      {"lavap-chain-id", "lava-mainnet-1"}};
  } else {
    answer.headers = {{"access-control-allow-origin", "*"},
                      {"access-control-allow-headers", "Content-Type, X-Grpc-Web, lava-x"}};
  }
  return answer;
}

void Deliver(const Answer& answer,
             const std::function<void(const probes::Completion& completion)>& take) {
  std::vector<probes::ReceivedHeader> headers;
  for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
  probes::Completion completion;
  completion.fault = answer.fault;
  completion.tls = answer.tls;
  completion.figures.latency = answer.latency;
  if (answer.connected) completion.figures.phases.connect = std::chrono::milliseconds(1);
  if (answer.fault == chains::TransportFault::kNone) {
    completion.http_status = answer.http_status;
    completion.body = answer.body;
    completion.http2 = answer.http2;
    completion.headers = headers;
  }
  take(completion);
}

ListenerResult RunCheck(const ListenerPlan& plan,
                        const std::function<Answer(const Asked& asked)>& provider,
                        std::vector<Asked>* asked) {
  constexpr int kMostRequests = 10;
  ListenerCheck check(plan, 0xFEDC'BA98'7654'3210);
  for (int count = 0; !check.done(); ++count) {
    HEADWAY_CHECK(count < kMostRequests);
    const Asked request = WhatWasAsked(check.Next({0}));
    if (asked != nullptr) asked->push_back(request);
    Deliver(provider(request),
            [&check](const probes::Completion& completion) { check.Take(completion); });
  }
  return check.result();
}

ListenerPlan SamplePlan() {
  return {.spec = "ETH1",
          .api_interface = "jsonrpc",
          .host = "provider.example:443",
          .target = {.url = "https://provider.example/", .userinfo = {}, .headers = {}, .tls = {}},
          .network = "lava-mainnet-1"};
}

}  // namespace headway::lava
