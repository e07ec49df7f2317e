#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/devnet.h"
#include "devnet/json.h"
#include "tests/devnet/http_client.h"
#include "tests/devnet/step_clock.h"

/// A devnet on a clock that a test moves, and how its nodes are asked.
namespace headway::devnet {

/// Bound of the loops that wait by asking; what they wait for comes within milliseconds.
constexpr int kMaxLooks = 100'000;

inline NodeOptions Node(const std::string& name, const std::string& chain,
                        NodeFamily family = NodeFamily::kEvm) {
  NodeOptions options;
  options.name = name;
  options.chain = chain;
  options.family = family;
  return options;
}

/// The text of a field of the result of a call, or of the result itself.
inline std::string Result(std::uint16_t port, std::string_view call, std::string_view field = {}) {
  const std::optional<Json> reply = ParseJson(PostOnce(port, call).body);
  const Json* result = reply ? reply->Find("result") : nullptr;
  if (result != nullptr && !field.empty()) result = result->Find(field);
  if (result == nullptr) return "absent";
  return result->AsString() == nullptr ? SerializeJson(*result) : *result->AsString();
}

class DevnetRig : public testing::Test {
 protected:
  std::uint16_t Add(const NodeOptions& options) { return devnet_.AddNode(options).value(); }

  StepClock clock_;
  Devnet devnet_{clock_};
};

}  // namespace headway::devnet
