"""The HTTP surface, as load balancers, orchestrators and scrapers see it."""

import socket
import time
import unittest

import http_client
from anvil import Anvil
from harness import QUICK_SETTINGS, Headway, chain, provider
from processes import LOOPBACK, BenchTest

READ_ONLY_PATHS = ("/", "/endpoints/DEVA/jsonrpc/alpha", "/static/headway.js", "/metrics",
                   "/livez", "/readyz", "/-/healthy", "/-/ready")


class HttpSurface(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 4242)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("alpha", "DEVA", cls.node.url), QUICK_SETTINGS,
            "  chains:\n", chain("DEVA", 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()
        cls.headway.wait_metric("healthy", 10,
                                lambda scrape: scrape.state("alpha") == "healthy")

    def request(self, method, path, body=None):
        return http_client.request(self.headway.port, method, path, body)

    def test_every_path_answers_get_and_head(self):
        for path in READ_ONLY_PATHS:
            with self.subTest(path):
                self.assertEqual(self.request("GET", path).status, 200)
                head = self.request("HEAD", path)
                self.assertEqual((head.status, head.body), (200, ""))

    def test_other_methods_are_refused_with_what_is_allowed(self):
        for path in READ_ONLY_PATHS:
            for method in ("POST", "PUT", "DELETE"):
                with self.subTest(f"{method} {path}"):
                    reply = self.request(method, path)
                    self.assertEqual(reply.status, 405)
                    self.assertIn("GET", reply.headers["allow"])

    def test_unknown_paths_are_404(self):
        for path in ("/nothing", "/metricsx", "/livez/sub", "/metrics/"):
            with self.subTest(path):
                self.assertEqual(self.request("GET", path).status, 404)

    def test_metrics_are_text_version_0_0_4(self):
        kind = self.request("GET", "/metrics").headers["content-type"]
        self.assertIn("text/plain", kind)
        self.assertIn("version=0.0.4", kind)

    def test_idle_connections_do_not_delay_a_scrape(self):
        idle = [socket.create_connection((LOOPBACK, self.headway.port)) for _ in range(2)]
        try:
            begun = time.monotonic()
            self.assertEqual(self.headway.get("/metrics").status, 200)
            self.assertLess(time.monotonic() - begun, 1.0)
        finally:
            for connection in idle:
                connection.close()


if __name__ == "__main__":
    unittest.main()
