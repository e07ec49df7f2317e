#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "chains/chain_family.h"
#include "json/reader.h"
#include "lava/books.h"
#include "lava/lava_view.h"
#include "probes/transport.h"

namespace headway::lava {

/// A question to the REST interface of the chain.
struct StakeQuestion {
  enum class Kind : std::uint8_t { kProvider, kChain, kPlans, kPlan };
  Kind kind = Kind::kProvider;
  std::string provider;  // of kProvider
  std::string spec;      // of kProvider and kChain
  std::string plan;      // of kPlan
  std::uint32_t failures = 0;
};

/// What the chain's REST interface says of stakes, asked for one by one: each provider on each of
/// its chains, how many providers a chain has, and how many every subscription must be able to
/// have. Pure; bounded; an answer that does not come leaves the last one standing for an hour.
class StakeBook {
 public:
  static constexpr base::Duration kInterval = std::chrono::minutes(5);
  static constexpr base::Duration kTimeout = std::chrono::seconds(30);
  static constexpr std::size_t kMaxPlans = 50;
  static constexpr std::uint32_t kTries = 3;  // of a question, in one round

  /// The next question, if it is time for one; the answer goes to OnReply before the next.
  std::optional<StakeQuestion> Next(const std::vector<Account>& accounts, base::MonoTime now);
  base::MonoTime NextDeadline() const;
  /// Something has happened that the answers may show: asks again now.
  void Hurry();

  /// How the last question ended. Without an answer it is asked again, kTries times in all.
  void OnReply(const StakeQuestion& question, const probes::Completion& reply, base::MonoTime now,
               json::Reader& reader);

  /// nullopt: not known, or the provider has no stake there.
  std::optional<Stake> StakeOf(const Account& account) const;
  /// `few_providers` is known while the answers about all plans stand: one that is missing may pair
  /// with fewer providers than the others, and an exemption that the chain does not grant would
  /// hide a jail that is near.
  JailExemptions ExemptionsOf(const Account& account, const EpochStarts& epochs) const;

 private:
  struct Known {
    Stake stake;
    base::MonoTime at;
  };
  struct Pairing {
    std::uint64_t most = 0;  // providers that a consumer of the plan is paired with
    base::MonoTime at;
  };

  /// Whether the answer was one.
  bool TakeReply(const StakeQuestion& question, const probes::Completion& reply, base::MonoTime now,
                 json::Reader& reader);
  void Forget(base::MonoTime now);
  bool OnPlans(const json::Value& document);
  bool OnPlan(const StakeQuestion& question, const json::Value& document, base::MonoTime now);
  /// Over all plans; nullopt while one of them is not known.
  std::optional<std::uint64_t> LeastPairing() const;

  std::deque<StakeQuestion> questions_;
  bool under_way_ = false;
  base::MonoTime next_round_{};
  std::map<std::pair<std::string, std::string>, Known> stakes_;           // by provider, spec
  std::map<std::string, std::pair<std::size_t, base::MonoTime>> active_;  // by spec
  std::map<std::string, std::optional<Pairing>> plans_;  // of the last list; nullopt: not known
  // The list was not too long, and each of its plans can be asked for.
  bool lists_all_plans_ = false;
};

void WriteStakeRequest(const StakeQuestion& question, chains::Request& request);

}  // namespace headway::lava
