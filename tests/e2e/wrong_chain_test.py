"""A node of another chain behind the URL of this one."""

import unittest

from anvil import Anvil
from harness import Headway, chain, provider, quick_settings
from processes import BenchTest

SPEC = "DEVA"


class WrongChain(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.right = Anvil(cls.bench, "anvil-right", 4242)
        cls.wrong = Anvil(cls.bench, "anvil-wrong", 4343)
        cls.wrong.mine(500)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("right", SPEC, cls.right.url),
            provider("wrong", SPEC, cls.wrong.url), quick_settings("15m", "reconnect-interval: 1s"),
            "  chains:\n", chain(SPEC, 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def test_is_named_blocked_and_moves_no_reference(self):
        scrape = self.headway.wait_metric(
            "the wrong one is blocked", 15, lambda scrape: scrape.value(
                "endpoint_blocked", endpoint_id="wrong", role="primary") == 1)
        self.assertEqual(scrape.state("wrong"), "wrong_chain")
        self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id="wrong"), 0)
        self.assertIsNone(scrape.value("endpoint_latest_block", endpoint_id="wrong"))
        self.assertLess(scrape.value("chain_reference_block", spec=SPEC), 400)
        self.assertEqual(scrape.state("right"), "healthy")
        self.assertEqual(scrape.value("chain_serving_tier", spec=SPEC), 2)

        explained = self.headway.get(f"/api/v1/endpoints/{SPEC}/jsonrpc/wrong").body
        self.assertIn("0x10f7", explained)  # what it told
        self.assertIn("0x1092", explained)  # what was expected

        self.wrong.kill()
        # The same port, the right chain now.
        replacement = Anvil.__new__(Anvil)
        replacement.__dict__.update(self.wrong.__dict__, _chain_id=4242)
        replacement.start()
        self.headway.wait_metric(
            "one right answer ends it", 20, lambda scrape: scrape.value(
                "endpoint_blocked", endpoint_id="wrong", role="primary") == 0 and
            scrape.state("wrong") == "healthy")


if __name__ == "__main__":
    unittest.main()
