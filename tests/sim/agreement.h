#pragma once

#include <string>

#include "tests/sim/complaints.h"
#include "tests/sim/naive_fleet.h"
#include "tests/sim/product_view.h"

namespace headway::sim {

/// The product and the naive model must show the same. Each function says one kind of difference.
class Agreement {
 public:
  Agreement(const ProductView& product, const NaiveFleet& naive, Complaints& complaints)
      : product_(product), naive_(naive), complaints_(complaints) {}

  void CheckAll(base::MonoTime now);
  /// A URL, its endpoints and its chain: what a poll can have touched.
  void CheckTouched(const std::string& key, base::MonoTime now);

 private:
  void CheckUrl(const NaiveUrl& url);
  void CheckEndpoint(const NaiveEndpoint& endpoint);
  void CheckBlocking(const NaiveEndpoint& endpoint, const SeenEndpoint& seen, std::size_t role);
  void CheckChain(std::size_t chain, base::MonoTime now);
  /// These go by the clock too: of meaning when a poll has just ended.
  void CheckWitnesses(std::size_t chain, base::MonoTime now);
  void CheckTier(std::size_t chain);
  void Differ(const std::string& what, const std::string& subject, const std::string& product,
              const std::string& naive);

  const ProductView& product_;
  const NaiveFleet& naive_;
  Complaints& complaints_;
};

}  // namespace headway::sim
