#include "tests/sim/node_model.h"

#include <array>
#include <charconv>
#include <string>

namespace headway::sim {
namespace {

using base::Duration;
using chains::TransportFault;

constexpr std::uint64_t kStartSecond = 1'767'225'600;  // of testing::ManualClock

constexpr std::array<std::string_view, 12> kVerifications = {
    R"(["safe")",    R"(["finalized")", R"(["earliest")", "web3_clientVersion",
    "net_peerCount", "eth_getBalance",  "debug_",         "trace_",
    "eth_supported", "getVersion",      "getSlot",        "getFirstAvailableBlock"};

std::string Hex(std::uint64_t number) {
  std::string text(16, '\0');
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
  text.resize(static_cast<std::size_t>(end - text.data()));
  return "0x" + text;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

void Break(TransportFault fault, NodeAnswer& answer) {
  answer.reply.fault = fault;
  answer.told.wire = Wire::kTransport;
  answer.told.refusal = true;
}

void Refuse(int status, Wire wire, NodeAnswer& answer) {
  answer.reply.status = status;
  answer.reply.body = "<html>no</html>";
  answer.told.wire = wire;
  answer.told.refusal = status >= 500;
}

void RpcError(std::string_view error, bool refusal, NodeAnswer& answer) {
  answer.reply.body = R"({"jsonrpc":"2.0","id":1,"error":)" + std::string(error) + "}";
  answer.told.wire = Wire::kFailing;
  answer.told.refusal = refusal;
}

}  // namespace

Asked ReadQuestion(std::string_view body) {
  for (const std::string_view what : kVerifications) {
    if (!Contains(body, what)) continue;
    Asked asked{.question = Question::kVerification, .height = 0, .what = what};
    constexpr std::string_view kBefore = R"(0000","0x)";
    const std::size_t height = body.find(kBefore);
    if (height == std::string_view::npos) return asked;
    const std::string_view digits = body.substr(height + kBefore.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), asked.height, 16);
    return asked;
  }
  if (Contains(body, "eth_getBlockByNumber")) {
    constexpr std::string_view kBefore = R"(["0x)";
    const std::string_view digits = body.substr(body.find(kBefore) + kBefore.size());
    Asked asked{.question = Question::kBlock, .height = 0, .what = {}};
    std::from_chars(digits.data(), digits.data() + digits.size(), asked.height, 16);
    return asked;
  }
  if (Contains(body, "eth_chainId") || Contains(body, "getGenesisHash")) {
    return {.question = Question::kIdentity, .height = 0, .what = {}};
  }
  if (Contains(body, "eth_syncing") || Contains(body, "getHealth")) {
    return {.question = Question::kSyncing, .height = 0, .what = {}};
  }
  return {};
}

NodeModel::NodeModel(const Scenario& scenario, std::size_t node, const ChainModel& chain)
    : node_(scenario.nodes[node]),
      is_evm_(scenario.chains[node_.chain].is_evm),
      identity_(IdentityOf(scenario, node_.chain)),
      index_(node),
      chain_(chain),
      random_(scenario.seed * 1'000'003 + node),
      whims_(scenario.seed * 1'000'033 + node) {
  for (const Event& event : scenario.events) {
    if (event.kind == EventKind::kNode && event.subject == node) {
      episodes_.push_back({.event = &event, .behaviour = event.behaviour, .amount = event.amount});
    } else if (event.kind == EventKind::kNamesLost) {
      episodes_.push_back({.event = &event, .behaviour = Behaviour::kNameLost});
    }
  }
}

NodeModel::Episode& NodeModel::EpisodeAt(Duration at) {
  // NOLINTNEXTLINE(modernize-loop-convert): clang-tidy 14 cannot parse the view it asks for
  for (auto episode = episodes_.rbegin(); episode != episodes_.rend(); ++episode) {
    const Event& event = *episode->event;
    if (event.at <= at && at < event.at + event.length) return *episode;
  }
  return none_;
}

std::uint64_t NodeModel::HeadAt(const Episode& episode, Duration at) const {
  const std::uint64_t head = chain_.HeadAt(at - node_.propagation);
  switch (episode.behaviour) {
    case Behaviour::kStalls:
      return chain_.HeadAt(episode.event->at - node_.propagation);
    case Behaviour::kLags:
    case Behaviour::kSyncing:
      return head - episode.amount;
    case Behaviour::kLies:
      return head + episode.amount;
    case Behaviour::kWrongChain:
      return episode.amount == 0 ? head : head / episode.amount + 1;
    default:
      return head;
  }
}

bool NodeModel::Misses(const Episode& episode, const Asked& asked, NodeAnswer& answer) {
  switch (episode.behaviour) {
    case Behaviour::kRefuses:
      Break(TransportFault::kConnectRefused, answer);
      return true;
    case Behaviour::kNameLost:
      Break(TransportFault::kDns, answer);
      return true;
    case Behaviour::kResets:
      Break(TransportFault::kReset, answer);
      return true;
    case Behaviour::kTimesOut:
      answer.reply.latency = std::chrono::hours(1);
      return true;
    case Behaviour::kFlaps:
      if (random_.Below(2) == 0) return false;
      Break(TransportFault::kConnectRefused, answer);
      return true;
    case Behaviour::kHttp500:
      Refuse(500, Wire::kFailing, answer);
      return true;
    case Behaviour::kHttp404:
      Refuse(404, Wire::kFailing, answer);
      return true;
    case Behaviour::kUnauthorized:
      Refuse(401, Wire::kAuth, answer);
      return true;
    case Behaviour::kThrottles:
      Refuse(429, Wire::kThrottled, answer);
      return true;
    case Behaviour::kThrottlesWithTime:
      Refuse(429, Wire::kThrottled, answer);
      answer.told.retry_after = std::chrono::seconds(episode.amount);
      answer.reply.retry_after = answer.told.retry_after;
      return true;
    case Behaviour::kRpcError:
      RpcError(R"({"code":-32603,"message":"broken"})", true, answer);
      return true;
    case Behaviour::kMethodMissing:
      RpcError(R"({"code":-32601,"message":"what?"})", false, answer);
      return true;
    case Behaviour::kMalformed:
      Refuse(200, Wire::kFailing, answer);
      return true;
    case Behaviour::kBlockCallsBroken:
      if (asked.question != Question::kBlock) return false;
      RpcError(R"({"code":-32603,"message":"broken"})", true, answer);
      return true;
    case Behaviour::kIdentityFails:
      if (asked.question != Question::kIdentity) return false;
      RpcError(R"({"code":-32603,"message":"broken"})", true, answer);
      return true;
    default:
      return false;
  }
}

NodeAnswer NodeModel::Answer(const Asked& asked, Duration at) {
  constexpr std::uint64_t kJitterNs = 20'000'000;
  NodeAnswer answer;
  answer.told.height = asked.height;
  Episode& episode = EpisodeAt(at);
  answer.reply.latency = node_.latency + Duration(random_.Below(kJitterNs));
  if (episode.behaviour == Behaviour::kDrips) {
    answer.reply.latency += std::chrono::milliseconds(episode.amount);
  }
  if (Misses(episode, asked, answer)) return answer;
  if (asked.question == Question::kVerification) return AnswerToVerification(asked, episode, at);
  if (!is_evm_ && asked.question == Question::kSyncing &&
      episode.behaviour == Behaviour::kSyncing) {
    answer.told.syncing = true;
    answer.reply.body =
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"Node is behind"}})";
    return answer;
  }
  answer.reply.body =
      R"({"jsonrpc":"2.0","id":1,"result":)" + ResultOf(asked, episode, at, answer.told) + "}";
  return answer;
}

NodeAnswer NodeModel::AnswerToVerification(const Asked& asked, const Episode& episode,
                                           Duration at) {
  NodeAnswer answer;
  answer.reply.latency = node_.latency;
  switch (whims_.Below(12)) {
    case 0:
      Refuse(429, Wire::kThrottled, answer);
      return answer;
    case 1:
      Refuse(500, Wire::kFailing, answer);
      return answer;
    case 2:
      Break(TransportFault::kReset, answer);
      return answer;
    case 3:
      answer.reply.latency = std::chrono::hours(1);
      return answer;
    case 4:
      RpcError(R"({"code":-32601,"message":"what?"})", false, answer);
      return answer;
    case 5:
      RpcError(R"({"code":-32000,"message":"missing trie node"})", false, answer);
      return answer;
    default:
      break;
  }
  const std::uint64_t head = HeadAt(episode, at);
  std::string result = Contains(asked.what, "get") ? std::to_string(head) : R"("0x19")";
  if (asked.what.front() == '[') result = R"({"number":")" + Hex(head / 2) + "\"}";
  if (asked.what == "getVersion") result = R"({"solana-core":"1.16.7"})";
  if (asked.what == "trace_" || asked.what == "eth_supported") result = "[]";
  if (asked.what == "eth_getBalance") result = asked.height < head / 3 ? "null" : R"("0x0")";
  answer.reply.body = R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
  return answer;
}

std::string NodeModel::ResultOf(const Asked& asked, Episode& episode, Duration at, Told& told) {
  switch (asked.question) {
    case Question::kBlock:
      return BlockResult(asked.height, episode, at, told);
    case Question::kSyncing:
      told.syncing = episode.behaviour == Behaviour::kSyncing;
      if (!is_evm_) return R"("ok")";
      return told.syncing ? R"({"startingBlock":"0x1","highestBlock":"0x2"})" : "false";
    case Question::kIdentity: {
      ++episode.identities;
      const bool lies = episode.behaviour == Behaviour::kWrongChain ||
                        (episode.behaviour == Behaviour::kWrongOnce && episode.identities == 1);
      told.identity = identity_;
      if (lies) told.identity = is_evm_ ? "0x7a69" : std::string(44, '7');
      return '"' + told.identity + '"';
    }
    case Question::kHead:
    case Question::kVerification:
      break;
  }
  const bool zero = episode.behaviour == Behaviour::kHeadZero;
  told.head = zero ? 0 : HeadAt(episode, at);
  if (zero) told.wire = Wire::kFailing;
  if (is_evm_) return '"' + Hex(told.head) + '"';
  const std::string number = std::to_string(told.head);
  return R"({"context":{"slot":)" + number +
         R"(},"value":{"blockhash":"EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N",)" +
         R"("lastValidBlockHeight":)" + number + "}}";
}

std::string NodeModel::BlockResult(std::uint64_t height, const Episode& episode, Duration at,
                                   Told& told) const {
  if (height > HeadAt(episode, at)) {
    told.wire = Wire::kFailing;
    return "null";
  }
  const auto hash_at = [&](std::uint64_t block) {
    const bool own = episode.behaviour == Behaviour::kWrongChain ||
                     (episode.behaviour == Behaviour::kForks &&
                      block + episode.amount >= chain_.HeadAt(episode.event->at));
    return chain_.HashAt(block, at, own ? index_ + 1 : 0);
  };
  told.hash = hash_at(height);
  told.parent = hash_at(height - 1);
  const auto second = static_cast<std::int64_t>(kStartSecond) + chain_.SecondOf(height);
  told.block_time = base::WallTime(std::chrono::seconds(second));
  return R"({"number":")" + Hex(height) + R"(","hash":"0x)" + told.hash + R"(","parentHash":"0x)" +
         told.parent + R"(","timestamp":")" + Hex(static_cast<std::uint64_t>(second)) + R"("})";
}

}  // namespace headway::sim
