"""What consumers see of the provider itself: good and bad listeners, each fault named.

The listeners are those of listeners.py.
"""

import json

from certificates import Authority, in_days
from harness import QUICK_SETTINGS, Headway, chain, provider, run_to_end
from listeners import BLOCK, CORS, INTERFACE, SPEC, VERSION, start_listeners
from processes import LOOPBACK, BenchTest, free_port

CHECKED_SECONDS = 25

# Of each listener: what is other than good about it, the problem, and words of the reason.
LISTENERS = {
    "good": ({}, "none", f"answers, with block {BLOCK}"),
    "good-plain": ({"insecure": True}, "none", f"answers, with block {BLOCK}"),
    "failed-verification": ({"failed": "pruning"}, "none", f"version {VERSION}"),
    "expired": ({"certificate": "expired"}, "certificate_expired", "its certificate has expired"),
    "other-name": ({"certificate": "other-name"}, "certificate_name", "for another host name"),
    "foreign": ({"certificate": "foreign"}, "certificate_untrusted", "is not trusted"),
    "plain": ({"certificate": None}, "plain_text", "plain text where consumers expect TLS"),
    "wrong-guid": ({"guid_off_by": 1}, "wrong_guid", "the GUID is not ours"),
    "zero-block": ({"block": "0"}, "no_block", "no block of its chain"),
    "negative-block": ({"block": "-5"}, "no_block", "no block of its chain"),
    "testnet": ({"network": "lava-testnet-2"}, "wrong_network", "another Lava network"),
    "refusing": ({"refuses": 2}, "probe_refused", "gRPC status 2"),
    "stranger": ({"kind": "stranger"}, "other_grpc_service", "does not know Lava's Relayer"),
    "no-version": ({"version": ""}, "no_trailers", "does not tell its version"),
    "no-trailers": ({"drops_trailers": True}, "no_grpc_status", "a proxy drops the trailers"),
    "no-cors": ({"cors": {}}, "cors_origin", "must be * (OPTIONS, GET, POST, PUT)"),
    "one-origin": ({"cors": {**CORS, "access-control-allow-origin": "https://one.example"}},
                   "cors_origin", "must be *"),
    "no-grpc-web": ({"cors": {**CORS, "access-control-allow-headers": "Content-Type"}},
                    "cors_headers", "x-grpc-web"),
    "node": ({"kind": "node"}, "jsonrpc_node", "not the URL of its node"),
    "plain-node": ({"kind": "node", "certificate": None}, "jsonrpc_node", "not the URL of its"),
    "page": ({"kind": "page"}, "no_http2", "speaks HTTP/1.1 alone"),
    "nobody": (None, "nobody_listens", "nobody listens there"),
}
# Those that are also given as gRPC ports of nodes, and whether they are to be reached.
GRPC_NODES = {"stranger": 1, "node": 0, "expired": 0, "nobody": 0}
WELL = [name for name, (_, problem, _) in LISTENERS.items() if problem == "none"]


class Listener(BenchTest):
    @classmethod
    def start_processes(cls):
        folder = cls.bench.directory
        ours, foreign = Authority(folder, "our-root"), Authority(folder, "foreign-root")
        cls.certificates = {
            "good": ours.issue("good"),
            "expired": ours.issue("expired", not_before=in_days(-30), not_after=in_days(-2)),
            "other-name": ours.issue("other", extension="subjectAltName=DNS:provider.test"),
            "foreign": foreign.issue("foreign"),
        }
        ports = start_listeners(
            cls.bench, {name: faults for name, (faults, _, _) in LISTENERS.items()
                        if faults is not None}, cls.certificates)
        ports["nobody"] = free_port()
        cls.hosts = {name: f"{LOOPBACK}:{port}" for name, port in ports.items()}
        cls.trust = f"auth-config: {{cacert-pem: {ours.certificate}}}"
        cls.config = cls.bench.write("provider.yml", cls.text(LISTENERS))
        cls.headway = Headway(cls.bench, "run", f"--config.file={cls.config}").wait_ready()
        cls.scrape = cls.headway.wait_metric(
            "every listener was checked", CHECKED_SECONDS, lambda scrape: len(scrape.select(
                "lava_provider_listener_last_check_timestamp_seconds")) == len(LISTENERS))

    @classmethod
    def text(cls, names, node=None) -> str:
        """A configuration with these listeners; its node is not there, and not what is tested."""
        entries = ""
        for name in names:
            how = "insecure: true" if name == "good-plain" else cls.trust
            entries += (f"      - {{address: '{cls.hosts[name]}', chain-id: {SPEC}, "
                        f"api-interfaces: [{INTERFACE}], {how}}}\n")
        if node is None:
            node = provider("node", SPEC, f"http://{LOOPBACK}:{free_port()}")
        for name in GRPC_NODES:
            trust = cls.trust.replace("{", "{use-tls: true, ")
            node += (f"  - name: grpc-{name}\n    chain-id: LAVA\n    api-interface: grpc\n"
                     f"    node-urls:\n      - url: {cls.hosts[name]}\n        {trust}\n")
        return (f"direct-rpc:\n{node}{QUICK_SETTINGS}  chains:\n{chain('DEVA', 4242)}"
                f"  lava:\n    provider-endpoints:\n{entries}")

    def value(self, metric: str, name: str):
        return self.scrape.value(f"lava_provider_listener_{metric}", host=self.hosts[name],
                                 spec=SPEC, api_interface=INTERFACE)

    def test_every_problem_is_named_and_is_the_only_one(self):
        for name, (_, problem, _) in LISTENERS.items():
            shown = self.scrape.by_label("lava_provider_listener_problem", "problem",
                                         host=self.hosts[name])
            self.assertEqual([each for each, value in shown.items() if value == 1], [problem], name)

    def test_every_problem_is_explained_in_words(self):
        rows = {each["host"]: each
                for each in self.headway.get("/api/v1/listeners").json()["listeners"]}
        for name, (_, problem, words) in LISTENERS.items():
            self.assertEqual(rows[self.hosts[name]]["problem"], problem, name)
            self.assertIn(words, rows[self.hosts[name]]["reason"], name)

    def test_a_good_listener_shows_everything(self):
        self.assertEqual(self.value("reachable", "good"), 1)
        self.assertEqual(self.value("tls", "good"), 1)
        self.assertEqual(self.value("tls_cert_expiry_timestamp_seconds", "good"),
                         self.certificates["good"].first_end.timestamp())
        self.assertEqual(self.value("probe_success", "good"), 1)
        self.assertGreater(self.value("probe_duration_seconds", "good"), 0)
        self.assertEqual(self.value("latest_block", "good"), BLOCK)
        self.assertEqual(self.value("chain_id_matches", "good"), 1)
        self.assertEqual(self.value("cors_ok", "good"), 1)
        self.assertEqual(self.value("port_recommended", "good"), 0)
        self.assertEqual(self.scrape.by_label("lava_provider_listener_version_info", "version",
                                              host=self.hosts["good"]), {VERSION: 1})

    def test_where_no_tls_is_wanted_nothing_is_said_of_it(self):
        self.assertIsNone(self.value("tls", "good-plain"))
        self.assertEqual(self.value("probe_success", "good-plain"), 1)

    def test_bad_certificates_are_seen_with_their_ends_and_the_provider_behind_them(self):
        for name in ("expired", "other-name", "foreign"):
            self.assertEqual(self.value("tls", name), 0, name)
            self.assertEqual(self.value("tls_cert_expiry_timestamp_seconds", name),
                             self.certificates[name].first_end.timestamp(), name)
            self.assertEqual(self.value("latest_block", name), BLOCK, name)

    def test_what_was_not_found_out_is_absent(self):
        self.assertEqual(self.value("reachable", "nobody"), 0)
        for metric in ("tls", "latest_block", "probe_duration_seconds", "chain_id_matches",
                       "cors_ok", "tls_cert_expiry_timestamp_seconds"):
            self.assertIsNone(self.value(metric, "nobody"), metric)
        self.assertIsNone(self.value("cors_ok", "node"))
        self.assertIsNone(self.value("latest_block", "wrong-guid"))

    def test_the_grpc_port_of_a_node_is_looked_at_from_outside(self):
        scrape = self.headway.wait_metric(
            "the nodes were asked", CHECKED_SECONDS,
            lambda scrape: len(scrape.select("grpc_url_reachable")) == len(GRPC_NODES))
        self.assertEqual(
            scrape.by_label("grpc_url_reachable", "host", spec="LAVA", api_interface="grpc"),
            {self.hosts[name]: reached for name, reached in GRPC_NODES.items()})
        ends = scrape.by_label("grpc_url_tls_cert_expiry_timestamp_seconds", "host")
        self.assertEqual(ends, {
            self.hosts[name]: self.certificates[certificate].first_end.timestamp()
            for name, certificate in (("stranger", "good"), ("node", "good"),
                                      ("expired", "expired"))})
        self.assertEqual(scrape.value("headway_config_unsupported_urls", spec="LAVA"),
                         len(GRPC_NODES))
        self.assertEqual(scrape.select("endpoint_overall_health", spec="LAVA"), {})

    def test_check_names_every_problem_and_exits_1(self):
        code, stdout, stderr = run_to_end(
            self.bench, ["check", f"--config.file={self.config}", "--json"], 30)
        self.assertEqual(code, 1, stderr)
        report = json.loads(stdout)
        self.assertEqual(report["summary"]["listeners"], len(LISTENERS))
        self.assertEqual(report["summary"]["listeners_not_good"], len(LISTENERS) - len(WELL))
        rows = {row["host"]: row for row in report["listeners"]}
        for name, (_, problem, words) in LISTENERS.items():
            self.assertEqual(rows[self.hosts[name]]["problem"], problem, name)
            self.assertEqual(rows[self.hosts[name]]["good"], problem == "none", name)
            self.assertIn(words, rows[self.hosts[name]]["reason"], name)
        self.assertIn("its own nodes failed: pruning",
                      " ".join(rows[self.hosts["failed-verification"]]["notes"]))

    def test_the_table_of_check_has_a_line_for_every_listener(self):
        _, stdout, _ = run_to_end(self.bench, ["check", f"--config.file={self.config}"], 30)
        for name, (_, problem, _) in LISTENERS.items():
            what = "good" if problem == "none" else problem
            self.assertIn(f"{what}  {SPEC} {INTERFACE}  {self.hosts[name]}\n", stdout)
        self.assertLessEqual(max(map(len, stdout.splitlines())), 100)
        self.assertIn("listeners of the provider have a problem", " ".join(stdout.split()))

    def test_check_tells_of_listeners_where_no_url_has_a_head(self):
        config = self.bench.write("listeners-alone.yml", self.text(["good", "expired"], node=""))
        code, stdout, stderr = run_to_end(self.bench, ["check", f"--config.file={config}"], 30)
        self.assertEqual(code, 1, stderr)
        self.assertIn(f"certificate_expired  {SPEC} {INTERFACE}  {self.hosts['expired']}\n", stdout)
        self.assertIn(f"good  {SPEC} {INTERFACE}  {self.hosts['good']}\n", stdout)

    def test_a_reload_forgets_who_is_gone_and_checks_who_is_new(self):
        config = self.bench.write("reloaded.yml", self.text(["good", "expired"]))
        headway = Headway(self.bench, "run", f"--config.file={config}", "--web.enable-lifecycle",
                          name="reloaded").wait_ready()

        def problems(scrape):
            shown = scrape.select("lava_provider_listener_problem")
            return {(dict(key)["host"], dict(key)["problem"])
                    for key, value in shown.items() if value == 1}
        wanted = {(self.hosts["good"], "none"), (self.hosts["expired"], "certificate_expired")}
        headway.wait_metric("both are checked", 15, lambda scrape: problems(scrape) == wanted)
        config.write_text(self.text(["node", "good"]), encoding="utf-8")
        self.assertEqual(headway.post("/-/reload").status, 200)
        self.assertNotIn((self.hosts["expired"], "certificate_expired"),
                         problems(headway.scrape()))
        wanted = {(self.hosts["good"], "none"), (self.hosts["node"], "jsonrpc_node")}
        headway.wait_metric("the new one is checked", 15,
                            lambda scrape: problems(scrape) == wanted)
        self.assertIn("the provider's listener has a problem", headway.log())
