"""headway check over one node of each fault: every fault named in words, in time, with its code."""

import json
import os
import pty
import re
import signal
import ssl
import subprocess
import termios
import time
import unittest
from pathlib import Path

from certificates import Authority, in_days
from counting_proxy import CountingProxy
from harness import binary, run_to_end
from processes import LOOPBACK, BenchTest, clean_environment, wait_for

SLOWEST_TIMEOUT_SECONDS = 2  # of FaultsConfig
MARGIN_SECONDS = 1.5         # the second in which the last answers are read, and the process
TABLE_COLUMNS = 100
LAST_LINE_OF_CONFIG = "allowed-block-lag: 2\n"

# Of each provider of the collection that is not healthy: its state and words of the reason.
FAULTS = {
    "dead": ("unreachable", "nobody listens there"),
    "hanging": ("unreachable", "no complete answer came in time"),
    "dripping": ("unreachable", "no complete answer came in time"),
    "resetting": ("unreachable", "the peer broke the connection"),
    "truncating": ("unreachable", "closed before the answer was complete"),
    "http-400": ("failing", "the server calls the request bad"),
    "http-401": ("auth_failed", "the credentials are missing"),
    "http-402": ("auth_failed", "payment"),
    "http-403": ("auth_failed", "the credentials are missing"),
    "http-404": ("failing", "there is nothing at the path of the URL"),
    "http-408": ("failing", "the server waited for the request in vain"),
    "http-413": ("failing", "too large"),
    "http-429": ("throttled", "limits the rate of requests"),
    "http-500": ("failing", "internal error"),
    "http-502": ("failing", "a proxy got no valid answer"),
    "http-503": ("failing", "the service is unavailable"),
    "http-504": ("failing", "a proxy waited for the node in vain"),
    "redirecting": ("failing", "redirects to another URL"),
    "malformed": ("failing", "no valid reply"),
    "endless": ("failing", "larger than any valid reply"),
    "wrong-id": ("failing", "belongs to another request"),
    "no-method": ("failing", "does not know the method"),
    "rate-limited": ("throttled", "limit"),
    "inner-error": ("failing", "internal error"),
    "no-blocks": ("failing", "its chain has no blocks"),
    "far-ahead": ("forked", "too far above the reference"),
    "forked": ("forked", "that of most of the chain's nodes is"),
    "behind": ("lagging", "behind the reference"),
    "syncing": ("syncing", "the node says that it is syncing"),
    "another-chain": ("wrong_chain", "0x38; expected is 0x539"),
    "sol-behind": ("syncing", "behind the reference"),
    "sol-unhealthy": ("failing", "unhealthy or behind"),
    "sol-another-chain": ("wrong_chain", "is EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG;"),
    "cosmos-catching-up": ("syncing", "the node says that it is syncing"),
    "cosmos-another-chain": ("wrong_chain", "elsewhere-1; expected is FAULTSCOSMOS"),
    "cosmos-inner-error": ("failing", "internal error"),
    "rest-catching-up": ("syncing", "the node says that it is syncing"),
    "rest-inner-error": ("failing", "internal error"),
    "btc-behind": ("lagging", "behind the reference"),
    "btc-syncing": ("syncing", "the node says that it is syncing"),
    "btc-another-chain": ("wrong_chain", "its chain is test; expected is main"),
    "btc-warming-up": ("failing", "NODE_"),
}
# The same of nodes behind TLS; their certificates are made by the test.
TLS_FAULTS = {
    "tls-expired": ("unreachable", "its certificate has expired or is not valid yet"),
    "tls-untrusted": ("unreachable", "the issuer of its certificate is not trusted"),
    "tls-other-name": ("unreachable", "its certificate is for another host name"),
    "tls-none": ("unreachable", "the TLS handshake failed"),
}
# Of each that is healthy, but not what the configuration claims: words of the note.
NOTES = {
    "pruned": "archive: claimed, but there is no state below block 19999900",
    "no-debug": "debug: claimed, but the node has no such methods",
    "no-trace": "trace: claimed, but the node has no such methods",
}
PROVIDER = re.compile(r"  - name: (\S+)\n    chain-id: (\S+)\n    api-interface: (\S+)\n"
                      r"    node-urls:\n      - url: (\S+)\n(?:        addons: \[.*\]\n)?")


class Check(BenchTest):
    @classmethod
    def start_processes(cls):
        farm = str(Path(binary()).parent / "headway-devnet")
        cls.devnet = cls.bench.start("devnet", [farm, "faults"], stays_with_stdin=True)
        cls.text = wait_for("the devnet's configuration", 10, lambda: (
            cls.devnet.stdout() if LAST_LINE_OF_CONFIG in cls.devnet.stdout() else None))
        cls.everything = cls.bench.write("everything.yml", cls.text)
        cls.providers = {match[1]: match[0] for match in PROVIDER.finditer(cls.text)}

    def tls_providers(self) -> str:
        """Providers that reach a good node through TLS with the certificates of their names."""
        ours = Authority(self.bench.directory, "root")
        foreign = Authority(self.bench.directory, "foreign-root")
        certificates = {
            "tls-good": ours.issue("good"),
            "tls-ends-soon": ours.issue("soon", not_after=in_days(3.5)),
            "tls-expired": ours.issue("expired", not_before=in_days(-30), not_after=in_days(-2)),
            "tls-untrusted": foreign.issue("foreign"),
            "tls-other-name": ours.issue("other", extension="subjectAltName=DNS:node.test"),
            "tls-none": None,
        }
        node_port = int(re.search(r"- url: \S+:(\d+)", self.providers["good-second"])[1])
        text = ""
        for name, certificate in certificates.items():
            tls = None
            if certificate:
                tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                tls.load_cert_chain(certificate.chain, certificate.key)
            server = CountingProxy(node_port, tls)
            self.addCleanup(server.close)
            text += (f"  - name: {name}\n    chain-id: FAULTS\n    api-interface: jsonrpc\n"
                     f"    node-urls:\n      - url: https://{LOOPBACK}:{server.port}\n"
                     f"        auth-config: {{cacert-pem: {ours.certificate}}}\n")
        return text

    def write_only(self, name: str, *wanted: str, url_path: str = "") -> Path:
        """The configuration with these providers alone."""
        providers = "".join(self.providers[each] for each in wanted)
        if url_path:
            providers = re.sub(r"(- url: \S+)", rf"\1{url_path}", providers)
        settings = self.text[self.text.index("headway:"):]
        return self.bench.write(name, "direct-rpc:\n" + providers + settings)

    def check(self, config: Path, *flags: str):
        begun = time.monotonic()
        code, out, err = run_to_end(self.bench, ["check", f"--config.file={config}", *flags])
        return code, out, err, time.monotonic() - begun

    def test_every_fault_is_named_in_one_table_in_time(self):
        code, out, _, took = self.check(self.everything)
        self.assertEqual(code, 1)
        self.assertLess(took, SLOWEST_TIMEOUT_SECONDS + MARGIN_SECONDS)
        for line in out.splitlines():
            self.assertLessEqual(len(line), TABLE_COLUMNS, line)
        words = re.sub(r"\s+", " ", out)
        for name, (state, reason) in FAULTS.items():
            with self.subTest(name):
                self.assertRegex(out, rf"(?m)^{state} .* {name} ")
                self.assertIn(reason, words)
        for note in NOTES.values():
            self.assertIn(note, words)

    def test_json_says_the_same(self):
        code, out, _, _ = self.check(self.everything, "--json")
        self.assertEqual(code, 1)
        report = json.loads(out)
        self.assertFalse(report["healthy"])
        self.assertLessEqual(report["seconds"], SLOWEST_TIMEOUT_SECONDS + 1)
        rows = {row["endpoint_id"]: row for row in report["rows"]}
        self.assertEqual(set(rows), set(self.providers))
        for name, (state, reason) in FAULTS.items():
            with self.subTest(name):
                self.assertEqual((rows[name]["state"], rows[name]["healthy"]), (state, False))
                self.assertIn(reason, rows[name]["reason"])
        for name, note in NOTES.items():
            with self.subTest(name):
                self.assertEqual((rows[name]["healthy"], rows[name]["notes"]), (True, [note]))
        healthy = {name for name, row in rows.items() if row["healthy"]}
        self.assertEqual(healthy, set(self.providers) - set(FAULTS))
        self.assertEqual(report["summary"]["endpoints_not_healthy"], len(FAULTS))

    def test_certificates_are_among_the_faults(self):
        settings = self.text[self.text.index("headway:"):]
        config = self.bench.write("tls.yml", "direct-rpc:\n" + self.tls_providers() + settings)
        code, out, _, took = self.check(config, "--json")
        self.assertEqual(code, 1)
        self.assertLess(took, SLOWEST_TIMEOUT_SECONDS + MARGIN_SECONDS)
        rows = {row["endpoint_id"]: row for row in json.loads(out)["rows"]}
        for name, (state, reason) in TLS_FAULTS.items():
            self.assertEqual(rows[name]["state"], state, name)
            self.assertIn(reason, rows[name]["reason"])
        self.assertEqual((rows["tls-good"]["healthy"], rows["tls-good"]["notes"]), (True, []))
        self.assertEqual(rows["tls-ends-soon"]["healthy"], True)
        self.assertRegex(rows["tls-ends-soon"]["notes"][0],
                         "a certificate of its chain ends in 3 days, at ")

    def test_all_healthy_is_exit_0_and_quick(self):
        config = self.write_only("good.yml", "good-archive", "good-second", "good-third")
        code, out, err, took = self.check(config)
        self.assertEqual((code, err), (0, ""))
        self.assertIn("All 3 endpoints are healthy.", out)
        self.assertLess(took, SLOWEST_TIMEOUT_SECONDS)

    def test_urls_need_no_file(self):
        url = re.search(r"- url: (\S+)", self.providers["sol-good-first"])[1]
        code, out, _ = run_to_end(self.bench, ["check", "--json", "--url", f"SOLANA={url}"])
        self.assertEqual(code, 1)  # the devnet's genesis is not Solana's
        self.assertEqual(json.loads(out)["rows"][0]["state"], "wrong_chain")

    def test_bad_input_is_exit_2(self):
        bad = self.bench.write("bad.yml", "direct-rpc: nonsense\n")
        for arguments in (["check"], ["check", f"--config.file={bad}"],
                          ["check", "--config.file=none.yml"], ["check", "--no-such-flag"]):
            with self.subTest(arguments):
                code, out, err = run_to_end(self.bench, arguments)
                self.assertEqual((code, out), (2, ""))
                self.assertNotEqual(err, "")

    def test_secrets_are_not_shown(self):
        config = self.write_only("secret.yml", "good-second", "http-401",
                                 url_path="/v3/s3cr3t-k3y?token=s3cr3t-t0k3n")
        for flags in ([], ["--json"]):
            _, out, err, _ = self.check(config, *flags)
            self.assertIn("http-401", out)
            self.assertNotIn("s3cr3t", out + err)

    def test_ctrl_c_ends_it_at_once(self):
        config = self.write_only("hanging.yml", "hanging")
        # Whoever runs the tests in the background may have SIGINT ignored, which is inherited.
        process = self.bench.start("check", ["env", "--default-signal=INT", binary(), "check",
                                             f"--config.file={config}"])
        time.sleep(0.5)
        process.signal(signal.SIGINT)
        self.assertEqual(process.wait(1), -signal.SIGINT)

    def test_colours_and_progress_are_for_a_terminal(self):
        config = self.write_only("terminal.yml", "good-second", "hanging")
        _, out, err, _ = self.check(config)
        self.assertNotIn("\x1b", out + err)
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 40))
        process = subprocess.Popen([binary(), "check", f"--config.file={config}"], stdin=theirs,
                                   stdout=theirs, stderr=theirs,
                                   env={**clean_environment(), "NO_COLOR": ""})
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            seen += piece
        os.close(ours)
        self.assertEqual(process.wait(5), 1)
        text = seen.decode()
        self.assertIn("\x1b[31munreachable\x1b[0m", text)
        self.assertIn("\x1b[32mhealthy", text)
        progress = re.findall(r"\rheadway check: ([^\x1b]*)\x1b", text)
        self.assertIn("1 of 2 URLs", " ".join(progress))
        self.assertLess(max(map(len, progress)), 40 - len("headway check: "))


if __name__ == "__main__":
    unittest.main()
