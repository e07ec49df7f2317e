#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

/// Whether the chain is about to jail a provider for the complaints of its consumers.
///
/// At the first block of each epoch the chain looks back, from the third epoch before the new one:
/// it adds up the complaints of two epochs and what the provider served in eight, both from there
/// into the past, and punishes when the complaints are more than four times what was served. Of
/// what was served only epochs count in which somebody complained.
namespace headway::lava {

inline constexpr std::size_t kLookBackEpochs = 3;
inline constexpr std::size_t kComplaintEpochs = 2;
inline constexpr std::size_t kServicedEpochs = 8;
inline constexpr std::uint64_t kServicedFactor = 4;
/// Epochs whose facts the chain may look at, the running one included.
inline constexpr std::size_t kEpochsOfMemory = kLookBackEpochs + kServicedEpochs;

/// One epoch of one provider on one chain.
struct EpochCu {
  std::uint64_t start = 0;  // the height that it began with
  bool complained = false;  // somebody did, if only for nothing
  std::uint64_t complaint_cu = 0;
  std::uint64_t serviced_cu = 0;

  friend bool operator==(const EpochCu&, const EpochCu&) = default;
};

struct JailRisk {
  std::uint64_t complaint_cu = 0;
  std::uint64_t serviced_cu = 0;

  /// Above 1 the chain punishes; at exactly 1 only where nothing was served. Alerts are from 1 on.
  double Ratio() const;
  friend bool operator==(const JailRisk&, const JailRisk&) = default;
};

/// Heights that epochs began with, one after the other without a gap, the running one last.
/// Bounded: the oldest go.
class EpochStarts {
 public:
  static constexpr std::size_t kKept = kEpochsOfMemory + 5;

  void Begin(std::uint64_t height);
  /// What was seen before is no use: what lies between is not known.
  void Clear() { starts_.clear(); }

  const std::deque<std::uint64_t>& all() const { return starts_; }
  std::optional<std::uint64_t> current() const;
  /// How long the last whole epoch was, in blocks.
  std::optional<std::uint64_t> length() const;
  /// The epoch that `epochs` before the running one began with; reckoned with the length where it
  /// is older than what is kept. nullopt: not known.
  std::optional<std::uint64_t> Ago(std::size_t epochs) const;
  /// The start of the epoch that a height is in; nullopt: before all that is kept.
  std::optional<std::uint64_t> Of(std::uint64_t height) const;

 private:
  std::deque<std::uint64_t> starts_;
};

/// What is known of one provider on one chain, by epoch.
class JailLedger {
 public:
  JailLedger() = default;
  explicit JailLedger(std::vector<EpochCu> epochs) : epochs_(std::move(epochs)) {}

  void AddServiced(std::uint64_t epoch_start, std::uint64_t cu);
  /// `so_far`: as the chain has added it up; nullopt: it does not say.
  void AddComplaint(std::uint64_t epoch_start, std::uint64_t cu,
                    std::optional<std::uint64_t> so_far);
  /// The chain has jailed at the start of the running epoch, and forgets the complaints it did so
  /// for.
  void ForgetJudged(const EpochStarts& starts);
  void DropBefore(std::uint64_t start);

  /// What the chain finds `ahead` epochs after the start of the running one, if nothing more comes
  /// of the epochs it looks at; 0: what it found at that start. At most kLookBackEpochs. nullopt:
  /// not all of these epochs were seen.
  std::optional<JailRisk> RiskAt(const EpochStarts& starts, std::size_t ahead) const;

  const std::vector<EpochCu>& epochs() const { return epochs_; }  // ascending

 private:
  EpochCu& At(std::uint64_t start);
  const EpochCu* Find(std::uint64_t start) const;

  std::vector<EpochCu> epochs_;
};

/// No sum wraps around.
std::uint64_t SaturatingAdd(std::uint64_t left, std::uint64_t right);

}  // namespace headway::lava
