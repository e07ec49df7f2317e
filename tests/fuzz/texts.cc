// The readers of short texts: header fields of a node, flags and values of the operator.
//
// Input: a letter for the reader, and its text. Retry-After: field, newline, Date field.
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/family_registry.h"
#include "config/durations.h"
#include "config/listen_address.h"
#include "config/loader.h"
#include "config/suggest.h"
#include "config/url.h"
#include "config/variables.h"
#include "probes/retry_after.h"
#include "tests/config/fake_inputs.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/settings_checks.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

void ReadRetryAfter(std::string_view text) {
  Input input(text);
  const std::string_view field = input.Until('\n');
  const base::WallTime now{std::chrono::seconds(1'700'000'000)};
  const auto wait = probes::ParseRetryAfter(field, input.Rest(), now);
  if (!wait) return;
  HEADWAY_CHECK(*wait >= base::Duration::zero());
  HEADWAY_CHECK(*wait <= std::chrono::seconds(1'000'000));
}

void ReadDuration(std::string_view text) {
  const auto duration = config::ParseDuration(text);
  if (!duration) return;
  HEADWAY_CHECK(*duration >= base::Duration::zero() && *duration <= config::kMaxDuration);
  HEADWAY_CHECK(config::ParseDuration(config::FormatDuration(*duration)) == duration);
}

void ReadListenAddress(std::string_view text) {
  std::string why;
  const auto address = config::ParseListenAddress(text, why);
  HEADWAY_CHECK(address.has_value() == why.empty());
}

void ReadUrl(std::string_view text) {
  for (const std::string_view api_interface : config::kApiInterfaces) {
    const auto url = config::ParseUrl({.url = text}, api_interface);
    if (!url) {
      HEADWAY_CHECK(!url.error().message.empty());
      continue;
    }
    // The normal form of a normal form is itself.
    const auto again = config::ParseUrl({.url = url.value().url}, api_interface);
    HEADWAY_CHECK(again.ok());
    HEADWAY_CHECK(again.value().url == url.value().url);
    HEADWAY_CHECK(again.value().host == url.value().host);
    const auto whole = config::ParseUrl({.url = url.value().WithUserinfo()}, api_interface);
    HEADWAY_CHECK(whole.ok());
    HEADWAY_CHECK(whole.value().url == url.value().url);
    HEADWAY_CHECK(whole.value().userinfo == url.value().userinfo);
  }
}

void ReadUrlArguments(std::string_view text) {
  static const config::FakeInputs world;
  std::vector<std::string> arguments;
  for (Input input(text); !input.AtEnd();) arguments.emplace_back(input.Until('\n'));
  const config::LoadResult result = config::LoadUrls(arguments, world.Inputs());
  CheckDiagnostics(result, {});
  if (result.settings) CheckSettings(*result.settings);
}

void SanitizeText(std::string_view text) {
  constexpr std::size_t kMaxBytes = 64;
  const std::string shown = base::Sanitize(text, kMaxBytes);
  HEADWAY_CHECK(shown.size() <= kMaxBytes);
  HEADWAY_CHECK(base::IsValidUtf8(shown));
  HEADWAY_CHECK(base::Sanitize(shown, kMaxBytes) == shown);
}

void ReadIdentity(std::string_view text) {
  for (std::size_t family = 0; family < chains::kFamilyCount; ++family) {
    for (const std::string_view api_interface : config::kApiInterfaces) {
      const chains::ChainFamily* const found =
          chains::FindFamily(static_cast<chains::FamilyId>(family), api_interface);
      const auto identity = found == nullptr ? std::nullopt : found->CanonicalIdentity(text);
      if (identity) HEADWAY_CHECK(found->CanonicalIdentity(identity->text()) == identity);
    }
  }
}

void ExpandText(std::string_view text) {
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "A") return "${A}";
    return std::nullopt;
  };
  const config::Expansion expansion = config::ExpandVariables(text, environment);
  const bool has_dollar = text.find('$') != std::string_view::npos;
  if (!has_dollar) HEADWAY_CHECK(!expansion.expanded && expansion.text == text);
}

void SuggestWord(std::string_view text) {
  constexpr std::array<std::string_view, 3> kCandidates = {"chain-id", "node-urls", "url"};
  config::Nearest(text, kCandidates);
}

}  // namespace

void ReadTexts(std::string_view bytes) {
  constexpr std::array kReaders = {ReadRetryAfter, ReadDuration,     ReadListenAddress,
                                   ReadUrl,        ReadUrlArguments, SanitizeText,
                                   ReadIdentity,   ExpandText,       SuggestWord};
  Input input(bytes);
  const std::size_t reader = input.Letter(kReaders.size());
  kReaders.at(reader)(input.Rest());
}

}  // namespace headway::fuzz
