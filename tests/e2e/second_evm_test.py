"""Two implementations of the EVM side by side: what headway reads is not one program's habit."""

import unittest

import hardhat
from anvil import Anvil
from hardhat import Hardhat
from harness import QUICK_SETTINGS, Headway, chain, provider
from processes import BenchTest

RUST, SCRIPT = "rust", "script"


class SecondEvm(BenchTest):
    """Anvil and hardhat with the same chain id, and a chain that hardhat is not."""

    @classmethod
    def start_processes(cls):
        cls.anvil = Anvil(cls.bench, "anvil", hardhat.CHAIN_ID)
        cls.hardhat = Hardhat(cls.bench, "hardhat")
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider(RUST, "DEVA", cls.anvil.url),
            provider(SCRIPT, "DEVB", cls.hardhat.url).rstrip("\n"),
            "\n        addons: [archive, debug, trace]\n",
            provider("mistaken", "DEVC", f"{cls.hardhat.url}/mistaken"), QUICK_SETTINGS,
            "  chains:\n", chain("DEVA", hardhat.CHAIN_ID), chain("DEVB", hardhat.CHAIN_ID),
            chain("DEVC", 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    def setUp(self):
        self.addCleanup(self.hardhat.resume)

    def value(self, scrape, name):
        return scrape.value(name, endpoint_id=SCRIPT) or 0

    def wait_head(self, head: int):
        return self.headway.wait_metric(
            f"head {head}", 10,
            lambda scrape: self.value(scrape, "endpoint_latest_block") == head)

    def identity(self, spec: str, name: str) -> dict:
        reply = self.headway.get(f"/api/v1/endpoints/{spec}/jsonrpc/{name}").json()
        return reply["urls"][0]["identity"]

    def test_the_heads_of_both_are_followed(self):
        first = self.headway.scrape()
        for name in (RUST, SCRIPT):
            self.headway.wait_metric(
                f"three new heads of {name}", 20, lambda scrape, name=name:
                scrape.value("endpoint_latest_block", endpoint_id=name) >=
                (first.value("endpoint_latest_block", endpoint_id=name) or 0) + 3)
            self.headway.wait_metric(f"{name} is healthy", 10, lambda scrape, name=name:
                                     scrape.state(name) == "healthy")

    def test_both_tell_their_chain_and_what_they_are(self):
        for spec, name, client in (("DEVA", RUST, "anvil/"), ("DEVB", SCRIPT, "HardhatNetwork/")):
            self.assertEqual(self.identity(spec, name)["told"], hex(hardhat.CHAIN_ID), name)
            scrape = self.headway.wait_metric(
                f"the client of {spec}", 40, lambda scrape, spec=spec:
                scrape.select("url_client_info", spec=spec))
            clients = scrape.by_label("url_client_info", "client", spec=spec)
            self.assertEqual([each.startswith(client) for each in clients], [True], clients)

    def test_methods_that_it_does_not_know_are_missing_and_no_errors(self):
        def capability(scrape, name):
            return scrape.value("url_capability", spec="DEVB", capability=name)
        scrape = self.headway.wait_metric("all claims are tried", 40, lambda scrape: None not in (
            capability(scrape, "archive"), capability(scrape, "debug"),
            capability(scrape, "trace")))
        self.assertEqual(capability(scrape, "archive"), 1)
        self.assertEqual(capability(scrape, "debug"), 0)
        self.assertEqual(capability(scrape, "trace"), 0)
        self.assertEqual(scrape.value("url_peers", spec="DEVB"), 0)
        self.assertEqual(scrape.state(SCRIPT), "healthy")
        self.assertEqual(scrape.select("endpoint_errors_total", endpoint_id=SCRIPT), {})

    def test_the_chain_that_it_is_not_is_wrong(self):
        scrape = self.headway.wait_metric("wrong_chain", 15, lambda scrape:
                                          scrape.state("mistaken") == "wrong_chain")
        self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id="mistaken"), 0)
        self.assertEqual(self.identity("DEVC", "mistaken")["told"], hex(hardhat.CHAIN_ID))
        self.assertEqual(self.identity("DEVC", "mistaken")["expected"], [hex(4242)])

    def test_blocks_that_are_mined_by_hand_are_seen(self):
        head = self.hardhat.stall()
        self.hardhat.mine(5)
        self.assertEqual(self.hardhat.head(), head + 5)
        self.wait_head(head + 5)

    def test_blocks_replaced_below_the_head_are_a_reorganisation(self):
        low = self.hardhat.stall()
        self.wait_head(low)
        snapshot = self.hardhat.snapshot()
        for height in range(low + 1, low + 4):
            self.hardhat.mine(1)
            before = self.wait_head(height)
        replaced = self.hardhat.hash_at(low + 1)
        self.hardhat.fork_from(snapshot, 4)
        self.assertNotEqual(self.hardhat.hash_at(low + 1), replaced)
        after = self.headway.wait_metric(
            "the reorganisation is counted", 15, lambda scrape:
            self.value(scrape, "endpoint_reorgs_total") >
            self.value(before, "endpoint_reorgs_total"))
        for name, grown in (("endpoint_reorgs_total", 1), ("endpoint_reorg_depth_blocks_sum", 3)):
            self.assertEqual(self.value(after, name) - self.value(before, name), grown, name)

    def test_a_head_that_falls_is_a_rollback(self):
        low = self.hardhat.stall()
        snapshot = self.hardhat.snapshot()
        self.hardhat.mine(5)
        before = self.wait_head(low + 5)
        self.hardhat.revert(snapshot)
        after = self.wait_head(low)
        rollbacks = "endpoint_rollbacks_total"
        self.assertGreater(self.value(after, rollbacks), self.value(before, rollbacks))


if __name__ == "__main__":
    unittest.main()
