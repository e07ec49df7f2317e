#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/time.h"

namespace headway::health {

/// How one URL's published head moves: since when it stands, and how long a block takes.
class HeadWatch {
 public:
  static constexpr std::size_t kSamples = 20;
  static constexpr std::size_t kFewestSamples = 5;

  /// The head as published at `now`. A rise gives a sample of the block time; a fall gives none.
  void Note(base::BlockHeight head, base::MonoTime now);

  /// When an answer first showed the head that stands now; nullopt before the first.
  std::optional<base::MonoTime> since() const { return since_; }

  /// The median of the last samples, the lower middle of an even number; nullopt while there are
  /// fewer than kFewestSamples.
  std::optional<base::Duration> block_time() const { return block_time_; }

 private:
  void AddSample(base::Duration block_time);

  std::optional<base::BlockHeight> head_;
  std::optional<base::MonoTime> since_;
  std::array<base::Duration, kSamples> samples_{};
  std::size_t sample_count_ = 0;  // ever
  std::optional<base::Duration> block_time_;
};

}  // namespace headway::health
