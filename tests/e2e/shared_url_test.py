"""Providers that share a URL: one poll stream, the same numbers for each of them."""

import time
import unittest

from anvil import Anvil
from counting_proxy import CountingProxy
from harness import QUICK_INTERVAL_SECONDS, QUICK_SETTINGS, Headway, chain, provider
from processes import LOOPBACK, BenchTest, wait_for
from prometheus import Prometheus

SHARERS = ("alpha", "beta", "rescue")
EVERYONE = SHARERS + ("delta",)
SCRAPES = 40
RATE_SECONDS = 5


class SharedUrl(BenchTest):
    """alpha, beta and the backup rescue share node A, behind the proxy; delta has node B."""

    @classmethod
    def start_processes(cls):
        cls.node_a = Anvil(cls.bench, "anvil-a", 4242)
        cls.node_b = Anvil(cls.bench, "anvil-b", 4343)
        cls.node_b.mine(500)
        cls.proxy = CountingProxy(cls.node_a.port)
        cls.addClassCleanup(cls.proxy.close)
        shared = f"http://{LOOPBACK}:{cls.proxy.port}"
        config = cls.bench.write("router.yml", "".join([
            'endpoints:\n  - network-address: "127.0.0.1:3360"\n',
            "    chain-id: DEVA\n    api-interface: jsonrpc\n",
            "direct-rpc:\n", provider("alpha", "DEVA", shared), provider("beta", "DEVA", shared),
            provider("delta", "DEVB", cls.node_b.url),
            "backup-direct-rpc:\n", provider("rescue", "DEVA", shared),
            QUICK_SETTINGS, "  chains:\n", chain("DEVA", 4242), chain("DEVB", 4343)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()
        cls.host = f"{LOOPBACK}:{cls.proxy.port}"

    def test_every_provider_shows_the_head_of_its_node(self):
        for node, names in ((self.node_a, SHARERS), (self.node_b, ("delta",))):
            self.addCleanup(node.resume)
            head = node.stall()
            for name in names:
                self.headway.wait_metric(
                    f"{name} shows {head}", 5,
                    lambda scrape, name=name, head=head:
                    scrape.value("endpoint_latest_block", endpoint_id=name) == head)

    def test_no_provider_is_ever_ahead_of_its_node(self):
        for _ in range(SCRAPES):
            heads = self.headway.scrape().by_label("endpoint_latest_block", "endpoint_id")
            self.assertEqual(set(heads), set(EVERYONE))
            for name in SHARERS:
                self.assertLessEqual(heads[name], self.node_a.head())
            self.assertLessEqual(heads["delta"], self.node_b.head())

    def test_sharers_are_equal_in_every_scrape(self):
        heads, polls = set(), set()
        for _ in range(SCRAPES):
            wait_for("the next poll", 5, lambda: self._polls() not in polls)
            scrape = self.headway.scrape()
            for metric in ("endpoint_latest_block", "endpoint_fetch_latest_success_total",
                           "endpoint_fetch_latest_fails_total", "endpoint_overall_health"):
                values = scrape.by_label(metric, "endpoint_id", spec="DEVA")
                self.assertEqual(set(values), set(SHARERS), metric)
                self.assertEqual(len(set(values.values())), 1, f"{metric}: {values}")
            heads.add(scrape.value("endpoint_latest_block", endpoint_id="alpha"))
            polls.add(scrape.value("endpoint_fetch_latest_success_total", endpoint_id="alpha"))
            if len(heads) >= 3 and len(polls) >= 6:
                break
        self.assertGreaterEqual(len(heads), 3, "the head hardly moved: nothing was compared")

    def _polls(self):
        return self.headway.scrape().value("endpoint_fetch_latest_success_total",
                                           endpoint_id="alpha")

    def test_sharers_count_what_the_one_poll_stream_counts(self):
        for _ in range(SCRAPES):
            scrape = self.headway.scrape()
            polled = scrape.value("url_polls_total", host=self.host, outcome="success")
            self.assertGreater(polled, 0)
            for name in SHARERS:
                counted = scrape.value("endpoint_fetch_latest_success_total", endpoint_id=name)
                self.assertEqual(counted, polled)
            self.assertEqual(scrape.value("url_endpoints", host=self.host), len(SHARERS))

    def _head_requests(self):
        return self.proxy.calls().get("eth_blockNumber", 0)

    def test_the_node_sees_the_rate_of_one_poll_stream(self):
        begun, before = time.monotonic(), self._head_requests()
        wait_for("the time is over", RATE_SECONDS + 1,
                 lambda: time.monotonic() - begun >= RATE_SECONDS)
        requests = self._head_requests() - before
        polls = (time.monotonic() - begun) / QUICK_INTERVAL_SECONDS
        # A stream for each of the three sharers would make 3 * polls; a dead one makes none.
        self.assertLessEqual(requests, polls * 1.2 + 3)
        self.assertGreaterEqual(requests, polls / 2)

    def test_the_node_sees_every_request_that_headway_counts(self):
        before = self.headway.scrape().by_label("url_requests_total", "method", host=self.host)
        on_the_wire = self.proxy.calls()
        after = self.headway.scrape().by_label("url_requests_total", "method", host=self.host)
        self.assertGreater(on_the_wire.get("eth_blockNumber", 0), 0)
        for method, count in on_the_wire.items():
            # One request of a method may be on its way, counted on one side only.
            self.assertGreaterEqual(count, before.get(method, 0) - 1, method)
            self.assertLessEqual(count, after.get(method, 0) + 1, method)

    def test_prometheus_stores_what_headway_shows(self):
        prometheus = Prometheus(self.bench, self.headway.port)
        wait_for("up is 1", 10, lambda: prometheus.query("up") and
                 prometheus.query("up")[0][1] == 1)
        for node in (self.node_a, self.node_b):
            self.addCleanup(node.resume)
            node.stall()
        heads = {**dict.fromkeys(SHARERS, self.node_a.head()), "delta": self.node_b.head()}
        wait_for(f"the stored heads are {heads}", 10, lambda: heads == {
            labels["endpoint_id"]: value
            for labels, value in prometheus.query("endpoint_latest_block")})
        self.assertEqual([value for _, value in prometheus.query("up")], [1])

    def test_roles_are_told_apart(self):
        scrape = self.headway.scrape()
        for name in EVERYONE:
            roles = scrape.by_label("endpoint_info", "role", endpoint_id=name)
            self.assertEqual(roles, {"backup" if name == "rescue" else "primary": 1})

    def test_only_the_chain_of_a_refused_url_suffers(self):
        self.addCleanup(setattr, self.proxy, "refuse_with", None)
        self.proxy.refuse_with = 500
        scrape = self.headway.wait_metric(
            "all sharers are down", 15,
            lambda scrape: all(scrape.value("endpoint_overall_health", endpoint_id=name) == 0
                               for name in SHARERS))
        self.assertEqual({scrape.state(name) for name in SHARERS}, {"failing"})
        self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id="delta"), 1)
        self.proxy.refuse_with = None
        self.headway.wait_metric(
            "all sharers are back", 15,
            lambda scrape: all(scrape.state(name) == "healthy" for name in SHARERS))


if __name__ == "__main__":
    unittest.main()
