"""Run by peers_test.py in a network of its own: two nodes of one chain that are peers."""

import unittest

from ethereumjs import CHAIN_ID, EthereumJs
from harness import QUICK_SETTINGS, Headway, chain, provider
from own_network import bring_up_loopback
from processes import BenchTest, wait_for

SPEC = "DEVA"


class Peers(BenchTest):
    """One seals a block a second; the other gets them from it, but not that quickly."""

    @classmethod
    def start_processes(cls):
        bring_up_loopback()
        cls.sealer = EthereumJs(cls.bench, "sealer")
        cls.follower = EthereumJs(cls.bench, "follower", cls.sealer.address())
        for node in (cls.sealer, cls.follower):
            wait_for("one peer", 30, lambda node=node: node.peers() == 1)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("sealer", SPEC, cls.sealer.url),
            provider("follower", SPEC, cls.follower.url), QUICK_SETTINGS,
            "  chains:\n", chain(SPEC, CHAIN_ID)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def test_a_node_that_gets_its_blocks_from_a_peer_too_slowly_is_behind(self):
        # Which of these it is depends on what it says of itself meanwhile.
        scrape = self.headway.wait_metric(
            "the follower has a head and is behind", 90, lambda scrape:
            scrape.state("follower") in ("lagging", "stale", "syncing"))
        self.assertEqual(scrape.state("sealer"), "healthy")
        self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id="follower"), 0)
        self.assertLess(scrape.value("endpoint_latest_block", endpoint_id="follower"),
                        scrape.value("chain_reference_block", spec=SPEC))
        # Who is not well is asked for nothing but its head.
        self.headway.wait_metric("the sealer's peer is shown", 40, lambda scrape:
                                 scrape.value("url_peers", host=self.sealer.host) == 1)
        for name in ("sealer", "follower"):
            reply = self.headway.get(f"/api/v1/endpoints/{SPEC}/jsonrpc/{name}").json()
            self.assertEqual(reply["urls"][0]["identity"]["told"], hex(CHAIN_ID))
        height = int(scrape.value("endpoint_latest_block", endpoint_id="follower"))
        self.assertEqual(self.follower.hash_at(height), self.sealer.hash_at(height))


if __name__ == "__main__":
    unittest.main()
