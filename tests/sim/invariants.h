#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "tests/sim/complaints.h"
#include "tests/sim/naive_fleet.h"
#include "tests/sim/product_view.h"
#include "tests/sim/scenario.h"

namespace headway::sim {

/// The invariants at the end of docs/health.md, each in a function of its own, besides those about
/// pace (pacing.h) and expositions (pages.h). Looks at what the product shows; of the naive model
/// it takes only what the nodes have told in truth.
class Invariants {
 public:
  Invariants(const Scenario& scenario, const ProductView& product, const NaiveFleet& truth,
             Complaints& complaints)
      : scenario_(scenario), product_(product), truth_(truth), complaints_(complaints) {}

  /// Around every tick. `touched`: URLs of which something ended in it.
  void BeforeTick(bool boundary);
  void AfterTick(const std::set<std::string>& touched, bool boundary, base::MonoTime now);
  void AfterReload();
  /// Too dear for every tick: at the end of a run, and every so often.
  void CheckAll(base::MonoTime now);

 private:
  struct Remembered {
    SeenEndpoint seen;
    bool down_since_reset = false;  // was down at the boundary, and nothing was heard since
  };
  /// Two endpoints of the same URLs, as far apart as their counters were when both were first seen.
  struct Pair {
    std::uint64_t successes = 0;
    std::uint64_t fails = 0;
    std::uint64_t latencies = 0;
  };

  void RowsAreThoseConfigured();
  void GaugeIsTheFold(const NaiveEndpoint& endpoint, const SeenEndpoint& seen);
  void DownSinceIsTheFirstFall(const NaiveEndpoint& endpoint, const SeenEndpoint& before,
                               const SeenEndpoint& seen);
  void SharersAreAlike();
  void BoundaryResetsEveryGauge(const std::set<std::string>& touched, base::MonoTime now);
  void BoundaryUnblocksNobody(const std::set<std::string>& touched);
  void NobodyAnsweringStaysBlocked(const NaiveEndpoint& endpoint, const SeenEndpoint& seen,
                                   base::MonoTime now);
  void NobodyIsReleasedUnheard(const NaiveEndpoint& endpoint, const SeenEndpoint& before,
                               const SeenEndpoint& seen, base::MonoTime now);
  void WhoIsDownServesNobody(const NaiveEndpoint& endpoint, const SeenEndpoint& seen);
  void CountersAndGenerationNeverFall(const NaiveEndpoint& endpoint, const SeenEndpoint& before,
                                      const SeenEndpoint& seen);
  void NoSingleWitnessMovesTheReference(std::size_t chain, base::MonoTime now);
  void TwoLiveNodesAreNotDark(std::size_t chain, base::MonoTime now);
  bool AnyTouched(const NaiveEndpoint& endpoint, const std::set<std::string>& touched) const;
  base::Duration ProbePatience() const;

  const Scenario& scenario_;
  const ProductView& product_;
  const NaiveFleet& truth_;
  Complaints& complaints_;
  std::map<std::string, Remembered> remembered_;  // by endpoint
  std::map<std::string, SeenEndpoint> before_boundary_;
  std::map<std::string, SeenUrl> urls_before_boundary_;
  std::map<std::string, std::optional<std::uint64_t>> references_;  // by spec
  std::map<std::string, Pair> pairs_;
  std::uint64_t generation_ = 0;
  std::uint64_t generation_heard_ = 0;  // of polls that end in this tick: before its boundary
};

}  // namespace headway::sim
