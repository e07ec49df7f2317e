#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "chains/held_block.h"
#include "health/blocking.h"
#include "health/endpoint_fold.h"
#include "health/epoch_clock.h"
#include "health/event.h"
#include "health/fleet_plan.h"
#include "health/fork_proof.h"
#include "health/head_watch.h"
#include "health/health_policy.h"
#include "health/identity.h"
#include "health/ledger.h"
#include "health/node_depth.h"
#include "health/pace.h"
#include "health/poll_history.h"
#include "health/probe_report.h"
#include "health/reference_head.h"
#include "health/scores.h"
#include "health/tls_facts.h"
#include "health/url_health.h"

namespace headway::health {

/// What a reset took away from sight.
struct BeforeReset {
  State state = State::kUnknown;
  base::WallTime at;  // of the boundary
};

/// What the requests behind an answered head said, until the head itself is judged.
struct PollFacts {
  bool connection_known = false;  // they came after the head on the wire
  bool identity_asked = false;
  std::optional<chains::Fault> identity_fault;
  std::optional<base::Duration> identity_retry_after;
  bool says_syncing = false;
};

struct Summons {
  base::MonoTime at;
  base::Duration timeout{};  // an upper bound besides the request's own
};

struct UrlRow {
  UrlPlan plan;
  std::vector<base::EndpointIndex> listed_by;
  UrlHealth health;
  IdentityWatch identity;
  HeadWatch head_watch;
  UrlLedger ledger;
  std::optional<TlsFacts> tls;  // as its last handshake showed them
  PollHistory history;
  NodeDepth depth;
  Pace pace;  // as the last poll left it; what is wanted now is PaceOf
  PollFacts facts;
  std::optional<Summons> summons;
  std::optional<BeforeReset> before_reset;
  bool polled = false;  // one poll has finished
  std::optional<base::MonoTime> last_end;
  base::Duration gap{};      // between the ends of the last two finished polls
  PollNumber last_poll = 0;  // the last one that a comprehensive probe may count
  /// Polls that started in an older generation decide nothing.
  std::uint64_t trusted_from = 0;
  std::optional<Testimony> testimony;   // as last noted for its host
  std::vector<chains::HeldBlock> held;  // by the tracker: ascending heights
  /// Why the block that was asked for last could not be had; nullopt: it could, or its request
  /// never came through.
  std::optional<chains::ErrorId> block_error;
  std::optional<ForkProof> fork;
  /// Its heads go down again and again, as those of nodes out of step behind one address do.
  bool goes_back_and_forth = false;
  bool fell_silent = false;  // settled on faults, and not answered since: no witness
  std::optional<base::BlockHeight> reference_seen;  // by the last poll, if it was answered
  std::optional<base::BlockHeight> head;
  std::optional<std::uint64_t> block_height;  // Solana: blocks, where the head is a slot
  std::optional<base::WallTime> head_block_time;
  std::optional<base::WallTime> latest_block_time;  // of this head or of one before
  std::optional<base::WallTime> holdoff_until;
  base::MonoTime holdoff_ends;
};

struct EndpointRow {
  base::ChainIndex chain;
  Roles roles{};
  std::vector<base::UrlIndex> urls;
  Face face;
  Blocks blocks;
  EndpointLedger ledger;
  Scores scores;
  std::optional<BeforeReset> before_reset;
};

/// Whether the endpoint is to be sent work in a role.
bool Serves(const EndpointRow& endpoint, Role role);

/// A URL whose next poll is wanted sooner than planned (PaceOf says when).
struct Hurry {
  base::UrlIndex url;
  bool cancel = false;  // the poll under way is of no use any more
};

/// State of all URLs, endpoints and chains, and the fan-out between them: what one URL tells goes
/// to every endpoint that lists it, once each, whatever the order or number of registrations. Also
/// who is blocked, and the epochs. Pure: now is a parameter, events and hurries are values. Owned
/// by the loop thread.
class Fleet {
 public:
  /// `seed` spreads the polls after a boundary. `epoch_wall` is the wall time that epochs go by.
  Fleet(const FleetPlan& plan, const FleetPolicy& policy, std::uint64_t seed,
        base::WallTime epoch_wall);

  /// Applies one finished request.
  void Apply(const ProbeReport& report);

  /// What comes with time alone: the epoch boundary, and the probes of who is blocked.
  void Advance(base::MonoTime now, base::WallTime wall, base::WallTime epoch_wall);

  /// Goes on under another plan and policy; what `lineage` names goes on as it was, the rest ends
  /// or begins. No boundary, no reset.
  void Reload(const FleetPlan& plan, const FleetPolicy& policy, const Lineage& lineage,
              base::MonoTime now, base::WallTime wall, base::WallTime epoch_wall);

  /// What the URL wants next.
  Pace PaceOf(base::UrlIndex url) const;

  /// The URL is to be polled again, out of turn. Comes out as a hurry.
  void AskAgain(base::UrlIndex url, const Summons& summons) { Summon(url, summons, false); }

  /// Whether another poll of the URL may say more than its last one did: since it was answered
  /// others have been, and measured against them the same answer would get another verdict; or it
  /// lags, and may say that it is syncing. For who polls each URL once, and not for
  /// ever. Costs O(hosts of the chain).
  bool NeedsSecondLook(base::UrlIndex url, base::MonoTime now, base::WallTime wall);

  /// When Advance has something to do, epochs aside; nullopt: nothing is waiting for time.
  std::optional<base::MonoTime> NextProbe() const;

  /// Since the last ForgetOutputs, in the order they happened.
  std::span<const Event> events() const { return events_; }
  std::span<const Hurry> hurries() const { return hurries_; }
  void ForgetOutputs();

  /// Every URL of the first plan has one finished poll.
  bool FirstRoundIsDone() const { return first_round_is_done_; }

  std::span<const UrlRow> urls() const { return urls_; }
  std::span<const EndpointRow> endpoints() const { return endpoints_; }
  std::span<const ReferenceHead> chains() const { return chains_; }
  const EpochClock& epoch() const { return epoch_; }
  const FleetPolicy& policy() const { return policy_; }
  /// Boundaries crossed since the start; never falls.
  std::uint64_t generation() const { return generation_; }

 private:
  /// A poll as far as endpoints and blocks are concerned.
  struct JudgedPoll {
    std::optional<chains::ErrorId> error;
    std::optional<Verdict> verdict;  // nullopt: it decides nothing
    bool chain_was_asked = false;
  };
  /// What the majority holds at the highest final height that the URL holds too.
  struct HashFinding {
    const chains::HeldBlock* own = nullptr;
    chains::BlockHash majority;

    bool IsFork() const { return own->hash != majority; }
  };
  struct HashVote {
    std::uint64_t fingerprint = 0;
    const chains::HeldBlock* block = nullptr;
  };
  struct Moment {
    base::MonoTime now;
    base::WallTime wall;
  };

  // fleet.cc
  void Build(const FleetPlan& plan);
  void CountRequest(const ProbeReport& report, UrlRow& row) const;
  void ApplyIdentityReport(const ProbeReport& report, UrlRow& row);
  void ApplySyncing(const ProbeReport& report, UrlRow& row);
  static void ApplyVerification(const ProbeReport& report, UrlRow& row);
  JudgedPoll ApplyHead(const ProbeReport& report, UrlRow& row);
  void ApplyBlock(const ProbeReport& report, UrlRow& row);
  void ApplyTracker(const ProbeReport& report, UrlRow& row);
  void CountPoll(const ProbeReport& report, PollOutcome outcome, UrlRow& row);
  void CountError(const UrlRow& row, chains::ErrorId error);
  void NoteHoldoff(const ProbeReport& report, UrlRow& row) const;
  /// Of a transition, as it tells it.
  struct Cause {
    std::optional<chains::ErrorId> error;
    bool is_reload = false;
  };
  void FoldEndpoint(base::EndpointIndex index, base::WallTime now, const Cause& cause);
  Face Fold(const EndpointRow& endpoint);

  // fleet_judge.cc: the verdict on a poll
  Verdict JudgePoll(const ProbeReport& report, const std::optional<chains::Fault>& fault,
                    const PollFacts& facts, UrlRow& row);
  void Testify(const ProbeReport& report, bool answered, bool throttled, UrlRow& row);
  void JudgeFork(const ReferenceHead& reference, base::MonoTime now, UrlRow& row);
  std::optional<HashFinding> CompareHashes(const UrlRow& row, const ReferenceHead& reference,
                                           base::MonoTime now);
  std::optional<chains::BlockHash> MajorityAt(base::BlockHeight height,
                                              const ReferenceHead& reference, base::MonoTime now);
  void NoteSilence(const Verdict& verdict, const std::optional<chains::Fault>& fault, UrlRow& row);

  // fleet_scores.cc: what the endpoint's polls are worth to consumers
  void Score(const ProbeReport& report, const Verdict& verdict, const UrlRow& row);
  static void CloseEpoch(Scores& scores);
  void SetScoreClock(base::Duration ahead);

  // fleet_blocking.cc: blocks and their probes
  void ApplyToBlocks(const UrlRow& row, const Verdict& verdict, bool chain_was_asked,
                     const Moment& at);
  void ProbeBlock(EndpointRow& endpoint, Block& block, base::Duration least_timeout,
                  base::MonoTime when);
  bool ProbeHasFailed(const EndpointRow& endpoint, const Block& block) const;
  void BlockIfHopeless(base::EndpointIndex index, const Moment& at);
  void Release(base::EndpointIndex index, Role role, base::WallTime at);
  void Tell(base::EndpointIndex index, Role role, BlockEventKind kind, base::WallTime at);
  void FireProbes(const Moment& at);
  void Summon(base::UrlIndex url, const Summons& summons, bool cancel);
  bool IsListedByBlocked(const UrlRow& row) const;

  // fleet_epoch.cc: the boundary
  void CrossBoundary(const EpochStart& start, const Moment& at);
  void ResetUrl(base::UrlIndex url, const Moment& at);
  void ResetEndpoint(base::EndpointIndex index, const Moment& at, BoundaryEvent& boundary);
  base::Duration Spread(std::uint64_t subject) const;

  // fleet_reload.cc
  void InheritUrls(std::vector<UrlRow> old, const std::vector<ReferenceHead>& old_chains,
                   const Lineage& lineage);
  void InheritChains(const std::vector<ReferenceHead>& old, const std::vector<UrlRow>& old_urls,
                     const Lineage& lineage);
  void InheritEndpoints(std::vector<EndpointRow> old, const Lineage& lineage, const Moment& at);
  void ProbeAtOnce(EndpointRow& endpoint, base::MonoTime now);

  FleetPolicy policy_;
  const std::uint64_t seed_;
  EpochClock epoch_;
  base::Duration score_clock_ahead_{};  // of monotonic time: the time warp
  std::uint64_t generation_ = 0;
  PollNumber poll_number_ = 0;
  bool first_round_is_done_ = false;
  std::size_t urls_without_poll_ = 0;
  std::vector<UrlRow> urls_;
  std::vector<EndpointRow> endpoints_;
  std::vector<ReferenceHead> chains_;
  std::vector<std::vector<base::UrlIndex>> urls_of_chain_;
  std::size_t blocks_ = 0;  // how many (endpoint, role) are blocked
  std::vector<Event> events_;
  std::vector<Hurry> hurries_;
  std::vector<Face> fold_faces_;       // scratch of Fold
  std::vector<HopelessUrl> hopeless_;  // scratch of BlockIfHopeless
  std::vector<HashVote> hash_votes_;   // scratch of MajorityAt
};

}  // namespace headway::health
