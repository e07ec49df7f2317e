"""A chain that no catalogue knows is told in the configuration, and polled without a rebuild."""

import signal
import unittest

from harness import Headway, quick_settings, run_to_end
from own_node import OwnNode
from processes import BenchTest

CHAIN = """\
  chains:
    OWNCHAIN:
      family: declarative
      average-block-time: 1s
      allowed-block-lag: 5
      expected-chain-id: own-1
      api-interface: rest
      requests:
"""
REQUESTS = """\
        head: {method: GET, path: /v1/status, pointer: /node/height}
        block: {method: GET, path: "/v1/blocks/{height}", pointer: /height, hash: /hash,
                parent-hash: /parent, time: /time}
        identity: {method: GET, path: /v1/status, pointer: /network}
        syncing: {method: GET, path: /v1/status, pointer: /node/state, synced: [ready]}
        client: {method: GET, path: /v1/status, pointer: /build}
"""
# The same chain in another unit: blocks of before mean nothing any more.
OTHER_REQUESTS = """\
        head: {method: GET, path: /v2/head, pointer: /top}
        identity: {method: GET, path: /v1/status, pointer: /network}
"""


def provider(name: str, url: str) -> str:
    return (f"  - {{name: {name}, chain-id: OWNCHAIN, api-interface: rest, "
            f"node-urls: [{{url: \"{url}\"}}]}}\n")


class OwnChain(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = OwnNode("own-1")
        cls.addClassCleanup(cls.node.close)
        cls.stranger = OwnNode("own-2")
        cls.addClassCleanup(cls.stranger.close)
        cls.config = cls.write(REQUESTS)
        cls.headway = Headway(cls.bench, "run", f"--config.file={cls.config}").wait_ready()

    @classmethod
    def write(cls, requests):
        return cls.bench.write("router.yml", "direct-rpc:\n" + provider("own", cls.node.url) +
                               provider("stranger", cls.stranger.url) + quick_settings() + CHAIN +
                               requests)

    def test_its_heads_blocks_identity_and_client_are_read_and_a_reload_asks_otherwise(self):
        scrape = self.headway.wait_metric(
            "both are judged", 15, lambda scrape: scrape.state("own") == "healthy" and
            scrape.state("stranger") == "wrong_chain")
        head = scrape.value("endpoint_latest_block", endpoint_id="own")
        self.assertLessEqual(abs(head - self.node.height()), 2)
        self.headway.wait_metric(
            "it goes on", 10,
            lambda scrape: scrape.value("endpoint_latest_block", endpoint_id="own") > head)
        scrape = self.headway.wait_metric(
            "client and syncing are read", 10,
            lambda scrape: "own/1.2.3" in scrape.by_label("url_client_info", "client") and
            scrape.select("url_syncing"))
        self.assertEqual(scrape.value("url_syncing", host=self.node.url.split("//")[1]), 0)
        self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id="own"), 1)

        self.write(OTHER_REQUESTS)
        self.headway.process.signal(signal.SIGHUP)
        self.headway.wait_metric(
            "the other unit", 10, lambda scrape:
            (scrape.value("endpoint_latest_block", endpoint_id="own") or 0) > 100_000)
        self.headway.wait_metric("nothing of before is held against it", 10,
                                 lambda scrape: scrape.state("own") == "healthy")

    def test_a_mistake_in_the_requests_is_named_with_its_place(self):
        broken = self.bench.write(
            "broken.yml", "direct-rpc:\n" + provider("own", self.node.url) + quick_settings() +
            CHAIN + "        head: {method: GET, path: v1/status, pointer: height}\n")
        code, _, errors = run_to_end(self.bench, ["check-config", str(broken)])
        self.assertEqual(code, 2)
        self.assertIn("broken.yml:", errors)
        self.assertIn("path", errors)
        self.assertIn("pointer", errors)


if __name__ == "__main__":
    unittest.main()
