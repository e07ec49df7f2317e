#include "config/chains_section.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "base/limits.h"
#include "config/ascii.h"
#include "config/requests_reader.h"
#include "config/url.h"

namespace headway::config {
namespace {

constexpr std::uint64_t kMaxBlocks = base::limits::kMaxBlockHeight;

// Chain ids stand in paths of the HTTP interface and in label values.
bool IsChainId(std::string_view id) {
  return !id.empty() && id.size() <= base::limits::kMaxLabelValueBytes &&
         std::all_of(id.begin(), id.end(), [](char byte) {
           return IsAsciiLetter(byte) || IsAsciiDigit(byte) || byte == '-' || byte == '_' ||
                  byte == '.';
         });
}

chains::ChainSpec NewChain(const std::string& id, std::optional<std::uint64_t> stale_after_blocks) {
  chains::ChainSpec chain;
  chain.id = id;
  chain.name = id;
  chain.stale_after_blocks = stale_after_blocks.value_or(chain.stale_after_blocks);
  return chain;
}

void RequireKeysOfNewChain(MappingReader& reader, std::string_view id) {
  for (const std::string_view key : {"family", "average-block-time"}) {
    if (reader.Has(key)) continue;
    reader.Error(reader.mark(), "headway.chains: " + std::string(id) +
                                    " is not in the catalogue, so it needs " + std::string(key));
  }
}

std::string FamiliesOf(const chains::ChainSpec& chain) {
  std::string text(ToString(chain.family));
  if (chain.second_family) text += " or " + std::string(ToString(*chain.second_family));
  return text;
}

/// One family, or two as a list: whatever interface the first does not have is the second's.
void ReadFamilies(MappingReader& reader, chains::ChainSpec& chain) {
  constexpr std::string_view kKey = "family";
  constexpr std::size_t kMostFamilies = 2;
  if (!reader.Has(kKey)) return;
  const std::size_t errors_before = reader.error_count();
  std::vector<chains::FamilyId> families;
  for (const Text& text : reader.ReadTexts(kKey)) {
    const auto family = reader.PickOneOf(text, kKey, chains::kFamilyKeys);
    if (family) families.push_back(static_cast<chains::FamilyId>(*family));
  }
  if (reader.error_count() != errors_before) return;
  if (families.empty() || families.size() > kMostFamilies) {
    reader.Error(reader.MarkOf(kKey), reader.PathOf(kKey) + " must be one family or a list of two");
    return;
  }
  const auto declarative = chains::FamilyId::kDeclarative;
  if (families.size() > 1 && (families[0] == declarative || families[1] == declarative)) {
    reader.Error(reader.MarkOf(kKey), reader.PathOf(kKey) + ": declarative stands alone");
    return;
  }
  chain.family = families.front();
  chain.second_family.reset();
  if (families.size() == kMostFamilies) chain.second_family = families.back();
}

/// What is asked of a chain that no built-in family speaks with. After the families were read.
void ReadOwnCalls(const Context& context, MappingReader& reader, chains::ChainSpec& chain) {
  constexpr std::array<std::string_view, 3> kInterfaces = {"jsonrpc", "tendermintrpc", "rest"};
  constexpr std::array<std::string_view, 2> kKeys = {"api-interface", "requests"};
  const bool is_declarative = chain.family == chains::FamilyId::kDeclarative;
  for (const std::string_view key : kKeys) {
    const bool has = reader.Has(key);
    if (is_declarative && !has) {
      reader.Error(reader.mark(),
                   reader.PathOf(key) + " is missing, which the family declarative needs");
    } else if (!is_declarative && has) {
      reader.Error(reader.MarkOf(key),
                   reader.PathOf(key) + " goes with the family declarative only");
    }
  }
  if (!is_declarative) return;
  const auto api_interface = reader.ReadOneOf("api-interface", kInterfaces);
  if (api_interface) chain.own_interface = kInterfaces.at(*api_interface);
  const Node* requests = reader.Find("requests");
  if (requests != nullptr) {
    chain.own_calls = ReadRequests(context, *requests, reader.PathOf("requests"));
  }
}

bool AsksIdentity(const chains::ChainSpec& chain) {
  return std::any_of(
      chain.own_calls.begin(), chain.own_calls.end(),
      [](const chains::OwnCall& call) { return call.kind == chains::ProbeKind::kIdentity; });
}

/// After the families and the calls were read.
void ReadExpectedChainIds(const Context& context, MappingReader& reader, chains::ChainSpec& chain) {
  constexpr std::string_view kKey = "expected-chain-id";
  if (!reader.Has(kKey)) return;
  chain.expected_chain_ids.clear();
  // Requests that were not read have their own errors.
  if (!chain.own_calls.empty() && !AsksIdentity(chain)) {
    reader.Error(reader.MarkOf(kKey), reader.PathOf(kKey) +
                                          " needs an identity among the requests: without one no "
                                          "node is asked which chain it is on");
    return;
  }
  for (Text& text : reader.ReadTexts(kKey)) {
    if (!context.inputs.is_identity(chain, text.value)) {
      reader.Error(text.mark, reader.PathOf(kKey) +
                                  " must be a chain id or genesis hash as nodes of the family " +
                                  FamiliesOf(chain) + " tell it" + text.ButNot());
    }
    chain.expected_chain_ids.push_back(std::move(text.value));
  }
}

void ReadChain(const Context& context, const Node& node, bool is_new, chains::ChainSpec& chain) {
  MappingReader reader(context, node, "headway.chains." + chain.id, KeyOwner::kHeadway);
  if (node.kind != Node::Kind::kMapping && node.kind != Node::Kind::kNull) return;
  if (is_new) RequireKeysOfNewChain(reader, chain.id);
  ReadFamilies(reader, chain);
  ReadOwnCalls(context, reader, chain);
  reader.ReadString("name", chain.name);
  reader.ReadDuration("average-block-time", chain.average_block_time);
  reader.ReadUnsigned("allowed-block-lag", {0, kMaxBlocks}, chain.allowed_block_lag);
  ReadExpectedChainIds(context, reader, chain);
  reader.ReadUnsigned("blocks-to-save", {1, base::limits::kMaxBlocksToSave}, chain.blocks_to_save);
  reader.ReadUnsigned("stale-after-blocks", {0, kMaxBlocks}, chain.stale_after_blocks);
  reader.Finish();
}

}  // namespace

std::vector<chains::ChainSpec> ReadChains(const Context& context, const Node* section,
                                          std::optional<std::uint64_t> stale_after_blocks) {
  std::map<std::string, chains::ChainSpec> by_id;
  for (const chains::ChainSpec& chain : context.inputs.catalogue) {
    chains::ChainSpec& copy = by_id.emplace(chain.id, chain).first->second;
    copy.stale_after_blocks = stale_after_blocks.value_or(copy.stale_after_blocks);
  }
  if (section != nullptr) {
    // Reports a section that is no mapping; its keys are chain ids, so there is nothing to finish.
    const MappingReader reader(context, *section, "headway.chains", KeyOwner::kHeadway);
    for (const Member& member : section->members) {
      if (!IsChainId(member.key)) {
        context.diagnostics.Error(member.key_mark,
                                  "headway.chains: a chain id is made of letters, digits, dashes, "
                                  "underscores and dots" +
                                      ButNot(member.key));
        continue;
      }
      const auto [entry, is_new] = by_id.try_emplace(member.key);
      if (is_new) entry->second = NewChain(member.key, stale_after_blocks);
      ReadChain(context, *member.value, is_new, entry->second);
    }
  }
  std::vector<chains::ChainSpec> chains;
  chains.reserve(by_id.size());
  for (auto& [id, chain] : by_id) chains.push_back(std::move(chain));
  return chains;
}

}  // namespace headway::config
