"""Nodes behind TLS with good and bad certificates: what headway accepts, shows and says."""

import ssl
from datetime import datetime, timedelta, timezone

from anvil import Anvil
from certificates import Authority, Certificate, in_days
from counting_proxy import CountingProxy
from harness import QUICK_SETTINGS, Headway, chain
from processes import LOOPBACK, BenchTest

SPEC = "DEVA"
EXPIRED, UNTRUSTED, OTHER_NAME, NO_TLS = ("NODE_TLS_EXPIRED", "NODE_TLS_UNTRUSTED",
                                          "NODE_TLS_NAME_MISMATCH", "PROTOCOL_TLS_MISMATCH")
ACCEPTED = ("good", "soon", "behind-middle", "old-tls", "insecure")
REFUSED = {"expired": EXPIRED, "early": EXPIRED, "other-name": OTHER_NAME,
           "self-signed": UNTRUSTED, "foreign": UNTRUSTED, "nothing-trusted": UNTRUSTED,
           "plain": NO_TLS}
# What an operator reads.
WORDS = {EXPIRED: "its certificate has expired or is not valid yet",
         UNTRUSTED: "the issuer of its certificate is not trusted",
         OTHER_NAME: "its certificate is for another host name",
         NO_TLS: "the TLS handshake failed"}
SETTLED_SECONDS = 15


class Tls(BenchTest):
    """One node; every endpoint reaches it through a server with a certificate of its own."""

    @classmethod
    def start_processes(cls):
        folder = cls.bench.directory
        ours, foreign = Authority(folder, "our-root"), Authority(folder, "foreign-root")
        middle = Authority(folder, "our-middle", parent=ours, not_after=in_days(20))
        past = {"not_before": in_days(-30), "not_after": in_days(-2)}
        named = {"extension": "subjectAltName=DNS:node.test"}
        cls.certificates = {
            "good": ours.issue("good"),
            "soon": ours.issue("soon", not_after=in_days(3)),
            "behind-middle": middle.issue("behind-middle"),
            "old-tls": ours.issue("old-tls"),
            "insecure": foreign.issue("insecure", **past, **named),
            "expired": ours.issue("expired", **past),
            "early": ours.issue("early", not_before=in_days(2)),
            "other-name": ours.issue("other-name", **named),
            "self-signed": ours.self_signed("self-signed"),
            "foreign": foreign.issue("foreign"),
            "nothing-trusted": ours.issue("nothing-trusted"),
        }
        node = Anvil(cls.bench, "anvil", 4242)
        trust = f"cacert-pem: {ours.certificate}"
        auth_configs = {"insecure": "allow-insecure: true", "nothing-trusted": ""}
        providers, cls.hosts = [], {}
        for name in (*cls.certificates, "plain"):
            tls = cls._server_side(name, cls.certificates[name]) if name != "plain" else None
            server = CountingProxy(node.port, tls)
            cls.addClassCleanup(server.close)
            cls.hosts[name] = f"{LOOPBACK}:{server.port}"
            providers.append(
                f"  - name: {name}\n    chain-id: {SPEC}\n    api-interface: jsonrpc\n"
                f"    node-urls:\n      - url: https://{cls.hosts[name]}\n"
                f"        auth-config: {{{auth_configs.get(name, trust)}}}\n")
        config = cls.bench.write("router.yml", "".join(
            ["direct-rpc:\n", *providers, QUICK_SETTINGS, "  chains:\n", chain(SPEC, 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}").wait_ready()

    @staticmethod
    def _server_side(name: str, certificate: Certificate) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)
        if name == "old-tls":
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context

    def settled(self):
        """A scrape in which everybody's state is that of the hysteresis, not of the start."""
        return self.headway.wait_metric(
            "every verdict stands", SETTLED_SECONDS, lambda scrape:
            all(scrape.state(name) == "healthy" for name in ACCEPTED) and
            all(scrape.state(name) == "unreachable" for name in REFUSED))

    def explained(self, name: str) -> dict:
        return self.headway.get(f"/api/v1/endpoints/{SPEC}/jsonrpc/{name}").json()

    def test_good_certificates_are_accepted_and_bad_ones_refused(self):
        scrape = self.settled()
        for name in ACCEPTED:
            self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id=name), 1, name)
            self.assertEqual(scrape.select("endpoint_errors_total", endpoint_id=name), {}, name)
        for name in REFUSED:
            self.assertEqual(scrape.value("endpoint_overall_health", endpoint_id=name), 0, name)

    def test_every_fault_has_its_own_class(self):
        scrape = self.settled()
        for name, error in REFUSED.items():
            counted = scrape.by_label("endpoint_errors_total", "error_name", endpoint_id=name)
            self.assertEqual(set(counted), {error}, name)

    def test_every_fault_is_explained_in_words(self):
        self.settled()
        for name, error in REFUSED.items():
            reason = self.explained(name)["reason"]
            self.assertIn(error, reason)
            self.assertIn(WORDS[error], reason)
        ended = f"{self.certificates['expired'].first_end:%Y-%m-%dT%H:%M:%S}"
        self.assertIn(f"ended at {ended}", self.explained("expired")["reason"])
        self.assertNotIn("ended at", self.explained("early")["reason"])

    def test_the_first_end_of_every_chain_is_known_to_the_second(self):
        scrape = self.settled()
        shown = scrape.by_label("url_tls_cert_expiry_timestamp_seconds", "host")
        self.assertEqual(shown, {self.hosts[name]: each.first_end.timestamp()
                                 for name, each in self.certificates.items()})

    def test_who_has_to_renew_is_seen_before_anybody_is_refused(self):
        scrape = self.settled()
        soon = datetime.now(timezone.utc) + timedelta(days=21)
        wake = {name for name in ACCEPTED if scrape.value(
            "url_tls_cert_expiry_timestamp_seconds", host=self.hosts[name]) < soon.timestamp()}
        self.assertEqual(wake, {"soon", "behind-middle", "insecure"})

    def test_the_version_is_the_one_spoken(self):
        scrape = self.settled()
        for name in self.certificates:
            versions = scrape.by_label("url_tls_version_info", "version", host=self.hosts[name])
            self.assertEqual(versions, {"1.2" if name == "old-tls" else "1.3": 1}, name)
        self.assertEqual(scrape.select("url_tls_version_info", host=self.hosts["plain"]), {})

    def test_the_api_shows_what_the_metrics_show(self):
        self.settled()
        urls = {each["url"].removeprefix("https://"): each
                for each in self.headway.get("/api/v1/urls").json()["urls"]}
        for name, certificate in self.certificates.items():
            tls = {"version": "1.2" if name == "old-tls" else "1.3",
                   "cert_expiry": f"{certificate.first_end:%Y-%m-%dT%H:%M:%S}.000Z"}
            self.assertEqual(urls[self.hosts[name]]["tls"], tls, name)
            self.assertEqual(self.explained(name)["urls"][0]["tls"], tls, name)
        self.assertNotIn("tls", urls[self.hosts["plain"]])

    def test_only_a_new_connection_has_a_tls_phase(self):
        def spent(scrape):
            return scrape.value("url_phase_seconds_total", host=self.hosts["good"], phase="tls")
        before = self.settled()
        self.assertGreater(spent(before), 0)
        requests = sum(before.by_label("url_requests_total", "method",
                                       host=self.hosts["good"]).values())
        after = self.headway.wait_metric(
            "five requests more", 10, lambda scrape: sum(scrape.by_label(
                "url_requests_total", "method", host=self.hosts["good"]).values()) >= requests + 5)
        self.assertEqual(spent(after), spent(before))
        phases = [poll["phases_seconds"] for poll in self.explained("good")["urls"][0]["polls"]]
        self.assertGreaterEqual(len(phases), 3)
        for each in phases[:-1]:
            self.assertEqual(each["tls"], 0)
            self.assertGreater(each["wait"], 0)
