#include "config/not_in_force.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace headway::config {
namespace {

// What is not in force in this version, and only that: a row goes when its key comes into force.
constexpr std::array<std::string_view, 5> kKeys = {
    "headway.health.stale-after-blocks",
    "headway.epoch.duration",
    "headway.blocking",
    "headway.metrics.compat",
    "headway.lava",
};
constexpr std::array<health::State, 5> kStatesNotJudged = {
    health::State::kStale,      health::State::kLagging, health::State::kSyncing,
    health::State::kWrongChain, health::State::kForked,
};

constexpr std::string_view kUnhealthyOn = "headway.health.unhealthy-on";

bool SetsSomething(const Node& value) {
  return value.kind == Node::Kind::kScalar || !value.items.empty() || !value.members.empty();
}

// The member at the end of a dotted path, or null if it is absent or sets nothing.
const Member* FindSet(const Node& file, std::string_view path) {
  const Node* node = &file;
  while (true) {
    const std::size_t dot = path.find('.');
    const Member* member = FindMember(*node, path.substr(0, dot));
    if (member == nullptr || !SetsSomething(*member->value)) return nullptr;
    if (dot == std::string_view::npos) return member;
    path.remove_prefix(dot + 1);
    node = member->value.get();
  }
}

void WarnOfStatesNotJudged(const Context& context, const Node& file,
                           const health::StateSet& unhealthy_on) {
  const Member* member = FindSet(file, kUnhealthyOn);
  if (member == nullptr) return;
  std::string states;
  std::size_t count = 0;
  for (const health::State state : kStatesNotJudged) {
    if (!unhealthy_on.test(static_cast<std::size_t>(state))) continue;
    states += (count++ == 0 ? " " : ", ") + std::string(health::ToString(state));
  }
  if (count == 0) return;
  context.diagnostics.Warning(
      member->key_mark, std::string(kUnhealthyOn) + ':' + states + (count == 1 ? " is" : " are") +
                            " checked and kept, but not judged in this version");
}

}  // namespace

void WarnOfKeysNotInForce(const Context& context, const Node& file, const Settings& settings) {
  for (const std::string_view key : kKeys) {
    const Member* member = FindSet(file, key);
    if (member == nullptr) continue;
    context.diagnostics.Warning(
        member->key_mark,
        std::string(key) + " is checked and kept, but not in force in this version");
  }
  WarnOfStatesNotJudged(context, file, settings.health.unhealthy_on);
}

}  // namespace headway::config
