#include "tests/probes/evm_script.h"

#include <array>
#include <charconv>
#include <string>

#include "base/check.h"

namespace headway::probes {
namespace {

using testing::ScriptedReply;

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
                Quantity(1'700'000'000 + 12 * height) + '}');
}

ScriptedReply EvmAnswer(std::string_view body, std::uint64_t head, std::uint64_t branch) {
  const auto asked = AskedHeight(body);
  if (!asked) return EvmHead(head);
  return *asked <= head ? EvmBlock(*asked, branch) : Result("null");
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
