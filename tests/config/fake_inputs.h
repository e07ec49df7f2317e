#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chains/chain_spec.h"
#include "config/loader.h"

namespace headway::config {

/// A world for the loader: variables and files in maps, a handful of chains, EVM and SVM spoken
/// over jsonrpc, Tendermint over tendermintrpc and rest, EVM chain ids made of hexadecimal digits
/// and an x. Change the fields before
/// `Inputs`, whose result must not outlive this object.
struct FakeInputs {
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> files;
  std::vector<chains::ChainSpec> catalogue;

  /// ETH1, BASE, POLYGON (EVM), SOLANA (SVM), LAVA (Tendermint) and PUREAPI (no head).
  FakeInputs();

  LoaderInputs Inputs() const;
};

/// Loads `text` as `test.yml` in a world of its own.
LoadResult Load(std::string_view text, const FakeInputs& world = {});

/// The diagnostics as the user sees them, one a line.
std::string Lines(const std::vector<Diagnostic>& diagnostics);

/// A file with one good provider and the given lines under `headway:`, each of them indented.
std::string WithHeadway(std::string_view indented_lines);

}  // namespace headway::config
