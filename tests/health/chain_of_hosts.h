#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.h"
#include "health/reference_head.h"

namespace headway::health {

/// A reference head on a clock of the test's own, and one URL a host that testifies.
class ChainOfHosts {
 public:
  static constexpr base::Duration kBlock = std::chrono::seconds(12);
  static constexpr base::Duration kStaleWindow = 10 * kBlock;
  static constexpr std::uint64_t kOutlierWindow = 100;
  static constexpr base::Duration kEpoch = std::chrono::minutes(15);
  /// An answer is news for ten blocks, longer than these.
  static constexpr base::Duration kNewsFor = std::chrono::seconds(22);

  explicit ChainOfHosts(std::size_t hosts)
      : reference({.block_time = kBlock,
                   .allowed_lag = 2,
                   .stale_after_blocks = 10,
                   .finality_depth = 3,
                   .tells_block_times = true,
                   .expected = {}},
                  hosts, kEpoch) {}

  /// What the URL of a host testifies when it answers now.
  Testimony Of(std::size_t host, std::uint64_t head) const {
    Testimony testimony;
    testimony.url = {static_cast<std::uint32_t>(host)};
    testimony.answered_at = now;
    testimony.head = {head};
    testimony.head_since = now;
    testimony.news_for = kNewsFor;
    if (const Testimony* last = reference.TestimonyOf(host); last && last->head == testimony.head) {
      testimony.head_since = last->head_since;
    }
    return testimony;
  }

  void Tell(std::size_t host, const Testimony& testimony) {
    reference.Note(host, testimony);
    reference.Update(now, wall);
  }
  void Tell(std::size_t host, std::uint64_t head) { Tell(host, Of(host, head)); }

  void Wait(base::Duration span) {
    now += span;
    wall += span;
  }

  /// nullopt: there is none.
  std::optional<std::uint64_t> height() const {
    const auto height = reference.height();
    return height ? std::optional(height->value) : std::nullopt;
  }
  std::size_t witnesses() const { return reference.WitnessCount(now); }
  bool halted() const { return reference.Halted(now); }

  base::MonoTime now{std::chrono::hours(1)};
  base::WallTime wall{std::chrono::seconds(1'767'225'600)};
  ReferenceHead reference;
};

}  // namespace headway::health
