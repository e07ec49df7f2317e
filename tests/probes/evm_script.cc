#include "tests/probes/evm_script.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "base/check.h"

namespace headway::probes {
namespace {

using chains::ProbeKind;
using testing::ScriptedReply;

// Block 1000 was made when ManualClock starts.
constexpr std::uint64_t kGenesisTime = 1'767'225'600 - 12 * 1'000;

std::string Hex(std::uint64_t value) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  return {digits.data(), end};
}

std::string Quantity(std::uint64_t value) { return "\"0x" + Hex(value) + '"'; }

std::string Hash(std::uint64_t height, std::uint64_t branch) {
  const std::string tail = Hex(height);
  const std::string front = Hex(branch);
  return "\"0x" + front + std::string(64 - front.size() - tail.size(), '0') + tail + '"';
}

ScriptedReply Result(std::string_view json) {
  ScriptedReply reply;
  reply.body = R"({"jsonrpc":"2.0","id":1,"result":)";
  reply.body.append(json).push_back('}');
  return reply;
}

}  // namespace

chains::ProbeKind AskedKind(std::string_view body) {
  const auto asks = [body](std::string_view method) {
    return body.find(method) != std::string_view::npos;
  };
  // Tags first: they are asked for by the method of blocks.
  constexpr std::array<std::pair<std::string_view, ProbeKind>, 13> kKinds = {{
      {"\"safe\"", ProbeKind::kSafe},
      {"\"finalized\"", ProbeKind::kFinalized},
      {"\"earliest\"", ProbeKind::kEarliest},
      {"eth_getBlockByNumber", ProbeKind::kBlock},
      {"eth_blockNumber", ProbeKind::kHead},
      {"eth_chainId", ProbeKind::kIdentity},
      {"eth_syncing", ProbeKind::kSyncing},
      {"web3_clientVersion", ProbeKind::kClient},
      {"net_peerCount", ProbeKind::kPeers},
      {"eth_getBalance", ProbeKind::kState},
      {"debug_getRawHeader", ProbeKind::kDebug},
      {"trace_block", ProbeKind::kTrace},
      {"eth_supportedEntryPoints", ProbeKind::kBundler},
  }};
  for (const auto& [text, kind] : kKinds) {
    if (asks(text)) return kind;
  }
  HEADWAY_CHECK(false);
  return ProbeKind::kHead;
}

std::optional<std::uint64_t> AskedHeight(std::string_view body) {
  const std::string_view open =
      AskedKind(body) == ProbeKind::kState ? R"(0000000000","0x)" : R"("params":["0x)";
  const std::size_t found = body.find(open);
  if (found == std::string_view::npos) return std::nullopt;
  std::uint64_t height = 0;
  const std::string_view digits = body.substr(found + open.size());
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), height, 16);
  HEADWAY_CHECK(parsed.ec == std::errc());
  return height;
}

ScriptedReply EvmHead(std::uint64_t height) { return Result(Quantity(height)); }

ScriptedReply EvmBlock(std::uint64_t height, std::uint64_t branch) {
  return Result(R"({"number":)" + Quantity(height) + R"(,"hash":)" + Hash(height, branch) +
                R"(,"parentHash":)" + Hash(height - 1, branch) + R"(,"timestamp":)" +
                Quantity(kGenesisTime + 12 * height) + '}');
}

ScriptedReply EvmChainId(std::uint64_t chain_id) { return Result(Quantity(chain_id)); }

ScriptedReply EvmSyncing(bool syncing) { return Result(syncing ? "true" : "false"); }

ScriptedReply EvmAnswer(std::string_view body, std::uint64_t head, std::uint64_t branch,
                        std::uint64_t chain_id) {
  switch (AskedKind(body)) {
    case chains::ProbeKind::kIdentity:
      return EvmChainId(chain_id);
    case chains::ProbeKind::kSyncing:
      return EvmSyncing(false);
    case chains::ProbeKind::kHead:
      return EvmHead(head);
    case chains::ProbeKind::kBlock:
      break;
    case chains::ProbeKind::kClient:
      return Result(R"("Geth/v1.14.12")");
    case chains::ProbeKind::kPeers:
      return Result(R"("0x19")");
    case chains::ProbeKind::kSafe:
      return EvmBlock(head - std::min<std::uint64_t>(head, 32), branch);
    case chains::ProbeKind::kFinalized:
      return EvmBlock(head - std::min<std::uint64_t>(head, 64), branch);
    case chains::ProbeKind::kEarliest:
      return EvmBlock(1, branch);
    case chains::ProbeKind::kState:
    case chains::ProbeKind::kDebug:
      return Result(R"("0x0")");
    default:
      return Result("[]");
  }
  const std::uint64_t asked = AskedHeight(body).value_or(0);
  return asked <= head ? EvmBlock(asked, branch) : Result("null");
}

ScriptedReply NoSuchMethod() {
  ScriptedReply reply;
  reply.body = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}})";
  return reply;
}

ScriptedReply StateIsGone() {
  ScriptedReply reply;
  reply.body = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"missing trie node"}})";
  return reply;
}

ScriptedReply Status(int status) {
  ScriptedReply reply;
  reply.status = status;
  reply.body = "<html></html>";
  return reply;
}

ScriptedReply Broken(chains::TransportFault fault) {
  ScriptedReply reply;
  reply.fault = fault;
  return reply;
}

}  // namespace headway::probes
