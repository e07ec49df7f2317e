#include "config/lava_watch.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/lava_spec.h"
#include "config/url.h"
#include "lava/names.h"

namespace headway::config {
namespace {

/// More than a week of Lava's blocks.
constexpr Range kBackfill{1, 100'000};
constexpr std::size_t kMaxProviders = 100;

std::optional<probes::HttpTarget> ReadTarget(MappingReader& reader, std::string_view key) {
  const std::optional<Text> text = reader.ReadSecret(key);
  if (!text.has_value()) return std::nullopt;
  // Over plain HTTP, whatever interface the node calls that.
  const base::Result<Url, UrlError> parsed = ParseUrl({text->value, {}, {}}, "rest");
  if (!parsed.ok()) {
    reader.Error(text->mark, reader.PathOf(key) + ' ' + parsed.error().message);
    return std::nullopt;
  }
  return probes::HttpTarget{
      .url = parsed.value().url, .userinfo = parsed.value().userinfo, .headers = {}, .tls = {}};
}

template <class Value>
void AddOnce(std::vector<Value>& values, const Value& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

void ReadProviders(MappingReader& reader, LavaSettings& lava) {
  constexpr std::string_view kKey = "provider-address";
  for (const Text& address : reader.ReadTexts(kKey)) {
    if (!lava::IsAddress(address.value)) {
      reader.Error(address.mark, reader.PathOf(kKey) +
                                     " must begin with \"lava@1\", and go on with digits and "
                                     "small letters");
    } else {
      AddOnce(lava.provider_addresses, address.value);
    }
  }
  if (lava.provider_addresses.size() > kMaxProviders) {
    reader.Error(reader.MarkOf(kKey), reader.PathOf(kKey) + " names more than " +
                                          std::to_string(kMaxProviders) + " providers");
  }
}

}  // namespace

void ReadLavaWatch(MappingReader& reader, std::span<const chains::ChainSpec> chains,
                   LavaSettings& lava) {
  lava.rpc = ReadTarget(reader, "rpc-url");
  lava.rest = ReadTarget(reader, "rest-url");
  ReadProviders(reader, lava);
  for (const Text& text : reader.ReadTexts("chains")) {
    if (CheckLavaSpec(reader, "chains", text, chains)) AddOnce(lava.chains, text.value);
  }
  reader.ReadString("state-file", lava.state_file);
  reader.ReadUnsigned("backfill-blocks", kBackfill, lava.backfill_blocks);
  const bool names_provider = reader.Has("provider-address");
  if (names_provider && !reader.Has("rpc-url")) {
    reader.Error(reader.mark(), "headway.lava.provider-address needs an rpc-url to ask about it");
  }
  if (reader.Has("rpc-url") && !names_provider) {
    reader.Error(reader.mark(), "headway.lava.rpc-url needs a provider-address to ask about");
  }
}

}  // namespace headway::config
