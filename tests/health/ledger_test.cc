#include "health/ledger.h"

#include <gtest/gtest.h>

namespace headway::health {
namespace {

using chains::ErrorId;

TEST(EndpointLedger, KeepsOneRowPerErrorInAscendingOrder) {
  EndpointLedger ledger;
  EXPECT_TRUE(ledger.errors.empty());
  for (const ErrorId error : {ErrorId::kRateLimited, ErrorId::kUnknown, ErrorId::kHeadZero,
                              ErrorId::kRateLimited, ErrorId::kDnsFailure}) {
    ledger.CountError(error);
  }
  ASSERT_EQ(ledger.errors.size(), 4U);
  EXPECT_EQ(ledger.errors[0].error, ErrorId::kUnknown);
  EXPECT_EQ(ledger.errors[1].error, ErrorId::kDnsFailure);
  EXPECT_EQ(ledger.errors[2].error, ErrorId::kRateLimited);
  EXPECT_EQ(ledger.errors[2].count, 2U);
  EXPECT_EQ(ledger.errors[3].error, ErrorId::kHeadZero);
}

TEST(EndpointLedger, CountsReorganisationsByTheirDepths) {
  EndpointLedger ledger;
  for (const double depth : {1., 2., 100.}) ledger.reorg_depth.Observe(depth);
  EXPECT_EQ(ledger.reorg_depth.Count(), 3U);
}

TEST(Histogram, PutsAValueOnABoundIntoThatBucket) {
  LatencyHistogram histogram;
  histogram.Observe(0.005);
  histogram.Observe(0.00500001);
  histogram.Observe(10);
  histogram.Observe(10.5);
  EXPECT_EQ(histogram.counts[0], 1U);
  EXPECT_EQ(histogram.counts[1], 1U);
  EXPECT_EQ(histogram.counts[10], 1U);
  EXPECT_EQ(histogram.counts[11], 1U);
  EXPECT_DOUBLE_EQ(histogram.sum, 0.005 + 0.00500001 + 10 + 10.5);
}

}  // namespace
}  // namespace headway::health
