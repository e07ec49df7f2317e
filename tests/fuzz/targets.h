#pragma once

#include <array>
#include <string_view>

/// What is fuzzed: everything pure that reads text from outside. Each function takes any bytes and
/// aborts if something that must hold does not. README.md says how their inputs are written.
namespace headway::fuzz {

void ReadReplies(std::string_view input);
void FollowHeads(std::string_view input);
void ClassifyErrors(std::string_view input);
void ReadJson(std::string_view input);
void LoadConfiguration(std::string_view input);
void ReadTexts(std::string_view input);

struct Target {
  std::string_view name;  // of its program and its folder of seeds
  void (*run)(std::string_view input);
};

inline constexpr std::array<Target, 6> kTargets = {{
    {"replies", ReadReplies},
    {"heads", FollowHeads},
    {"errors", ClassifyErrors},
    {"json", ReadJson},
    {"config", LoadConfiguration},
    {"texts", ReadTexts},
}};

/// The target of that name. None of that name does not compile where it is asked for at compile
/// time.
constexpr Target TargetNamed(std::string_view name) {
  for (const Target& target : kTargets) {
    if (target.name == name) return target;
  }
  return kTargets.at(kTargets.size());
}

}  // namespace headway::fuzz
