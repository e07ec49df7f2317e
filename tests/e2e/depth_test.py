"""What a node is besides its head: claimed, and proved or missing."""

import unittest

from anvil import Anvil
from harness import Headway, chain, provider, quick_settings
from processes import BenchTest
from pruned_node import FIRST_HEAD, PrunedNode

SPEC = "DEVA"
CHAIN_ID = 4242
OLDEST_STATE = 900_001
# A bisection of a million blocks is 20 polls of half a second, behind some other questions.
SECONDS = 40


def claiming(name: str, url: str, addons: str, skipped: str = "[]") -> str:
    return (provider(name, SPEC, url).rstrip("\n") +
            f"\n        addons: {addons}\n        skip-verifications: {skipped}\n")


def capability(scrape, port: int, name: str):
    return scrape.value("url_capability", host=f"127.0.0.1:{port}", capability=name)


class OfAnArchive(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", CHAIN_ID)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n",
            claiming("archive", cls.node.url, "[archive, debug, trace]"),
            quick_settings(), "  chains:\n", chain(SPEC, CHAIN_ID)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def test_is_proved_and_the_add_on_it_lacks_is_missing(self):
        scrape = self.headway.wait_metric(
            "the archive is proved", SECONDS,
            lambda scrape: capability(scrape, self.node.port, "archive") is not None)
        self.assertEqual(capability(scrape, self.node.port, "archive"), 1)
        self.assertEqual(capability(scrape, self.node.port, "trace"), 1)
        # anvil traces transactions, but has not the method by which the router knows `debug`.
        self.assertEqual(capability(scrape, self.node.port, "debug"), 0)
        self.assertEqual(capability(scrape, self.node.port, "pruning"), 1)
        self.assertEqual(scrape.value("url_oldest_state_block"), 1)
        self.assertEqual(scrape.value("url_first_available_block"), 0)
        self.assertEqual(scrape.value("url_syncing"), 0)
        clients = scrape.by_label("url_client_info", "client")
        self.assertEqual(list(clients.values()), [1])
        self.assertTrue(next(iter(clients)).startswith("anvil/"), clients)
        self.assertGreaterEqual(scrape.value("url_finalized_block_lag"), 0)
        self.assertIsNone(scrape.value("url_peers"), "anvil has no peers to count")
        # What a node does not answer is no error of its endpoint.
        self.assertEqual(scrape.state("archive"), "healthy")
        self.assertEqual(scrape.select("endpoint_errors_total"), {})


class OfANodeThatClaimsMoreThanItHas(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = PrunedNode(CHAIN_ID, OLDEST_STATE)
        cls.addClassCleanup(cls.node.close)
        cls.skipping = PrunedNode(CHAIN_ID, OLDEST_STATE)
        cls.addClassCleanup(cls.skipping.close)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n",
            claiming("pruned", cls.node.url, "[archive, trace]"),
            claiming("skipping", cls.skipping.url, "[archive, trace]", "[pruning, enabled]"),
            quick_settings(), "  chains:\n", chain(SPEC, CHAIN_ID)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def test_says_what_is_missing_and_where_state_begins(self):
        scrape = self.headway.wait_metric(
            "the oldest state is found", SECONDS,
            lambda scrape: scrape.value("url_oldest_state_block") is not None)
        self.assertEqual(scrape.value("url_oldest_state_block"), OLDEST_STATE)
        self.assertEqual(capability(scrape, self.node.port, "archive"), 0)
        self.assertEqual(capability(scrape, self.node.port, "trace"), 0)
        self.assertIsNone(capability(scrape, self.node.port, "debug"), "nobody claimed it")
        host = f"127.0.0.1:{self.node.port}"
        self.assertEqual(scrape.value("url_peers", host=host), 7)
        self.assertEqual(scrape.value("url_finalized_block_lag", host=host), 64)
        self.assertGreaterEqual(scrape.value("url_safe_block", host=host), FIRST_HEAD - 32)
        client = next(iter(scrape.by_label("url_client_info", "client", host=host)))
        self.assertTrue(client.startswith('pruned?"node"/v1 x'), client)
        self.assertEqual(len(client), 88)
        self.assertEqual(scrape.state("pruned"), "healthy", "none of this is a verdict")

        explained = self.headway.get(f"/api/v1/endpoints/{SPEC}/jsonrpc/pruned").json()
        self.assertEqual(explained["notes"], [
            f"archive: claimed, but there is no state below block {OLDEST_STATE}",
            "trace: claimed, but the node has no such methods"])

        asked = self.node.calls()
        self.assertLessEqual(asked["eth_getBalance"], 24, "1, then a bisection of a million blocks")
        self.assertLess(sum(asked.values()), 4 * asked["eth_blockNumber"] + 8, "a question a poll")

        # The other one was told not to be asked.
        self.assertIsNone(capability(scrape, self.skipping.port, "archive"))
        self.assertIsNone(capability(scrape, self.skipping.port, "pruning"))
        self.assertNotIn("eth_getBalance", self.skipping.calls())
        self.assertNotIn("trace_block", self.skipping.calls())
        self.assertIn("net_peerCount", self.skipping.calls())


if __name__ == "__main__":
    unittest.main()
