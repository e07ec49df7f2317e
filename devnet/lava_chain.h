#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

/// The story that every simulated Lava chain tells, as a function of the height alone, but for the
/// time that a complaint bears. Epochs have 20 blocks. The provider serves 100 CU in each on ETH1,
/// and is paid for them in its fourth block; consumers complain in three epochs out of each 25, and
/// the chain jails for it by its own rule.
namespace headway::devnet {

inline constexpr std::uint64_t kLavaEpochBlocks = 20;
/// As the event of a jail says, too.
inline constexpr std::uint64_t kLavaJailSeconds = 3'600;
inline constexpr char kLavaProvider[] = "lava@1devnetprovider";
inline constexpr char kLavaPeer[] = "lava@1devnetpeer";

struct LavaEvent {
  struct Attribute {
    std::string key;
    std::string value;
  };
  std::string type;
  std::vector<Attribute> attributes;
};

/// Events of one block, by where CometBFT lists them. Which list a begin-block event stands in, how
/// the address is spelled and how attributes are written changes from epoch to epoch, as it has
/// changed from version to version.
struct LavaBlock {
  std::vector<LavaEvent> begin;
  std::vector<LavaEvent> transaction;
  std::vector<LavaEvent> end;
  std::vector<LavaEvent> finalize;
  bool base64 = false;
};

/// `time`: when the block was produced.
LavaBlock LavaBlockAt(std::uint64_t height, base::WallTime time);

/// Whether the chain jails the provider at the start of that epoch (its number, from 0).
bool LavaJailsAt(std::uint64_t epoch);

/// The last block up to `height` that jailed the provider on ETH1, if any.
std::optional<std::uint64_t> LastLavaJail(std::uint64_t height);

/// Whether the provider is frozen on LAV1 after that block: by its own events, which come in turns.
bool IsFrozenOnLava(std::uint64_t height);

}  // namespace headway::devnet
