// The readers of short texts: header fields of a node, flags and values of the operator.
//
// Input: a letter for the reader (in the order of ReadTexts, below), and its text.
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/client_name.h"
#include "chains/family_registry.h"
#include "chains/read_value.h"
#include "chains/wall_time_text.h"
#include "config/durations.h"
#include "config/listen_address.h"
#include "config/loader.h"
#include "config/suggest.h"
#include "config/url.h"
#include "config/variables.h"
#include "probes/request_url.h"
#include "probes/response_head.h"
#include "tests/config/fake_inputs.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/settings_checks.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

/// The lines of a response's head.
void ReadHead(std::string_view text) {
  probes::ResponseHead head;
  for (Input input(text); !input.AtEnd();) {
    if (!head.Take(input.Until('\n'))) return;
  }
  const auto wait = head.RetryAfter(base::WallTime{std::chrono::seconds(1'700'000'000)});
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

/// A URL, a newline, the path of a request behind it.
void ReadRequestUrl(std::string_view text) {
  Input input(text);
  const auto base = config::ParseUrl({.url = input.Until('\n')}, "rest");
  if (!base) return;
  const std::string& url = base.value().url;
  HEADWAY_CHECK(probes::RequestUrl(url, "") == url);
  const std::string path = '/' + std::string(input.Rest());
  const std::string request = probes::RequestUrl(url, path);
  HEADWAY_CHECK(request.size() <= url.size() + path.size() + 1);
  const std::string_view origin =
      std::string_view(url).substr(0, url.find('/', url.find("//") + 2));
  HEADWAY_CHECK(request.starts_with(origin));
  HEADWAY_CHECK(request.find('/', origin.size()) == origin.size());
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

void ReadTime(std::string_view text) {
  const auto time = chains::ParseRfc3339(text);
  if (!time) return;
  HEADWAY_CHECK(text.size() >= std::string_view("1970-01-01T00:00:00Z").size());
  HEADWAY_CHECK(base::IsValidUtf8(text));
}

void ReadHash(std::string_view text) {
  const auto hash = chains::HexHashOf(text);
  if (hash) HEADWAY_CHECK(chains::HexHashOf(hash->text()) == hash);
}

void ReadClientName(std::string_view text) {
  const auto name = chains::CleanClientName(text);
  if (!name) return;
  HEADWAY_CHECK(chains::IsPrintable(name->text()));
  HEADWAY_CHECK(chains::CleanClientName(name->text()) == name);
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
  constexpr std::array kReaders = {
      ReadHead,     ReadDuration,   ReadListenAddress, ReadUrl,     ReadUrlArguments,
      SanitizeText, ReadIdentity,   ExpandText,        SuggestWord, ReadTime,
      ReadHash,     ReadClientName, ReadRequestUrl};
  Input input(bytes);
  const std::size_t reader = input.Letter(kReaders.size());
  kReaders.at(reader)(input.Rest());
}

}  // namespace headway::fuzz
