#include "tests/sim/node_model.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace headway::sim {
namespace {

constexpr std::uint64_t kRollbackBlocks = 3;

std::string Hex(std::uint64_t number) {
  std::string text(16, '\0');
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
  text.resize(static_cast<std::size_t>(end - text.data()));
  return "0x" + text;
}

std::uint64_t AskedHeight(std::string_view body) {
  constexpr std::string_view kBefore = R"(["0x)";
  const std::string_view digits = body.substr(body.find(kBefore) + kBefore.size());
  std::uint64_t height = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), height, 16);
  return height;
}

bool AsksForBlock(std::string_view body) {
  return body.find("eth_getBlockByNumber") != std::string_view::npos;
}

std::string Envelope(const std::string& result) {
  return R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
}

}  // namespace

Truth TruthOf(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kAnswers:
    case Behaviour::kAnswersSlowly:
    case Behaviour::kBlockCallsBroken:
    case Behaviour::kRolledBack:
      return Truth::kAnswered;
    case Behaviour::kRefuses:
    case Behaviour::kTimesOut:
      return Truth::kUnreachable;
    case Behaviour::kRpcError:
    case Behaviour::kHttp500:
    case Behaviour::kMalformed:
    case Behaviour::kHeadZero:
      return Truth::kFailing;
    case Behaviour::kUnauthorized:
      return Truth::kAuthFailed;
    case Behaviour::kThrottles:
    case Behaviour::kThrottlesFor7s:
      return Truth::kThrottled;
  }
  return Truth::kFailing;
}

NodeModel::NodeModel(Family family, const ChainModel& chain, base::Duration length,
                     base::Random& random)
    : family_(family), chain_(chain), latency_(std::chrono::milliseconds(5 + random.Below(200))) {
  base::Duration at{};
  while (at < length) {
    episodes_.push_back({.from = at, .behaviour = Behaviour::kAnswers});
    at += std::chrono::seconds(30 + random.Below(3600));
    episodes_.push_back(
        {.from = at, .behaviour = static_cast<Behaviour>(random.Below(kBehaviours))});
    // From blips that hysteresis must swallow to outages that last.
    at += std::chrono::milliseconds(200 + random.Below(random.Below(2) == 0 ? 5'000 : 900'000));
  }
}

Behaviour NodeModel::BehaviourAt(base::Duration at) const {
  const auto after = std::upper_bound(
      episodes_.begin(), episodes_.end(), at,
      [](base::Duration time, const Episode& episode) { return time < episode.from; });
  return std::prev(after)->behaviour;
}

std::uint64_t NodeModel::HeadAt(base::Duration at) const {
  const std::uint64_t head = chain_.HeadAt(at);
  return BehaviourAt(at) == Behaviour::kRolledBack ? head - kRollbackBlocks : head;
}

std::string NodeModel::Result(std::string_view body, base::Duration at) const {
  if (family_ == Family::kSvm) {
    return R"({"context":{"slot":)" + std::to_string(HeadAt(at)) +
           R"(},"value":{"blockhash":"EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N",)"
           R"("lastValidBlockHeight":)" +
           std::to_string(HeadAt(at) - 100) + "}}";
  }
  if (!AsksForBlock(body)) return '"' + Hex(HeadAt(at)) + '"';
  const std::uint64_t height = AskedHeight(body);
  if (height > HeadAt(at)) return "null";
  return R"({"number":")" + Hex(height) + R"(","hash":"0x)" + chain_.HashAt(height, at) +
         R"(","parentHash":"0x)" + chain_.HashAt(height - 1, at) + R"(","timestamp":")" +
         Hex(1'767'225'600 + height) + R"("})";
}

testing::ScriptedReply NodeModel::Answer(std::string_view body, base::Duration at) const {
  testing::ScriptedReply reply;
  reply.latency = latency_;
  switch (BehaviourAt(at)) {
    case Behaviour::kAnswersSlowly:
      reply.latency = std::chrono::milliseconds(2500);
      break;
    case Behaviour::kBlockCallsBroken:
      if (!AsksForBlock(body)) break;
      reply.body = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"broken"}})";
      return reply;
    case Behaviour::kRefuses:
      reply.fault = chains::TransportFault::kConnectRefused;
      return reply;
    case Behaviour::kTimesOut:
      reply.latency = std::chrono::hours(1);
      return reply;
    case Behaviour::kRpcError:
      reply.body = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}})";
      return reply;
    case Behaviour::kHttp500:
      reply.status = 500;
      reply.body = "<html>oops</html>";
      return reply;
    case Behaviour::kUnauthorized:
      reply.status = 401;
      return reply;
    case Behaviour::kMalformed:
      reply.body = R"({"jsonrpc":"2.0","id":1,"resu)";
      return reply;
    case Behaviour::kHeadZero:
      reply.body = family_ == Family::kEvm
                       ? Envelope(R"("0x0")")
                       : Envelope(R"({"context":{"slot":0},"value":{"blockhash":)"
                                  R"("EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N",)"
                                  R"("lastValidBlockHeight":0}})");
      return reply;
    case Behaviour::kThrottles:
      reply.status = 429;
      return reply;
    case Behaviour::kThrottlesFor7s:
      reply.status = 429;
      reply.retry_after = std::chrono::seconds(7);
      return reply;
    case Behaviour::kAnswers:
    case Behaviour::kRolledBack:
      break;
  }
  reply.body = Envelope(Result(body, at));
  return reply;
}

}  // namespace headway::sim
