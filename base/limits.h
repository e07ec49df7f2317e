#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/time.h"

/// Every bound of the program in one place. A bound that is a setting has its default in the policy
/// struct of its layer; what stands here is not for the operator to change.
namespace headway::base::limits {

// What a node may send.
inline constexpr std::size_t kMaxReplyBodyBytes = std::size_t{2} << 20U;
inline constexpr std::size_t kMaxReplyHeaderBytes = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxKeptHeaderBytes = std::size_t{4} << 10U;  // of each value
inline constexpr std::size_t kMaxJsonDepth = 32;
inline constexpr std::uint64_t kMaxBlockHeight = (std::uint64_t{1} << 53U) - 1;
inline constexpr std::size_t kMaxInlineTextBytes = 88;  // hashes, identities, names of clients
// Of each text of an error that is read to find out what it means; what it says, it says at once.
inline constexpr std::size_t kMaxErrorTextBytes = std::size_t{4} << 10U;

// What a Lava node may send for one block: most are small; the few large ones are read alone.
inline constexpr std::size_t kMaxLavaReplyBytes = std::size_t{8} << 20U;
inline constexpr std::size_t kMaxLavaBlockBytes = std::size_t{64} << 20U;
// A value takes 16 bytes or more of memory, and two of JSON.
inline constexpr std::size_t kMaxLavaJsonValues = 4'000'000;
inline constexpr std::size_t kMaxLavaStateBytes = std::size_t{16} << 20U;

// What the operator may configure.
inline constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20U;
inline constexpr std::size_t kMaxConfigDepth = 64;
inline constexpr std::size_t kMaxConfigNodes = 10'000;
inline constexpr std::size_t kMaxSecretFileBytes = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxBlocksToSave = 64;

// What we do at once.
inline constexpr std::size_t kMaxRequestsInFlight = 2'000;
inline constexpr std::size_t kConnectionsPerShard = 100;
inline constexpr std::size_t kMaxFollowUpsPerPoll = kMaxBlocksToSave + 6;

// What we show.
inline constexpr std::size_t kMaxLabelValueBytes = 128;
inline constexpr std::size_t kMaxLogValueBytes = 200;

// The HTTP server.
inline constexpr std::size_t kMaxRequestHeadBytes = std::size_t{16} << 10U;
inline constexpr std::size_t kMaxRequestBodyBytes = 1'024;
// Scrapers send a few hundred bytes; a longer header is taken for none.
inline constexpr std::size_t kMaxAcceptHeaderBytes = 2'048;
// Of a body that nobody reads: taken from the connection so that the response gets through.
inline constexpr std::size_t kMaxDrainedBodyBytes = std::size_t{64} << 10U;

static_assert(kMaxReplyHeaderBytes < kMaxReplyBodyBytes);
static_assert(kMaxReplyBodyBytes < kMaxLavaReplyBytes && kMaxLavaReplyBytes < kMaxLavaBlockBytes);
static_assert(kMaxLabelValueBytes <= kMaxLogValueBytes);

}  // namespace headway::base::limits
