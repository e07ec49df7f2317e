"""An EVM node that a test runs: JSON-RPC to it, and what every development node can do."""

import json
import signal
from typing import Optional

import http_client
from processes import LOOPBACK, Bench, Process, free_port


class EvmNode:
    """A node on a free port of loopback. Who derives from it starts `process`."""

    process: Process

    def __init__(self, bench: Bench, name: str):
        self._bench = bench
        self._name = name
        self.port = free_port()

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def kill(self) -> None:
        self.process.kill()

    def freeze(self) -> None:
        """The node hangs: it takes connections and answers nothing."""
        self.process.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.signal(signal.SIGCONT)

    def reply(self, method: str, *params) -> dict:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
        return http_client.request(self.port, "POST", "/", body,
                                   {"Content-Type": "application/json"}).json()

    def call(self, method: str, *params):
        reply = self.reply(method, *params)
        if "error" in reply:
            raise AssertionError(f"{self._name}: {method}: {reply['error']}")
        return reply["result"]

    def head(self) -> int:
        return int(self.call("eth_blockNumber"), 16)

    def hash_at(self, height: int) -> Optional[str]:
        block = self.call("eth_getBlockByNumber", hex(height), False)
        return block and block["hash"]

    def snapshot(self) -> str:
        return self.call("evm_snapshot")

    def revert(self, snapshot: str) -> None:
        """Takes the chain back to a snapshot: the head falls."""
        if self.call("evm_revert", snapshot) is not True:
            raise AssertionError(f"{self._name}: evm_revert refused")
