#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace headway::sim {

/// How one request ended in truth, said by whoever made the answer up.
enum class Wire : std::uint8_t { kAnswered, kTransport, kAuth, kThrottled, kFailing };

struct Told {
  Wire wire = Wire::kAnswered;
  bool refusal = false;  // counts towards disabling
  std::optional<base::Duration> retry_after;
  std::uint64_t head = 0;    // of a head request
  std::string identity;      // of an identity request
  bool syncing = false;      // of a syncing request
  std::uint64_t height = 0;  // of a block request, and the rest of it
  std::string hash;
  std::string parent;
  std::optional<base::WallTime> block_time;
};

/// One finished poll as it was in truth, up to the moment its head is judged.
struct NaivePoll {
  std::string url;
  base::MonoTime now;
  base::WallTime wall;
  std::uint64_t generation = 0;  // in which it started
  Told head;
  std::optional<Told> identity;  // if asked
  std::optional<Told> syncing;   // if asked
};

}  // namespace headway::sim
