"""The program under test, and the configurations the tests give it."""

import os
from pathlib import Path
from typing import List, Optional

import exposition
import http_client
from processes import LOOPBACK, ROOT, Bench, free_port, wait_for

READY_SECONDS = 15

# Quick enough for tests.
QUICK_SETTINGS = """\
headway:
  polling:
    {divisor: 2, min-interval: 250ms, max-interval: 1s, timeout: 3s, max-backoff: 1s, jitter: 0}
  health: {fall: 2, rise: 2, recheck-interval: 250ms, recheck-timeout: 1s}
"""
# Between the polls of one URL under QUICK_SETTINGS: a block of chain() by the divisor.
QUICK_INTERVAL_SECONDS = 0.5


def chain(name: str, chain_id: int) -> str:
    """A line of `headway.chains`: an EVM chain that makes a block a second."""
    return (f'    {name}: {{family: evm, average-block-time: 1s, allowed-block-lag: 5, '
            f'expected-chain-id: "{hex(chain_id)}", blocks-to-save: 10, stale-after-blocks: 10}}\n')


def quick_settings(epoch: str = "15m", blocking: str = "") -> str:
    """QUICK_SETTINGS with epochs and blocking of seconds."""
    lines = f"  epoch: {{duration: {epoch}}}\n"
    if blocking:
        lines += f"  blocking: {{{blocking}}}\n"
    return QUICK_SETTINGS + lines


def provider(name: str, spec: str, *urls: str) -> str:
    """An entry of `direct-rpc` or `backup-direct-rpc`."""
    lines = [f"  - name: {name}", f"    chain-id: {spec}", "    api-interface: jsonrpc",
             "    node-urls:"]
    return "\n".join(lines + [f"      - url: {url}" for url in urls]) + "\n"


def binary() -> str:
    """HEADWAY_BIN, which may be relative to the root of the repository, or the dev build."""
    path = ROOT / os.environ.get("HEADWAY_BIN", "build/dev/bin/headway")
    if not Path(path).is_file():
        raise FileNotFoundError("no headway binary: build it, or set HEADWAY_BIN")
    return str(path)


class Headway:
    """A running sidecar on a port of loopback, by itself a free one."""

    def __init__(self, bench: Bench, *arguments: str, name: str = "headway",
                 environment: Optional[dict] = None, port: Optional[int] = None):
        self.port = port or free_port()
        command = [binary(), *arguments, f"--web.listen-address={LOOPBACK}:{self.port}"]
        self.process = bench.start(name, command, environment)

    def wait_ready(self) -> "Headway":
        """Waits until the first round over all URLs is done."""
        def ready() -> bool:
            if not self.process.running():
                raise AssertionError(f"headway ended: {self.process.stderr()[-2000:]}")
            return self.get("/readyz").status == 200
        wait_for("/readyz is 200", READY_SECONDS, ready)
        return self

    def get(self, path: str, seconds: float = 5.0) -> http_client.Reply:
        return http_client.get(self.port, path, seconds)

    def post(self, path: str, body: str = "") -> http_client.Reply:
        return http_client.request(self.port, "POST", path, body)

    def log(self) -> str:
        return self.process.output()

    def scrape(self) -> exposition.Scrape:
        reply = self.get("/metrics")
        if reply.status != 200:
            raise AssertionError(f"/metrics: {reply.status}")
        return exposition.parse(reply.body)

    def wait_metric(self, what: str, seconds: float, holds) -> exposition.Scrape:
        """Scrapes until `holds(scrape)`; returns that scrape."""
        def read():
            scrape = self.scrape()
            return scrape if holds(scrape) else None
        return wait_for(what, seconds, read)


def run_to_end(bench: Bench, arguments: List[str], seconds: float = 10, name: str = "command"):
    """Runs headway until it exits by itself; returns (exit code, stdout, stderr)."""
    process = bench.start(name, [binary(), *arguments])
    code = process.wait(seconds)
    return code, process.stdout(), process.stderr()
