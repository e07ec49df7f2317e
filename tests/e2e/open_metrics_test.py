"""OpenMetrics, as it is negotiated and as others read it."""

import unittest

import exposition
import http_client
import strict_parser
from anvil import Anvil
from harness import QUICK_SETTINGS, ROOT, Headway, chain, provider
from processes import BenchTest, wait_for
from prometheus import Prometheus

GOLDEN = ROOT / "tests" / "exporter" / "golden" / "full_openmetrics.txt"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
TEXT = "text/plain; version=0.0.4; charset=utf-8"
# What Debian 12's Prometheus sends.
PROMETHEUS = ("application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
              "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")
ROUTERS_COUNTER = "lava_rpc_endpoint_fetch_latest_success"


class OpenMetrics(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 4242)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider('al"pha \\\\ one', "DEVA", cls.node.url), QUICK_SETTINGS,
            "  metrics: {prefix: pre_, compat: [lava, smart-router]}\n",
            "  chains:\n", chain("DEVA", 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()
        cls.prometheus = Prometheus(cls.bench, cls.headway.port)

    def ask(self, accept, method="GET"):
        return http_client.request(self.headway.port, method, "/metrics",
                                   headers={"Accept": accept})

    def test_the_accept_header_decides(self):
        for accept, kind in ((PROMETHEUS, OPEN_METRICS), ("*/*", TEXT), ("text/html,*/*", TEXT),
                             ("application/openmetrics-text;q=0,*/*", TEXT),
                             ("application/json", TEXT), (";;q=,", TEXT), ("", TEXT)):
            with self.subTest(accept):
                for method in ("GET", "HEAD"):
                    reply = self.ask(accept, method)
                    self.assertEqual(reply.status, 200)
                    self.assertEqual(reply.headers["content-type"], kind)
                    self.assertEqual(reply.headers["vary"], "Accept")
        self.assertEqual(self.headway.get("/metrics").headers["content-type"], TEXT)

    def test_a_strict_parser_takes_it_and_finds_the_series_of_the_text_format(self):
        def both():
            # A fact may become known between the two.
            text = exposition.parse(self.ask("text/plain").body)
            strict = strict_parser.parse(self.ask(PROMETHEUS).body)
            return (text, strict) if set(strict.scrape.series) == set(text.series) else None
        text, strict = wait_for("the same series in both formats", 10, both)
        for name, kind in text.types.items():
            family = name.removesuffix("_total") if kind == "counter" else name
            expected = "unknown" if kind == "counter" and family == name else kind
            self.assertEqual(strict.families[family].type, expected, name)

    def test_a_strict_parser_takes_a_fleet_with_everything(self):
        strict = strict_parser.parse(GOLDEN.read_text(encoding="utf-8"))
        self.assertEqual({family.type for family in strict.families.values()},
                         {"counter", "gauge", "histogram", "unknown"})
        self.assertEqual(strict.families["url_poll_duration_seconds"].unit, "seconds")

    def test_the_parser_is_strict(self):
        body = self.ask(PROMETHEUS).body
        for broken in (body + "\n", body.replace("# EOF\n", ""),
                       body.replace("# TYPE process_cpu_seconds counter",
                                    "# TYPE process_cpu_seconds gauge")):
            with self.assertRaises(ValueError):
                strict_parser.parse(broken)

    def test_prometheus_scrapes_open_metrics_without_losing_a_series(self):
        wait_for("two scrapes", 20, lambda: self.prometheus.query(
            'count_over_time(up{job="headway"}[1m]) >= 2'))
        self.assertEqual([value for _, value in self.prometheus.query('up{job="headway"}')], [1])
        wait_for("every series in Prometheus", 10, lambda: [
            value for _, value in self.prometheus.query("scrape_samples_scraped")
        ] == [len(exposition.parse(self.ask("text/plain").body).series)])
        # A unit comes with OpenMetrics only.
        metadata = self.prometheus.api("metadata")
        self.assertEqual(metadata["process_cpu_seconds"][0]["unit"], "seconds")
        self.assertEqual(metadata["process_cpu_seconds"][0]["type"], "counter")
        self.assertEqual(metadata[ROUTERS_COUNTER][0]["type"], "unknown")

    def test_prometheus_knows_buckets_by_the_bounds_of_both_formats(self):
        text = exposition.parse(self.ask("text/plain").body)
        for family in ("pre_endpoint_fetch_latest_duration_seconds",
                       "lava_rpc_endpoint_end_to_end_latency_milliseconds"):
            bounds = set(text.by_label(f"{family}_bucket", "le"))
            self.assertIn("+Inf", bounds)
            self.assertEqual(bounds, {labels["le"] for labels, _ in wait_for(
                f"{family} in Prometheus", 20,
                lambda family=family: self.prometheus.query(f"{family}_bucket"))})


if __name__ == "__main__":
    unittest.main()
