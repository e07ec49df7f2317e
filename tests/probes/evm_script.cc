#include "tests/probes/evm_script.h"

#include <array>
#include <charconv>
#include <string>

#include "base/check.h"

namespace headway::probes {
namespace {

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
  using chains::ProbeKind;
  const auto asks = [body](std::string_view method) {
    return body.find(method) != std::string_view::npos;
  };
  if (asks("eth_chainId")) return ProbeKind::kIdentity;
  if (asks("eth_syncing")) return ProbeKind::kSyncing;
  if (asks("eth_getBlockByNumber")) return ProbeKind::kBlock;
  HEADWAY_CHECK(asks("eth_blockNumber"));
  return ProbeKind::kHead;
}

std::optional<std::uint64_t> AskedHeight(std::string_view body) {
  constexpr std::string_view kOpen = R"("params":["0x)";
  const std::size_t found = body.find(kOpen);
  if (found == std::string_view::npos) return std::nullopt;
  std::uint64_t height = 0;
  const std::string_view digits = body.substr(found + kOpen.size());
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
    default:
      break;
  }
  const std::uint64_t asked = AskedHeight(body).value_or(0);
  return asked <= head ? EvmBlock(asked, branch) : Result("null");
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
