"""What a real chain does: it stalls, it reorganises, it rolls back."""

import unittest

from anvil import Anvil
from harness import QUICK_SETTINGS, Headway, chain, provider
from processes import BenchTest

NAME = "alpha"


class ChainEvents(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 4242)
        cls.node.mine(20)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider(NAME, "DEVA", cls.node.url), QUICK_SETTINGS,
            "  chains:\n", chain("DEVA", 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def setUp(self):
        self.addCleanup(self.node.resume)
        self.headway.wait_metric("healthy at the start", 20, lambda scrape:
                                 scrape.state(NAME) == "healthy")

    def value(self, scrape, name):
        return scrape.value(name, endpoint_id=NAME) or 0

    def stall_and_catch_up(self):
        """Stops the chain; returns the scrape that shows its head."""
        head = self.node.stall()
        return self.headway.wait_metric(
            f"head {head}", 5,
            lambda scrape: self.value(scrape, "endpoint_latest_block") == head)

    def test_reorg_is_counted_with_its_depth(self):
        # The depth is told as far as blocks are held: five heads first.
        first = self.headway.scrape()
        self.headway.wait_metric("five new heads", 20, lambda scrape:
                                 self.value(scrape, "endpoint_latest_block") >=
                                 self.value(first, "endpoint_latest_block") + 5)
        before = self.stall_and_catch_up()
        self.node.reorg(3)
        self.node.resume()
        after = self.headway.wait_metric(
            "the reorg is counted", 15, lambda scrape:
            self.value(scrape, "endpoint_reorgs_total") >
            self.value(before, "endpoint_reorgs_total"))
        for name, grown in (("endpoint_reorgs_total", 1), ("endpoint_reorg_depth_blocks_count", 1),
                            ("endpoint_reorg_depth_blocks_sum", 3)):
            self.assertEqual(self.value(after, name) - self.value(before, name), grown, name)

    def test_stall_keeps_the_head_and_the_polls_go_on(self):
        before = self.stall_and_catch_up()
        polls = "endpoint_fetch_latest_success_total"
        after = self.headway.wait_metric(
            "five more polls", 15, lambda scrape:
            self.value(scrape, polls) >= self.value(before, polls) + 5)
        for name in ("endpoint_latest_block", "endpoint_latest_block_change_timestamp_seconds",
                     "endpoint_fetch_latest_fails_total", "endpoint_overall_health"):
            self.assertEqual(self.value(after, name), self.value(before, name), name)

    def test_rollback_is_counted_and_the_lower_head_adopted(self):
        low = self.node.stall()
        snapshot = self.node.snapshot()
        self.node.mine(5)
        before = self.headway.wait_metric(
            "the higher head", 5,
            lambda scrape: self.value(scrape, "endpoint_latest_block") == low + 5)
        self.node.revert(snapshot)
        self.assertEqual(self.node.head(), low)
        after = self.headway.wait_metric(
            "the lower head", 15,
            lambda scrape: self.value(scrape, "endpoint_latest_block") == low)
        rollbacks = "endpoint_rollbacks_total"
        self.assertGreater(self.value(after, rollbacks), self.value(before, rollbacks))


if __name__ == "__main__":
    unittest.main()
