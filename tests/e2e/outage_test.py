"""A node that dies and comes back with another, shorter chain."""

import unittest

from anvil import Anvil
from harness import QUICK_SETTINGS, Headway, chain, provider
from processes import BenchTest

SHARERS = ("alpha", "beta", "rescue")
DOWN_SECONDS = 15
BACK_SECONDS = 15


class Outage(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node_a = Anvil(cls.bench, "anvil-a", 4242)
        cls.node_b = Anvil(cls.bench, "anvil-b", 4343)
        cls.node_a.mine(100)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("alpha", "DEVA", cls.node_a.url),
            provider("beta", "DEVA", cls.node_a.url), provider("delta", "DEVB", cls.node_b.url),
            "backup-direct-rpc:\n", provider("rescue", "DEVA", cls.node_a.url),
            QUICK_SETTINGS, "  chains:\n", chain("DEVA", 4242), chain("DEVB", 4343)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def gauges(self, scrape):
        return {name: scrape.value("endpoint_overall_health", endpoint_id=name)
                for name in SHARERS}

    def test_node_dies_and_returns_with_a_shorter_chain(self):
        scrape = self.headway.wait_metric(
            "all are healthy", 10, lambda scrape: set(self.gauges(scrape).values()) == {1} and
            all(scrape.state(name) == "healthy" for name in SHARERS))
        old_head = scrape.value("endpoint_latest_block", endpoint_id="alpha")
        self.assertGreater(old_head, 100)

        self.node_a.kill()
        scrape = self.headway.wait_metric(
            "the sharers are down", DOWN_SECONDS,
            lambda scrape: set(self.gauges(scrape).values()) == {0})
        self.assertEqual({scrape.state(name) for name in SHARERS}, {"unreachable"})
        self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id="delta"), 1)
        self.assertEqual(scrape.state("delta"), "healthy")
        breakdown = scrape.by_label("endpoint_overall_health_breakdown", "spec")
        self.assertEqual(breakdown, {"DEVA": 0, "DEVB": 1})

        self.node_a.start()
        scrape = self.headway.wait_metric(
            "the sharers are back", BACK_SECONDS,
            lambda scrape: set(self.gauges(scrape).values()) == {1} and
            scrape.value("endpoint_latest_block", endpoint_id="alpha") < old_head)
        self.assertEqual({scrape.state(name) for name in SHARERS}, {"healthy"})

        lower = scrape.value("endpoint_latest_block", endpoint_id="alpha")
        self.headway.wait_metric(
            "the new chain is followed", 10,
            lambda scrape: old_head > scrape.value("endpoint_latest_block",
                                                   endpoint_id="alpha") > lower)


if __name__ == "__main__":
    unittest.main()
