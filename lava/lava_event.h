#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"

/// What the Lava chain says of providers in the events of a block. Texts are checked: an address is
/// a configured one or has the form of one, a spec is made of capital letters and digits.
namespace headway::lava {

/// `lava_new_epoch`: the block begins an epoch.
struct NewEpoch {};

/// `lava_provider_latest_block_report`: how far a provider says that its nodes are.
struct BlockReport {
  std::string provider;
  std::vector<std::pair<std::string, std::uint64_t>> blocks;  // by spec
};

/// `lava_provider_reported`: a consumer complained.
struct ProviderReported {
  std::string provider;
  std::string spec;
  std::uint64_t errors = 0;
  std::uint64_t disconnections = 0;
  std::uint64_t epoch = 0;  // the height that the epoch complained about began with
  std::uint64_t cu = 0;     // by this complaint
  /// By all complaints about the provider in that epoch so far, this one included.
  std::optional<std::uint64_t> cu_so_far;
  std::optional<base::WallTime> at;
};

enum class JailKind : std::uint8_t { kTemporary, kFinal };
inline constexpr std::array<JailKind, 2> kAllJailKinds = {JailKind::kTemporary, JailKind::kFinal};
std::string_view ToString(JailKind kind);

/// `lava_provider_temporary_jailed` and `lava_provider_jailed`.
struct ProviderJailed {
  std::string provider;
  std::string spec;
  JailKind kind = JailKind::kTemporary;
};

enum class FreezeKind : std::uint8_t { kFreeze, kUnfreeze };
inline constexpr std::array<FreezeKind, 2> kAllFreezeKinds = {FreezeKind::kFreeze,
                                                              FreezeKind::kUnfreeze};
std::string_view ToString(FreezeKind kind);

/// `lava_freeze_provider` and `lava_unfreeze_provider`, by the operator's own hand.
struct FreezeChanged {
  std::string provider;
  std::vector<std::string> specs;
  FreezeKind kind = FreezeKind::kFreeze;
};

/// What a consumer thought of the relays that it pays for; each from 0 to 1.
struct ConsumerQos {
  double latency = 0;
  double availability = 0;
  double sync = 0;
  double score = 0;

  friend bool operator==(const ConsumerQos&, const ConsumerQos&) = default;
};

/// One relay session of a `lava_relay_payment`.
struct RelayPayment {
  std::string provider;
  std::string spec;
  std::uint64_t epoch = 0;
  std::uint64_t relays = 0;
  std::uint64_t cu = 0;
  std::uint64_t rewarded_cu = 0;
  std::optional<ConsumerQos> qos;
};

using Event = std::variant<NewEpoch, BlockReport, ProviderReported, ProviderJailed, FreezeChanged,
                           RelayPayment>;

/// Why an event of the Lava chain, or one session of a payment, was not read.
enum class UnreadReason : std::uint8_t {
  kUnknownType,
  kNoAttributes,
  kBadAttribute,      // attributes that are no texts, or neither plain nor base 64 throughout
  kMissingAttribute,  // one that the event is nothing without
  kBadNumber,
  kNumberOverflow,  // a number of more than 64 bits
  kTooMany,         // more of something than headway keeps
};
inline constexpr std::array<UnreadReason, 7> kAllUnreadReasons = {
    UnreadReason::kUnknownType,      UnreadReason::kNoAttributes, UnreadReason::kBadAttribute,
    UnreadReason::kMissingAttribute, UnreadReason::kBadNumber,    UnreadReason::kNumberOverflow,
    UnreadReason::kTooMany};
std::string_view ToString(UnreadReason reason);

using UnreadCounts = std::array<std::uint64_t, kAllUnreadReasons.size()>;  // by UnreadReason

/// What one block says.
struct BlockEvents {
  std::vector<Event> events;  // of each list of the block in its order
  UnreadCounts unread{};
};

}  // namespace headway::lava
