"""Primary and backup die, an epoch passes, the backup returns, then the primary."""

import unittest

from anvil import Anvil
from harness import Headway, chain, provider, quick_settings
from processes import BenchTest, wait_for
from prometheus import Prometheus

SPEC = "DEVA"
EPOCH_SECONDS = 10
# One verification poll with its shortest timeout lies between a boundary and the next verdict.
SETTINGS = quick_settings(f"{EPOCH_SECONDS}s", "reconnect-interval: 1s").replace(
    "recheck-timeout: 1s}", "recheck-timeout: 1s, disable-after: 2}").replace(
        "timeout: 3s", "timeout: 2s")


class EpochAndBlocking(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.primary = Anvil(cls.bench, "anvil-primary", 4242)
        cls.backup = Anvil(cls.bench, "anvil-backup", 4242)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("main", SPEC, cls.primary.url),
            "backup-direct-rpc:\n", provider("rescue", SPEC, cls.backup.url), SETTINGS,
            # Two chains of one id that never agree on a head: lag is not the matter here.
            "  chains:\n", chain(SPEC, 4242).replace("allowed-block-lag: 5",
                                                     "allowed-block-lag: 100000")]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()
        cls.prometheus = Prometheus(cls.bench, cls.headway.port)

    def setUp(self):
        self.addCleanup(self.primary.thaw)
        self.addCleanup(self.backup.thaw)

    @staticmethod
    def row(scrape, name, role):
        return (scrape.value("endpoint_overall_health", endpoint_id=name),
                scrape.value("endpoint_blocked", endpoint_id=name, role=role))

    def wait_rows(self, what, seconds, main, rescue):
        return self.headway.wait_metric(
            what, seconds, lambda scrape: self.row(scrape, "main", "primary") == main and
            self.row(scrape, "rescue", "backup") == rescue)

    def tier(self, scrape):
        return scrape.value("chain_serving_tier", spec=SPEC)

    def wait_recorded(self, tier):
        wait_for(f"prometheus saw tier {tier}", 10, lambda: [
            value for _, value in self.prometheus.query("chain_serving_tier")] == [tier])

    def test_both_die_an_epoch_passes_and_each_is_released_by_its_own_probe(self):
        scrape = self.wait_rows("both are well", 15, (1, 0), (1, 0))
        self.assertEqual(self.tier(scrape), 2)
        self.wait_recorded(2)

        self.primary.freeze()
        scrape = self.wait_rows("the primary is down and blocked", 25, (0, 1), (1, 0))
        self.assertEqual(self.tier(scrape), 1)
        self.assertEqual(self.headway.get("/status/backups_needed").status, 503)
        self.assertEqual(self.headway.get("/metrics/overall-health").status, 200)
        self.wait_recorded(1)

        self.backup.freeze()
        scrape = self.wait_rows("the backup is down and blocked", 25, (0, 1), (0, 1))
        self.assertEqual(self.tier(scrape), 0)
        self.assertEqual(self.headway.get("/metrics/overall-health").status, 503)
        self.assertEqual(self.headway.get(f"/health/{SPEC}/jsonrpc").status, 503)
        self.wait_recorded(0)

        resets = scrape.value("endpoint_epoch_resets_total", endpoint_id="rescue")
        scrape = self.headway.wait_metric(
            "a boundary resets both gauges", 2 * EPOCH_SECONDS,
            lambda scrape: self.row(scrape, "main", "primary")[0] == 1 and
            self.row(scrape, "rescue", "backup")[0] == 1)
        self.assertGreater(scrape.value("endpoint_epoch_resets_total", endpoint_id="rescue"),
                           resets)
        for name, role in (("main", "primary"), ("rescue", "backup")):
            self.assertEqual(scrape.state(name), "unknown")
            self.assertEqual(scrape.value("endpoint_blocked", endpoint_id=name, role=role), 1)
            self.assertEqual(scrape.value("endpoint_reblocked", endpoint_id=name, role=role), 1)
        self.assertEqual(self.tier(scrape), 0, "a reset sends no traffic to the dead")
        scrape = self.wait_rows("the probes fail", EPOCH_SECONDS, (0, 1), (0, 1))
        self.assertEqual(scrape.state("rescue"), "unreachable")

        self.backup.thaw()
        scrape = self.headway.wait_metric(
            "the backup is released by its own probe", 15, lambda scrape: self.row(
                scrape, "rescue", "backup") == (1, 0) and self.tier(scrape) == 1)
        self.assertEqual(scrape.value("endpoint_blocked", endpoint_id="main", role="primary"), 1)
        self.wait_recorded(1)

        self.primary.thaw()
        self.wait_rows("the primary is released too", 15, (1, 0), (1, 0))
        self.wait_recorded(2)
        self.assertEqual(self.prometheus.history("chain_serving_tier"), [2, 1, 0, 1, 2])


if __name__ == "__main__":
    unittest.main()
