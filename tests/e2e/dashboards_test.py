"""Dashboards and alerts against a real Prometheus and a real Alertmanager.

One fleet visits every state that there is. While it is at its worst every panel must show data and
every alert must have fired; when the fleet is well again, every alert must resolve.
"""

import re
import signal
import ssl
import subprocess
import threading
import time
import unittest
from pathlib import Path

from alertmanager import Alertmanager, Receiver
from anvil import Anvil
from certificates import Authority, in_days
from counting_proxy import CountingProxy
from harness import Headway, binary, chain, provider, quick_settings
from lava_node import EPOCH, JAIL_EPOCH, PROVIDER, LavaNode
from listeners import INTERFACE, SPEC, start_listeners
from panel_queries import COMPAT, NATIVE, numbers, queries
from processes import LOOPBACK, ROOT, BenchTest, free_port, wait_for
from prometheus import Prometheus

RULES = ROOT / "dashboards" / "prometheus"
COMPAT_RULES = RULES / "compat" / "headway-router-alerts.yml"
SILENT_GRPC_PORT = f"""\
  - name: silent
    chain-id: LAVA
    api-interface: grpc
    node-urls:
      - url: {LOOPBACK}:9
"""
LAST_LINE_OF_FAULTS = "allowed-block-lag: 2\n"
EPOCH_SECONDS = 15
EVERYTHING_FIRES_SECONDS, EVERYTHING_RESOLVES_SECONDS, SETTLED_SECONDS = 60, 90, 20
STATES = {"healthy", "throttled", "lagging", "syncing", "stale", "forked", "failing",
          "auth_failed", "unreachable", "wrong_chain"}
# The alert that is silent while the Lava chain is read.
LAVA_STANDS = "HeadwayLavaWatchStands"
# Two epochs of the Lava chain before it jails: complaints have come, and the rest comes by itself.
LAVA_BEGINS = (JAIL_EPOCH - 2) * EPOCH
# What the single-valued variables of a dashboard are set to: each panel must have data with one.
CHOICES = [{"spec": spec, "api_interface": "jsonrpc", "endpoint_id": endpoint}
           for spec, endpoint in (
               ("MAIN", "main"), ("MAIN", "month"), ("FAULTS", "good-archive"),
               ("FAULTS", "pruned"), ("FAULTS", "http-429"), ("FAULTS", "dead"),
               ("FAULTSSOL", "sol-good-first"))] + [{"spec": SPEC}]


def in_seconds(text: str) -> str:
    """Rules whose minutes and hours are seconds; what they ask for is unchanged."""
    text = re.sub(r"\bkeep_firing_for: \w+", "keep_firing_for: 2s", text)
    text = re.sub(r"\bfor: \d+[mh]\b", "for: 1s", text)
    for window, short in (("2m", "3s"), ("5m", "10s"), ("15m", "10s"), ("1h", "45s")):
        text = text.replace(f"[{window}]", f"[{short}]")
    text = text.replace("_seconds >= 180", "_seconds >= 2")
    return text.replace("_seconds > 600", "_seconds > 8")


def alert_names() -> set:
    return {name for path in [*RULES.glob("*.yml"), COMPAT_RULES]
            for name in re.findall(r"^ +- alert: (\w+)$", path.read_text("utf-8"), re.MULTILINE)}


class DashboardsAndAlerts(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.start_nodes()
        cls.config = cls.write(cls.whole_fleet())
        cls.headway = Headway(cls.bench, "run", f"--config.file={cls.config}")
        cls.second_port = free_port()
        rules = [cls.bench.write(path.name, in_seconds(path.read_text("utf-8")))
                 for path in sorted(RULES.glob("*.yml"))]
        # Of one spelling: in both, the same alerts would have the same labels.
        rules.append(cls.bench.write("compat.yml", in_seconds(
            cls.printed("rules", "--compat=lava"))))
        cls.smart_router = cls.bench.directory / "smart-router"
        cls.smart_router.mkdir()
        cls.printed("dashboards", str(cls.smart_router), "--compat=smart-router")
        cls.alertmanager = Alertmanager(cls.bench, cls.receiver)
        cls.headway.wait_ready()
        cls.prometheus = Prometheus(
            cls.bench, cls.headway.port, cls.second_port, rules=rules,
            alertmanager_port=cls.alertmanager.port)
        cls.make_everything_bad()

    @classmethod
    def printed(cls, *arguments: str) -> str:
        return subprocess.run([binary(), *arguments], capture_output=True, text=True,
                              check=True).stdout

    @classmethod
    def start_nodes(cls):
        farm = str(Path(binary()).parent / "headway-devnet")
        devnet = cls.bench.start("devnet", [farm, "faults"], stays_with_stdin=True)
        cls.main = Anvil(cls.bench, "anvil-main", 4242)
        cls.standing = Anvil(cls.bench, "anvil-standing", 4242)
        cls.proxies = {name: cls.proxy(cls.main) for name in ("first", "rescue", "flaps", "busy")}
        cls.second_standing = f"http://{LOOPBACK}:{cls.proxy(cls.standing).port}"
        authority = Authority(cls.bench.directory, "root")
        cls.trust = authority.certificate
        cls.tls_ports, certificates = {}, {}
        for name, begin, end in (("month", -1, 14), ("week", -1, 3), ("expired", -30, -2)):
            issued = authority.issue(name, not_before=in_days(begin), not_after=in_days(end))
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(issued.chain, issued.key)
            cls.tls_ports[name] = cls.proxy(cls.main, tls).port
            certificates[name] = issued
        cls.listeners = start_listeners(
            cls.bench, {"no-cors": {"certificate": "week", "cors": {}},
                        "refusing": {"insecure": True, "refuses": 2}}, certificates)
        cls.lava = LavaNode(cls.bench, LAVA_BEGINS, block_time_ms=1000)
        cls.lava_rpc = CountingProxy(cls.lava.port)
        cls.addClassCleanup(cls.lava_rpc.close)
        cls.faults = wait_for("the devnet's configuration", 10, lambda: (
            devnet.stdout() if LAST_LINE_OF_FAULTS in devnet.stdout() else None))

    @classmethod
    def proxy(cls, node: Anvil, tls=None) -> CountingProxy:
        proxy = CountingProxy(node.port, tls)
        cls.addClassCleanup(proxy.close)
        return proxy

    @classmethod
    def behind(cls, name: str, spec: str) -> str:
        return provider(name, spec, f"http://{LOOPBACK}:{cls.proxies[name].port}")

    @classmethod
    def write(cls, text: str) -> Path:
        return cls.bench.write("router.yml", text)

    @classmethod
    def main_chain(cls) -> str:
        return provider("main", "MAIN", cls.main.url) + cls.behind("flaps", "MAIN")

    @classmethod
    def settings(cls) -> str:
        quick = quick_settings(f"{EPOCH_SECONDS}s", "reconnect-interval: 1s")
        quick = quick.replace("recheck-timeout: 1s}", "recheck-timeout: 1s, disable-after: 2}")
        return quick.replace("timeout: 3s", "timeout: 2s") + (
            "  metrics: {compat: [lava, smart-router]}\n  chains:\n") + "".join(
            chain(spec, 4242) for spec in ("MAIN", "TIERS", "TWO", "HALTED"))

    @classmethod
    def whole_fleet(cls) -> str:
        faulty, their_chains = re.fullmatch(
            r"direct-rpc:\n(.*)headway:\n  polling: [^\n]*\n  chains:\n(.*)", cls.faults,
            re.DOTALL).groups()
        tls = "".join(
            provider(name, "MAIN", f"https://{LOOPBACK}:{port}").rstrip("\n") +
            f"\n        auth-config: {{cacert-pem: {cls.trust}}}\n"
            for name, port in cls.tls_ports.items())
        return "".join([
            "direct-rpc:\n", faulty, cls.main_chain(), provider("twin", "MAIN", cls.main.url), tls,
            cls.behind("busy", "MAIN"), provider("socket", "MAIN", "ws://127.0.0.1:9/"),
            cls.behind("first", "TIERS"),
            provider("moving", "TWO", cls.main.url), provider("standing", "TWO", cls.standing.url),
            provider("halted", "HALTED", cls.standing.url),
            provider("halted-too", "HALTED", cls.second_standing), SILENT_GRPC_PORT,
            "backup-direct-rpc:\n", cls.behind("rescue", "TIERS"), cls.settings(), their_chains,
            cls.lava_settings()])

    @classmethod
    def lava_settings(cls) -> str:
        trust = {"no-cors": f"auth-config: {{cacert-pem: {cls.trust}}}",
                 "refusing": "insecure: true"}
        return "".join(
            ["  lava:\n", f"    rpc-url: http://{LOOPBACK}:{cls.lava_rpc.port}\n",
             f"    rest-url: http://{LOOPBACK}:{cls.lava.port}\n",
             f"    provider-address: {PROVIDER}\n    backfill-blocks: {12 * EPOCH}\n",
             "    provider-endpoints:\n"] +
            [f"      - {{address: '{LOOPBACK}:{port}', chain-id: {SPEC}, "
             f"api-interfaces: [{INTERFACE}], {trust[name]}}}\n"
             for name, port in cls.listeners.items()])

    @classmethod
    def make_everything_bad(cls):
        cls.standing.stall()
        cls.proxies["busy"].refuse_with = 429
        cls.proxies["first"].refuse_with = 500
        # A process that the machine does not let run polls late.
        cls.headway.process.signal(signal.SIGSTOP)
        time.sleep(1.5)
        cls.headway.process.signal(signal.SIGCONT)
        cls.write("direct-rcp: []\n")
        cls.headway.process.signal(signal.SIGHUP)
        cls.flapping = threading.Thread(target=cls.flap)
        cls.flapping.start()
        cls.wait_notices("the chain is on its backup", {"HeadwayChainOnBackups",
                                                        "HeadwayNoRedundancyLeft"})
        cls.proxies["rescue"].refuse_with = 500
        cls.wait_notices("every alert fires but one", alert_names() - {LAVA_STANDS})
        cls.lava_rpc.refuse_with = 500
        cls.wait_notices("that one fires too", {LAVA_STANDS})
        cls.wait_states()
        wait_for("the alert on the dead one fires", EVERYTHING_FIRES_SECONDS, cls.notices_of_dead)
        cls.main.reorg(3)  # late, so that it is still within the panels' windows
        # Of the dead one: a boundary has been since.
        for slow in ("url_oldest_state_block", "increase(url_reorg_depth_blocks_count[30s]) > 0",
                     'increase(endpoint_epoch_resets_total{endpoint_id="dead"}[15s]) > 0',
                     'increase(endpoint_health_transitions_total{endpoint_id="dead"}[30s]) > 0'):
            wait_for(slow, SETTLED_SECONDS, lambda slow=slow: cls.prometheus.query(slow))
        cls.worst_time = time.time()

    @classmethod
    def flap(cls):
        """Until it is noticed: how many times that takes, the machine's load says."""
        end = time.time() + EVERYTHING_FIRES_SECONDS
        while "HeadwayEndpointFlapping" not in cls.receiver.names("firing") and time.time() < end:
            for refusal, health in ((500, 0), (None, 1)):
                cls.proxies["flaps"].refuse_with = refusal
                cls.headway.wait_metric(f"flaps has {health}", 10, lambda scrape, health=health:
                                        scrape.value("endpoint_overall_health", spec="MAIN",
                                                     endpoint_id="flaps") == health)

    @classmethod
    def wait_notices(cls, what: str, names: set) -> None:
        def missing():
            rest = names - cls.receiver.names("firing")
            if rest:
                raise OSError(f"not fired: {sorted(rest)}")
            return True
        wait_for(what, EVERYTHING_FIRES_SECONDS, missing)

    @classmethod
    def notices_of_dead(cls) -> list:
        return [notice for notice in cls.receiver.notices()
                if notice.name == "HeadwayEndpointUnhealthy" and
                notice.labels["endpoint_id"] == "dead"]

    @classmethod
    def wait_states(cls) -> None:
        """Every state but `unknown`, which lasts for milliseconds, at the same time."""
        def missing():
            shown = {row["state"] for row, _ in cls.prometheus.query("endpoint_state == 1")}
            if STATES - shown:
                raise OSError(f"not seen: {STATES - shown}")
            return True
        wait_for("every state is there", SETTLED_SECONDS, missing)

    def test_every_query_of_every_panel_returns_data(self):
        folders = (NATIVE, COMPAT, self.smart_router)
        for query in (query for folder in folders for query in queries(folder)):
            found = any(numbers(self.prometheus, query, choice, self.worst_time)
                        for choice in CHOICES)
            with self.subTest(dashboard=query.dashboard, panel=query.panel):
                self.assertTrue(found, query.expression)

    def test_every_alert_fires_and_resolves(self):
        for notice in self.receiver.notices():
            for text in notice.annotations.values():
                self.assertNotRegex(text, "<no value>|<error", notice.name)
        self.assert_boundaries_end_no_alert()
        self.flapping.join()
        for proxy in self.proxies.values():
            proxy.refuse_with = None
        self.write("".join(["direct-rpc:\n", self.main_chain(), self.behind("first", "TIERS"),
                            "backup-direct-rpc:\n", self.behind("rescue", "TIERS"),
                            self.settings()]))
        self.headway.process.signal(signal.SIGHUP)
        second = self.bench.start("headway-second", [
            binary(), "run", f"--config.file={self.config}",
            f"--web.listen-address={LOOPBACK}:{self.second_port}"])
        self.assertTrue(second.running())

        def still_firing():
            active = self.prometheus.query('ALERTS{alertname=~"Headway.*"}')
            rest = alert_names() - self.receiver.names("resolved")
            if rest or active:
                raise OSError(f"not resolved: {sorted(rest)}; active: "
                              f"{sorted({row['alertname'] for row, _ in active})}")
            return True
        wait_for("every alert resolves", EVERYTHING_RESOLVES_SECONDS, still_firing)

    def assert_boundaries_end_no_alert(self):
        """The dead endpoint was reset by epochs, and its alert has never resolved."""
        resets = self.prometheus.query('endpoint_epoch_resets_total{endpoint_id="dead"}')
        self.assertGreaterEqual(resets[0][1], 1)
        of_dead = self.notices_of_dead()
        self.assertEqual({notice.status for notice in of_dead}, {"firing"})
        self.assertEqual(len({notice.begun for notice in of_dead}), 1)

    def test_no_rule_fails(self):
        for group in self.prometheus.api("rules")["groups"]:
            for rule in group["rules"]:
                self.assertEqual(rule["health"], "ok", rule)


if __name__ == "__main__":
    unittest.main()
