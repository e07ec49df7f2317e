#include "config/not_in_force.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace headway::config {
namespace {

// What is not in force in this version, and only that: a row goes when its key comes into force.
constexpr std::array<std::string_view, 1> kKeys = {"headway.lava"};

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

}  // namespace

void WarnOfKeysNotInForce(const Context& context, const Node& file) {
  for (const std::string_view key : kKeys) {
    const Member* member = FindSet(file, key);
    if (member == nullptr) continue;
    context.diagnostics.Warning(
        member->key_mark,
        std::string(key) + " is checked and kept, but not in force in this version");
  }
}

}  // namespace headway::config
