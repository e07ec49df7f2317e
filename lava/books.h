#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "lava/jail_risk.h"
#include "lava/lava_event.h"

namespace headway::lava {

/// Whom the watch is about. Both sorted and without repetition; no chain: all on which something
/// happens.
struct Subjects {
  std::vector<std::string> providers;
  std::vector<std::string> specs;

  friend bool operator==(const Subjects&, const Subjects&) = default;
};

/// Sums of what consumers thought, each weighted with the relays of its session, over the newest
/// epoch that was paid for.
struct QosSums {
  std::uint64_t epoch = 0;
  std::uint64_t relays = 0;
  ConsumerQos weighted;

  /// nullopt: no relay was judged.
  std::optional<ConsumerQos> Mean() const;
  friend bool operator==(const QosSums&, const QosSums&) = default;
};

/// Counts of one provider on one chain, since the watch began.
struct Tally {
  std::uint64_t reports = 0;
  std::uint64_t errors = 0;
  std::uint64_t disconnections = 0;
  std::array<std::uint64_t, kAllJailKinds.size()> jails{};      // by JailKind
  std::array<std::uint64_t, kAllFreezeKinds.size()> freezes{};  // by FreezeKind
  std::uint64_t payments = 0;
  std::uint64_t relays = 0;
  std::uint64_t cu = 0;
  std::uint64_t rewarded_cu = 0;
  std::optional<base::WallTime> last_report;
  std::optional<base::WallTime> last_payment;
  QosSums qos;

  friend bool operator==(const Tally&, const Tally&) = default;
};

/// What a provider said last of how far its nodes are on a chain.
struct ReportedBlock {
  std::uint64_t block = 0;
  std::uint64_t at = 0;  // the height of the Lava block that says so

  friend bool operator==(const ReportedBlock&, const ReportedBlock&) = default;
};

/// One provider on one chain.
struct Account {
  std::string provider;
  std::string spec;
  Tally tally;
  JailLedger ledger;
  /// What the chain found at the start of the running epoch, before it judged.
  std::optional<JailRisk> risk;
};

/// All that a restart must not lose.
struct BooksData {
  EpochStarts epochs;
  std::vector<Account> accounts;  // by provider, spec
  /// By spec, then provider; also of providers that are not ours.
  std::map<std::string, std::map<std::string, ReportedBlock>> reported;
  UnreadCounts unread{};
};

/// Something that whoever reads only the log should know of.
struct Happening {
  enum class Kind : std::uint8_t { kJailed, kFrozen, kUnfrozen, kRiskReached };
  Kind kind = Kind::kJailed;
  std::string provider;
  std::string spec;
  std::uint64_t height = 0;

  friend bool operator==(const Happening&, const Happening&) = default;
};

/// What the blocks of the Lava chain say of providers, added up. Blocks come in the order of their
/// heights, each once. Pure and bounded: chains and providers beyond the limits below are counted
/// as UnreadReason::kTooMany.
class Books {
 public:
  static constexpr std::size_t kMaxAccounts = 1'000;
  static constexpr std::size_t kMaxSpecs = 250;
  static constexpr std::size_t kMaxPeersPerSpec = 500;

  explicit Books(Subjects subjects);
  /// Goes on with what was kept.
  Books(Subjects subjects, BooksData data);

  /// `time`: of the block, where it is known.
  void Apply(std::uint64_t height, const BlockEvents& block, std::optional<base::WallTime> time);
  /// A block that could not be read. Where it must have begun an epoch, it did.
  void ApplyUnread(std::uint64_t height);
  /// There is nothing to be had of the past up to here: what is known of epochs begins anew.
  void ApplyPruned();
  /// Nothing of what was seen is so: it was another chain.
  void Reset();

  /// Blocks that the provider's last report is behind those of its peers: their median (the lower
  /// one of two), of reports since the start of the epoch in which ours came. nullopt: no report,
  /// or no peer.
  std::optional<std::uint64_t> LagOf(const Account& account) const;
  std::optional<ReportedBlock> ReportOf(const Account& account) const;

  const Subjects& subjects() const { return subjects_; }
  const BooksData& data() const { return data_; }
  /// What happened since the last call.
  std::vector<Happening> TakeHappenings();

 private:
  void OpenConfigured();
  Account* Open(const std::string& provider, const std::string& spec);
  void BeginEpoch(std::uint64_t height);
  void Count(UnreadReason reason);
  void Note(Happening::Kind kind, const Account& account);
  std::optional<std::uint64_t> EpochOf(std::uint64_t epoch);

  void Take(const BlockReport& report);
  void Take(const ProviderReported& reported);
  void Take(const ProviderJailed& jailed);
  void Take(const FreezeChanged& change);
  void Take(const RelayPayment& payment);

  const Subjects subjects_;
  BooksData data_;
  // Of the block that is being applied.
  std::uint64_t height_ = 0;
  std::optional<base::WallTime> time_;
  std::vector<Happening> happenings_;
};

}  // namespace headway::lava
