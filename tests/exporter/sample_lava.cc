#include "tests/exporter/sample_lava.h"

#include <chrono>
#include <utility>

namespace headway::exporter {

std::shared_ptr<const LavaSample> SampleLava(base::WallTime now) {
  auto view = std::make_shared<lava::LavaView>();
  lava::LavaView::Row known;
  known.provider = "lava@1known";
  known.spec = "LAV1";
  known.tally.reports = 3;
  known.tally.errors = 5;
  known.tally.disconnections = 7;
  known.tally.jails = {2, 1};
  known.tally.freezes = {1, 0};
  known.tally.payments = 11;
  known.tally.relays = 1'300;
  known.tally.cu = 17'000;
  known.tally.rewarded_cu = 15'000;
  known.tally.last_report = now - std::chrono::seconds(60);
  known.tally.last_payment = now - std::chrono::seconds(30);
  known.tally.qos = {.epoch = 400,
                     .relays = 4,
                     .weighted = {.latency = 2, .availability = 4, .sync = 3, .score = 1}};
  known.reported_block = 21'000'000;
  known.lag = 3;
  known.risk = lava::JailRisk{.complaint_cu = 30, .serviced_cu = 10};
  known.forecast = 1.25;
  known.stake = lava::Stake{.stake = 5'000'000,
                            .delegated = 1'500'000,
                            .commission = 0.25,
                            .applied_block = 100,
                            .jails = 2,
                            .jail_end = now + std::chrono::seconds(600)};
  known.jailed = true;
  known.exempt = {.frozen = false, .is_new = false, .few_providers = true};
  lava::LavaView::Row unknown;
  unknown.provider = "lava@1unknown";
  unknown.spec = "LAV1";
  view->rows = {known, unknown};
  view->chain_height = 420;
  view->watched_height = 410;
  view->backfill_remaining = 10;
  view->epoch = 400;
  view->fetches = {200, 3, 1};
  view->not_read = {1, 2, 3, 4, 5};
  view->unread = {1, 2, 3, 4, 5, 6, 7};
  view->last_success = now - std::chrono::seconds(1);
  LavaSample sample = SampleOf(std::move(view));
  sample.keeps_state = true;
  sample.saves = {9, 1};
  return std::make_shared<const LavaSample>(std::move(sample));
}

}  // namespace headway::exporter
