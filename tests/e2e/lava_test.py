"""The watch of the Lava chain, against a simulated chain that emits its events in all spellings,
placements and notations, drops every fifth request and answers out of order."""

import json
import unittest

from harness import Headway, provider, quick_settings
from lava_node import EPOCH, JAIL_EPOCH, PROVIDER, LavaNode
from processes import BenchTest, free_port

SECONDS = 40


def heights(first: int, last: int, place: int) -> int:
    """How many heights from `first` to `last` are the `place`-th of their epoch."""
    return sum(1 for height in range(first, last + 1) if height % EPOCH == place)


class LavaTest(BenchTest):
    backfill = 480

    @classmethod
    def watch(cls, node: LavaNode, state_file: str = "", name: str = "headway") -> Headway:
        dead = f"http://127.0.0.1:{free_port()}"
        url = f"http://127.0.0.1:{node.port}"
        kept = f"    state-file: {state_file}\n" if state_file else ""
        config = cls.bench.write(f"{name}.yml", "".join([
            "direct-rpc:\n", provider("nobody", "ETH1", dead), quick_settings(),
            f"  lava:\n    rpc-url: {url}\n    rest-url: {url}\n",
            f"    provider-address: {PROVIDER}\n    backfill-blocks: {cls.backfill}\n", kept]))
        return Headway(cls.bench, "run", f"--config.file={config}", name=name).wait_ready()

    @staticmethod
    def wait_watched(headway: Headway, height: int):
        return headway.wait_metric(
            f"the watch is at {height}", SECONDS,
            lambda scrape: scrape.value("headway_lava_watched_height") == height)

    def of_eth(self, scrape, name: str, **labels):
        return scrape.value(name, provider=PROVIDER, spec="ETH1", **labels)

    def assert_counts(self, scrape, first: int, last: int):
        payments = heights(first, last, 3)
        self.assertEqual(self.of_eth(scrape, "lava_provider_payments_total"), payments)
        self.assertEqual(self.of_eth(scrape, "lava_provider_paid_relays_total"), 10 * payments)
        self.assertEqual(self.of_eth(scrape, "lava_provider_paid_cu_total"), 100 * payments)
        self.assertEqual(self.of_eth(scrape, "lava_provider_rewarded_cu_total"), 90 * payments)
        self.assertEqual(scrape.value("lava_provider_paid_cu_total", provider=PROVIDER,
                                      spec="LAV1"), 50 * payments)
        reports = 2 * sum(1 for height in range(first, last + 1)
                          if height % EPOCH == 8 and height // EPOCH % 25 in (12, 13, 14))
        self.assertEqual(self.of_eth(scrape, "lava_provider_reports_total"), reports)
        self.assertEqual(self.of_eth(scrape, "lava_provider_report_errors_total"), 2 * reports)
        self.assertEqual(self.of_eth(scrape, "lava_provider_report_disconnections_total"), reports)
        jails = sum(1 for height in range(first, last + 1) if height % (EPOCH * 25) == EPOCH * 17)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jails_total", kind="temporary"), jails)
        changes = [height // EPOCH % 2 for height in range(first, last + 1) if height % EPOCH == 7]
        for event, remainder in (("freeze", 0), ("unfreeze", 1)):
            self.assertEqual(scrape.value("lava_provider_freeze_events_total", provider=PROVIDER,
                                          spec="LAV1", event=event), changes.count(remainder))


class AtTheEpochOfAJail(LavaTest):
    @classmethod
    def start_processes(cls):
        boundary = EPOCH * JAIL_EPOCH
        cls.before = LavaNode(cls.bench, boundary - 1)
        cls.at = LavaNode(cls.bench, boundary)
        cls.watch_before = cls.watch(cls.before, name="before")
        cls.watch_at = cls.watch(cls.at, name="at")

    def test_the_risk_crosses_one_and_not_one_block_earlier(self):
        scrape = self.wait_watched(self.watch_before, self.before.head)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jail_risk_ratio"), 600 / 800)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jail_forecast_ratio"), 1300 / 1200)
        self.assertEqual(
            self.of_eth(scrape, "lava_provider_jails_total", kind="temporary"), 0)
        scrape = self.wait_watched(self.watch_at, self.at.head)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jail_risk_ratio"), 1300 / 1200)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jail_complaint_cu"), 1300)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jail_serviced_cu"), 300)
        self.assertEqual(
            self.of_eth(scrape, "lava_provider_jails_total", kind="temporary"), 1)
        self.assertIn("the Lava chain has jailed a provider", self.watch_at.log())

    def test_all_figures_are_those_of_the_chain(self):
        scrape = self.wait_watched(self.watch_at, self.at.head)
        self.assert_counts(scrape, self.at.head - self.backfill + 1, self.at.head)
        self.assertEqual(scrape.value("headway_lava_epoch"), self.at.head)
        self.assertEqual(scrape.value("headway_lava_backfill_remaining_blocks"), 0)
        # The peer said 1000 + its height, ours that of the block before less four.
        last = (JAIL_EPOCH - 1) * EPOCH
        self.assertEqual(self.of_eth(scrape, "lava_provider_reported_block"), 1000 + last + 5 - 4)
        self.assertEqual(self.of_eth(scrape, "lava_provider_reported_block_lag"), 4)
        self.assertEqual(self.of_eth(scrape, "lava_provider_consumer_qos_sync_ratio"), 0.8)
        self.assertEqual(scrape.value("headway_lava_unread_events_total", reason="no_attributes"),
                         scrape.value("headway_lava_unread_events_total", reason="unknown_type"))
        self.assertGreater(
            scrape.value("headway_lava_unread_events_total", reason="number_overflow"), 0)
        self.assertGreater(
            scrape.value("headway_lava_block_fetches_total", outcome="failure"), 0, "it drops")
        self.assertEqual(sum(scrape.select("headway_lava_blocks_not_read_total").values()), 0)

    def test_the_stake_is_that_of_the_rest_interface(self):
        scrape = self.watch_at.wait_metric(
            "the stake is known", SECONDS,
            lambda scrape: None not in (
                self.of_eth(scrape, "lava_provider_stake_ulava"),
                self.of_eth(scrape, "lava_provider_jail_exempt", reason="few_providers")))
        self.assertEqual(self.of_eth(scrape, "lava_provider_total_stake_ulava"), 75_000_000_000)
        self.assertEqual(self.of_eth(scrape, "lava_provider_delegate_commission_ratio"), 0.4)
        self.assertEqual(self.of_eth(scrape, "lava_provider_frozen"), 0)
        self.assertEqual(scrape.value("lava_provider_frozen", provider=PROVIDER, spec="LAV1"), 1)
        self.assertEqual(self.of_eth(scrape, "lava_provider_jailed"), 1)
        self.assertEqual(scrape.value("lava_provider_jailed", provider=PROVIDER, spec="LAV1"), 0)
        self.assertEqual(
            self.of_eth(scrape, "lava_provider_jail_exempt", reason="few_providers"), 0)

    def test_the_api_says_the_same(self):
        self.wait_watched(self.watch_at, self.at.head)
        told = json.loads(self.watch_at.get("/api/v1/lava").body)
        eth = [row for row in told["providers"] if row["spec"] == "ETH1"]
        self.assertEqual(eth[0]["jail_risk"]["complaint_cu"], 1300)
        self.assertEqual(told["watched_height"], self.at.head)


class KilledWhileItBackfills(LavaTest):
    backfill = 1_500

    @classmethod
    def start_processes(cls):
        cls.node = LavaNode(cls.bench, 50_000)

    def test_counts_nothing_twice_and_misses_nothing(self):
        state_file = str(self.bench.directory / "lava.json")
        first = self.node.head - self.backfill + 1
        for run in range(3):
            headway = self.watch(self.node, state_file, name=f"run{run}")
            scrape = headway.wait_metric(
                "some of the backfill is saved", SECONDS,
                lambda scrape: (scrape.value("headway_lava_state_saves_total",
                                             outcome="success") or 0) >= 1)
            self.assertGreater(scrape.value("headway_lava_backfill_remaining_blocks"), 0)
            headway.process.kill()
        headway = self.watch(self.node, state_file, name="last")
        scrape = self.wait_watched(headway, self.node.head)
        self.assert_counts(scrape, first, self.node.head)
        self.assertIn("goes on where it stopped", headway.log())


class OfAPrunedNode(LavaTest):
    @classmethod
    def start_processes(cls):
        cls.node = LavaNode(cls.bench, 5_000, first_block=4_900)
        cls.headway = cls.watch(cls.node)

    def test_tells_apart_what_is_gone(self):
        scrape = self.wait_watched(self.headway, 5_000)
        self.assert_counts(scrape, 4_900, 5_000)
        self.assertEqual(
            scrape.value("headway_lava_blocks_not_read_total", reason="pruned"), 379)
        self.assertIsNone(self.of_eth(scrape, "lava_provider_jail_risk_ratio"),
                          "five epochs are not eleven")


if __name__ == "__main__":
    unittest.main()
