#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/time.h"
#include "chains/observation.h"

/// Which chain a node is on (docs/health.md, rule 3).
namespace headway::health {

enum class Standing : std::uint8_t {
  kUnknown,  // never told
  kRight,
  kDoubted,  // was right, and said otherwise once: its head is not used until it says more
  kWrong,
};

/// What is remembered of a URL's identity. A default one was never asked.
struct IdentityWatch {
  Standing standing = Standing::kUnknown;
  bool was_right = false;
  std::optional<chains::ChainIdentity> told;  // last
  /// The first one told, where nobody knows what would be right.
  std::optional<chains::ChainIdentity> pinned;
  std::optional<base::MonoTime> asked_at;  // when the last question ended
  bool last_ask_failed = false;

  friend bool operator==(const IdentityWatch&, const IdentityWatch&) = default;
};

/// What an answer changed.
enum class IdentityChange : std::uint8_t { kNone, kPinned, kDoubted, kProvedWrong, kRightAgain };

/// Applies an answer. `expected`: identities any of which is right; empty: not known.
IdentityChange ApplyIdentity(const chains::ChainIdentity& told,
                             std::span<const chains::ChainIdentity> expected, base::MonoTime now,
                             IdentityWatch& watch);

/// The question brought no answer: the standing stays.
void ApplyIdentityFault(base::MonoTime now, IdentityWatch& watch);

/// Why the identity may be asked for out of turn.
struct IdentityNeed {
  /// The URL belongs to a blocked endpoint: nobody is released by a node whose chain was not asked
  /// for.
  bool urgent = false;
  bool reconnecting = false;  // the last request brought no response
};

/// From when on an answered head is followed by the question.
base::MonoTime AskIdentityFrom(const IdentityWatch& watch, const IdentityNeed& need,
                               base::Duration reconnect_interval);

/// An epoch boundary: everybody is asked anew.
void ForgetAsking(IdentityWatch& watch);

}  // namespace headway::health
