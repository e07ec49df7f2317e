#include "config/loader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>

#include "config/chains_section.h"
#include "config/diagnostics.h"
#include "config/document.h"
#include "config/entries.h"
#include "config/headway_section.h"
#include "config/mapping_reader.h"
#include "config/suggest.h"

namespace headway::config {
namespace {

constexpr std::string_view kNothingToWatch =
    "nothing to watch: no provider with node-urls in direct-rpc, backup-direct-rpc or endpoints";

// A provider list, and its older name that is read only if the newer one is absent.
struct ProviderList {
  std::string_view key;
  std::string_view alias;
  health::Role role;
};

constexpr std::array<ProviderList, 2> kProviderLists = {{
    {"direct-rpc", "static-providers", health::Role::kPrimary},
    {"backup-direct-rpc", "backup-providers", health::Role::kBackup},
}};

constexpr std::array<std::string_view, 7> kOurKeys = {
    "headway",          "direct-rpc", "static-providers", "backup-direct-rpc",
    "backup-providers", "endpoints",  "epoch-duration"};

// In the order of the file, so that the endpoints are too.
void ReadLists(const Context& context, const Node& root, EntryReader& entries) {
  for (const Member& member : root.members) {
    if (member.key == "endpoints") entries.ReadEndpoints(*member.value);
    for (const ProviderList& list : kProviderLists) {
      if (member.key == list.alias && FindMember(root, list.key) != nullptr) {
        context.diagnostics.Warning(member.key_mark, member.key + " is ignored, because " +
                                                         std::string(list.key) + " is there");
      } else if (member.key == list.key || member.key == list.alias) {
        entries.ReadProviders(*member.value, member.key, list.role);
      }
    }
  }
}

// The other keys belong to the router, whose set of them is open. One that is nearly ours is more
// likely a slip.
void ReadOtherKeys(const Context& context, const Node& root, Settings& settings) {
  for (const Member& member : root.members) {
    if (std::find(kOurKeys.begin(), kOurKeys.end(), member.key) != kOurKeys.end()) continue;
    settings.ignored_keys.push_back(member.key);
    const std::string suggestion = DidYouMean(member.key, kOurKeys);
    if (suggestion.empty()) continue;
    context.diagnostics.Warning(member.key_mark,
                                "the key" + Named(member.key) + " is ignored" + suggestion);
  }
}

}  // namespace

LoadResult LoadYaml(std::string_view text, const std::string& file_name,
                    const LoaderInputs& inputs) {
  Diagnostics diagnostics(file_name);
  const Context context{inputs, diagnostics};
  Settings settings;
  const std::shared_ptr<const Node> root = ReadDocument(text, diagnostics);
  if (root == nullptr) return ToResult(diagnostics, {});
  const std::size_t errors_before = diagnostics.error_count();
  MappingReader file(context, *root, "", KeyOwner::kRouter);
  if (diagnostics.error_count() != errors_before) return ToResult(diagnostics, {});
  const HeadwayParts parts = ReadHeadwaySection(context, file, settings);
  settings.chains = ReadChains(context, parts.chains, parts.stale_after_blocks);
  EntryReader entries(context, settings.chains);
  const std::size_t errors_before_lists = diagnostics.error_count();
  ReadLists(context, *root, entries);
  if (parts.reference_urls != nullptr) entries.ReadReferenceUrls(*parts.reference_urls);
  if (parts.lava != nullptr) ReadLava(context, *parts.lava, settings.chains, settings.lava);
  ReadOtherKeys(context, *root, settings);
  // A list that is none was reported, and could have held providers.
  if (entries.provider_count() == 0 && diagnostics.error_count() == errors_before_lists) {
    diagnostics.Error({}, std::string(kNothingToWatch));
  }
  entries.Finish(settings);
  return ToResult(diagnostics, std::move(settings));
}

}  // namespace headway::config
