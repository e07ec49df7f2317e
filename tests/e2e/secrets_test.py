"""Nothing that could be a credential shows anywhere but on the wire to the node."""

import base64
import json
import unittest

from anvil import Anvil
from counting_proxy import CountingProxy
from harness import QUICK_SETTINGS, Headway, chain, run_to_end
from processes import LOOPBACK, BenchTest, wait_for

USER, PASSWORD = "user-s3cr3t-a", "password-s3cr3t-b"
PATH, QUERY, HEADER, AUTH_QUERY = "s3cr3t-path", "s3cr3t-query", "s3cr3t-header", "s3cr3t-auth"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SECRETS = (USER, PASSWORD, PATH, QUERY, HEADER, AUTH_QUERY, BASIC)
PAGES = ("/", "/endpoints/DEVA/jsonrpc/alpha", "/endpoints/DEVA/jsonrpc/dead", "/metrics",
         "/livez", "/readyz", "/-/healthy", "/-/ready")


def secret_provider(name: str, scheme: str, port: int) -> str:
    return f"""\
  - name: {name}
    chain-id: DEVA
    api-interface: jsonrpc
    node-urls:
      - url: {scheme}://{USER}:{PASSWORD}@{LOOPBACK}:{port}/{PATH}?key={QUERY}
        auth-config:
          auth-headers: {{x-api-key: "${{HEADER_SECRET}}"}}
          auth-query: token={AUTH_QUERY}
"""


class SecretsTest(BenchTest):
    """Looks for SECRETS."""

    @classmethod
    def watch(cls, *providers):
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", *providers, QUICK_SETTINGS, "  chains:\n", chain("DEVA", 4242)]))
        return Headway(cls.bench, "run", f"--config.file={config}", "--log.level=debug",
                       environment={"HEADER_SECRET": HEADER}).wait_ready()

    def assert_no_secret(self, where, text):
        shown = [secret for secret in SECRETS if secret in text]
        self.assertEqual(shown, [], where)


class RunningProgram(SecretsTest):
    """alpha's node answers and then refuses; dead's port is closed: every kind of message."""

    @classmethod
    def start_processes(cls):
        node = Anvil(cls.bench, "anvil", 4242)
        cls.proxy = CountingProxy(node.port)
        cls.addClassCleanup(cls.proxy.close)
        cls.headway = cls.watch(secret_provider("alpha", "http", cls.proxy.port),
                                secret_provider("dead", "http", 1))

    def polls(self, outcome):
        return self.headway.scrape().value("url_polls_total", outcome=outcome,
                                           host=f"{LOOPBACK}:{self.proxy.port}")

    def test_secrets_reach_the_node_and_nothing_else(self):
        # The 429 comes last: after it headway keeps away from the node for a while.
        for refusal, outcome in ((None, "success"), (401, "failure"), (500, "failure"),
                                 (429, "throttled")):
            polls = self.polls(outcome)
            self.proxy.refuse_with = refusal
            wait_for(f"a poll that ends in {outcome} ({refusal})", 15,
                     lambda outcome=outcome, polls=polls: self.polls(outcome) > polls)
            for page in PAGES:
                reply = self.headway.get(page)
                self.assertEqual(reply.status, 200, page)
                self.assert_no_secret(page, f"{reply.headers} {reply.body}")

        seen = self.proxy.seen()[0]
        self.assertIn(f"/{PATH}?", seen.path)
        self.assertIn(f"key={QUERY}", seen.path)
        self.assertIn(f"token={AUTH_QUERY}", seen.path)
        self.assertEqual(seen.headers.get("x-api-key"), HEADER)
        self.assertEqual(seen.headers.get("authorization"), f"Basic {BASIC}")

        self.assertEqual(self.headway.process.terminate(2), 0)
        log = self.headway.process.output()
        self.assertNotEqual(log, "")
        self.assert_no_secret("the log", log)


class EchoingProxy(CountingProxy):
    """Before a node whose name for itself is the request that it was sent."""

    def _forward(self, body):
        question = json.loads(body)
        if question["method"] != "web3_clientVersion":
            return super()._forward(body)
        answer = {"jsonrpc": "2.0", "id": question["id"], "result": f"Echo{self.seen()[-1].path}"}
        return 200, json.dumps(answer).encode()


class EchoingNode(SecretsTest):
    @classmethod
    def start_processes(cls):
        anvil = Anvil(cls.bench, "anvil", 4242)
        cls.proxy = EchoingProxy(anvil.port)
        cls.addClassCleanup(cls.proxy.close)
        cls.headway = cls.watch(secret_provider("alpha", "http", cls.proxy.port))

    def test_what_it_echoes_is_shown_nowhere(self):
        def asked(method):
            return self.proxy.calls().get(method, 0)
        wait_for("it was asked what it is", 15, lambda: asked("web3_clientVersion"))
        polls = asked("eth_blockNumber")
        wait_for("it was polled on", 15, lambda: asked("eth_blockNumber") > polls + 1)
        for page in ("/", "/endpoints/DEVA/jsonrpc/alpha", "/metrics", "/api/v1/urls",
                     "/api/v1/endpoints/DEVA/jsonrpc/alpha"):
            self.assert_no_secret(page, self.headway.get(page).body)
        self.assertEqual(self.headway.scrape().select("url_client_info"), {})
        self.assertEqual(self.headway.process.terminate(2), 0)
        self.assert_no_secret("the log", self.headway.process.output())


class BadInput(SecretsTest):
    """Credentials in what the program refuses."""

    def test_diagnostics_of_a_bad_file_hold_no_secret(self):
        config = self.bench.write("bad.yml", "direct-rpc:\n" + secret_provider(
            "alpha", "gopher", 1).replace("${HEADER_SECRET}", HEADER))
        code, out, err = run_to_end(self.bench, ["check-config", str(config)])
        self.assertEqual(code, 2)
        self.assertIn("bad.yml:", err)
        self.assert_no_secret("the diagnostics", out + err)

    def test_complaints_about_the_command_line_hold_no_secret(self):
        userinfo, rest = f"{USER}:{PASSWORD}", f"h.example/{PATH}?key={QUERY}"
        for arguments in (
                ["run", "--urls", f"ETH1=https://{userinfo}@{rest}"],
                ["run", f"--urls=ETH1=https://{userinfo}@{rest}"],
                ["run", f"ETH1=https://{rest}"],
                ["run", "--url", f"ETH1=htp://{userinfo}@{rest}"],
                ["run", f"--log.level=https://{rest}", "--url", f"ETH1=http://{LOOPBACK}:1"],
                ["metrics", f"https://{rest}"]):
            with self.subTest(" ".join(arguments)):
                code, out, err = run_to_end(self.bench, arguments)
                self.assertEqual(code, 2)
                self.assertNotEqual(err, "")
                self.assert_no_secret("what it says", out + err)


if __name__ == "__main__":
    unittest.main()
