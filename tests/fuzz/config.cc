// The loader of configuration files. Input: a file.
#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "config/loader.h"
#include "config/settings.h"
#include "tests/config/fake_inputs.h"
#include "tests/fuzz/settings_checks.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

// In the variables and files that a configuration may name. A file that spells it out has told it.
constexpr std::string_view kSecret = "hunter2";

config::FakeInputs World() {
  config::FakeInputs world;
  const std::string secret(kSecret);
  world.environment = {{"KEY", secret},
                       {"URL", "https://user:" + secret + "@h.example.com/" + secret},
                       {"BAD", secret + "\n" + secret},
                       {"EMPTY", ""}};
  world.files = {{"url", "https://h.example.com/" + secret + "\n"},
                 {"bad", "htps://" + secret + " " + secret},
                 {"empty", "\n"}};
  return world;
}

}  // namespace

void LoadConfiguration(std::string_view input) {
  static const config::FakeInputs world = World();
  const config::LoadResult result = config::LoadYaml(input, "fuzz.yml", world.Inputs());
  const bool tells_secret = input.find(kSecret) != std::string_view::npos;
  CheckDiagnostics(result, tells_secret ? std::string_view() : kSecret);
  if (result.settings) CheckSettings(*result.settings);
}

}  // namespace headway::fuzz
