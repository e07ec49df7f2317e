#include "tests/config/fake_inputs.h"

#include <chrono>

namespace headway::config {
namespace {

chains::ChainSpec Chain(const std::string& id, chains::FamilyId family,
                        base::Duration average_block_time) {
  chains::ChainSpec chain;
  chain.id = id;
  chain.name = id + " mainnet";
  chain.family = family;
  chain.average_block_time = average_block_time;
  chain.allowed_block_lag = 2;
  return chain;
}

std::optional<std::string> Find(const std::map<std::string, std::string>& map,
                                const std::string& key) {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

FakeInputs::FakeInputs() {
  using chains::FamilyId;
  using std::chrono::milliseconds;
  catalogue = {
      Chain("SOLANA", FamilyId::kSvm, milliseconds(400)),
      Chain("ETH1", FamilyId::kEvm, milliseconds(13'000)),
      Chain("BASE", FamilyId::kEvm, milliseconds(2'000)),
      Chain("POLYGON", FamilyId::kEvm, milliseconds(2'000)),
      Chain("LAVA", FamilyId::kTendermint, milliseconds(15'000)),
      Chain("PUREAPI", FamilyId::kOther, milliseconds(1'000)),
  };
}

LoaderInputs FakeInputs::Inputs() const {
  LoaderInputs inputs;
  inputs.environment = [this](const std::string& name) { return Find(environment, name); };
  inputs.read_file = [this](const std::string& path) { return Find(files, path); };
  inputs.catalogue = catalogue;
  inputs.speaks = [](const chains::ChainSpec& chain, std::string_view api_interface) {
    const bool has_tendermint = chain.family == chains::FamilyId::kTendermint ||
                                chain.second_family == chains::FamilyId::kTendermint;
    if (chain.family == chains::FamilyId::kDeclarative) {
      return !chain.own_calls.empty() && chain.own_interface == api_interface;
    }
    if (api_interface == "rest" || api_interface == "tendermintrpc") return has_tendermint;
    return api_interface == "jsonrpc" &&
           (chain.family == chains::FamilyId::kEvm || chain.family == chains::FamilyId::kSvm ||
            chain.second_family == chains::FamilyId::kEvm);
  };
  inputs.is_identity = [](const chains::ChainSpec& chain, std::string_view chain_id) {
    const bool is_number =
        chain_id.find_first_not_of("0123456789abcdefx") == std::string_view::npos;
    return chain.family != chains::FamilyId::kEvm || chain.second_family || is_number;
  };
  inputs.mistakes_of = [](const chains::OwnCall& call) {
    std::vector<chains::CallMistake> mistakes;
    if (!call.pointer.empty() && !call.pointer.starts_with('/')) {
      mistakes.push_back({chains::CallPart::kPointer, "must be a JSON pointer"});
    }
    if (call.method == "GET /bad path") {
      mistakes.push_back({chains::CallPart::kPath, "must have no blank"});
    }
    return mistakes;
  };
  return inputs;
}

LoadResult Load(std::string_view text, const FakeInputs& world) {
  return LoadYaml(text, "test.yml", world.Inputs());
}

std::string Lines(const std::vector<Diagnostic>& diagnostics) {
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) lines += ToString(diagnostic) + '\n';
  return lines;
}

std::string WithHeadway(std::string_view indented_lines) {
  return "direct-rpc:\n"
         "  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}\n"
         "headway:\n" +
         std::string(indented_lines);
}

}  // namespace headway::config
