"""The provider lists change while headway runs."""

import signal
import unittest

from anvil import Anvil
from harness import Headway, chain, provider, quick_settings
from processes import BenchTest

SPEC = "DEVA"
TAIL = quick_settings("15m", "reconnect-interval: 1h") + "  chains:\n" + chain(SPEC, 4242)


class Reload(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 4242)
        cls.dead = Anvil(cls.bench, "anvil-dead", 4242)
        cls.config = cls.write(
            "direct-rpc:\n", provider("alpha", SPEC, cls.node.url),
            provider("beta", SPEC, cls.node.url), provider("moved", SPEC, cls.dead.url))
        cls.headway = Headway(cls.bench, "run", f"--config.file={cls.config}",
                              "--web.enable-lifecycle").wait_ready()

    @classmethod
    def write(cls, *entries):
        return cls.bench.write("router.yml", "".join([*entries, TAIL]))

    def names(self, scrape):
        return set(scrape.by_label("endpoint_overall_health", "endpoint_id"))

    def test_entries_come_go_and_move_and_a_broken_file_changes_nothing(self):
        self.dead.kill()
        scrape = self.headway.wait_metric(
            "the dead one is blocked", 20, lambda scrape: scrape.value(
                "endpoint_blocked", endpoint_id="moved", role="primary") == 1)
        successes = scrape.value("endpoint_fetch_latest_success_total", endpoint_id="alpha")

        self.write("direct-rpc:\n", provider("alpha", SPEC, self.node.url),
                   provider("gamma", SPEC, self.node.url + "/?key=other"),
                   "backup-direct-rpc:\n", provider("moved", SPEC, self.dead.url))
        self.headway.process.signal(signal.SIGHUP)
        scrape = self.headway.wait_metric(
            "the new list", 10,
            lambda scrape: self.names(scrape) == {"alpha", "gamma", "moved"})
        self.assertEqual(scrape.by_label("endpoint_blocked", "role", endpoint_id="moved"),
                         {"backup": 1})
        self.assertEqual(scrape.state("moved"), "unreachable")
        self.assertGreaterEqual(
            scrape.value("endpoint_fetch_latest_success_total", endpoint_id="alpha"), successes)
        self.assertEqual(scrape.value("headway_config_last_reload_successful"), 1)
        self.headway.wait_metric("the new one is polled", 10,
                                 lambda scrape: scrape.state("gamma") == "healthy")

        self.write("direct-rcp:\n", provider("alpha", SPEC, self.node.url))
        reply = self.headway.post("/-/reload")
        self.assertEqual(reply.status, 500)
        scrape = self.headway.wait_metric(
            "the failure shows", 5,
            lambda scrape: scrape.value("headway_config_last_reload_successful") == 0)
        self.assertEqual(self.names(scrape), {"alpha", "gamma", "moved"})

        self.write("direct-rpc:\n", provider("alpha", SPEC, self.node.url))
        self.assertEqual(self.headway.post("/-/reload").status, 200)
        scrape = self.headway.scrape()
        self.assertEqual(self.names(scrape), {"alpha"})
        self.assertEqual(scrape.value("headway_config_last_reload_successful"), 1)
        self.assertEqual(len(scrape.select("url_polls_total", outcome="success")), 1)

        self.assertEqual(self.headway.post("/-/quit").status, 200)
        self.assertEqual(self.headway.process.wait(5), 0)


if __name__ == "__main__":
    unittest.main()
