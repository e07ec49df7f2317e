"""A real EVM node, and what can be done to its chain."""

import json
import platform
import signal
from pathlib import Path

import http_client
from processes import LOOPBACK, ROOT, Bench, free_port, wait_for

FOLDER = "tests/e2e"
PACKAGES = {"x86_64": "anvil-linux-amd64"}  # of package.json, by platform.machine()
STARTUP_SECONDS = 10
FIRST_BLOCKS = 3


def binary() -> str:
    machine = platform.machine()
    if machine not in PACKAGES:
        raise RuntimeError(f"no anvil for {machine}: {FOLDER}/package.json has it for "
                           f"{', '.join(PACKAGES)} only")
    path = ROOT / FOLDER / "node_modules/@foundry-rs" / PACKAGES[machine] / "bin/anvil"
    if not Path(path).is_file():
        raise FileNotFoundError(f"no anvil: run `npm ci` in {FOLDER}")
    return str(path)


class Anvil:
    """Mines a block a second from the start. Never shows height 0, which is no head."""

    def __init__(self, bench: Bench, name: str, chain_id: int):
        self._bench = bench
        self._name = name
        self._chain_id = chain_id
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Starts the node, or starts it again: on the same port, with a new, short chain."""
        command = [binary(), "--host", LOOPBACK, "--port", str(self.port), "--block-time", "1",
                   "--chain-id", str(self._chain_id), "--silent"]
        self.process = self._bench.start(self._name, command)
        wait_for(f"{self._name} answers", STARTUP_SECONDS, lambda: self.call("eth_chainId"))
        self.mine(FIRST_BLOCKS)

    def kill(self) -> None:
        self.process.kill()

    def freeze(self) -> None:
        """The node hangs: it takes connections and answers nothing."""
        self.process.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.signal(signal.SIGCONT)

    def call(self, method: str, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
        reply = http_client.request(self.port, "POST", "/", body,
                                    {"Content-Type": "application/json"}).json()
        if "error" in reply:
            raise AssertionError(f"{self._name}: {method}: {reply['error']}")
        return reply["result"]

    def head(self) -> int:
        return int(self.call("eth_blockNumber"), 16)

    def mine(self, blocks: int) -> None:
        self.call("anvil_mine", hex(blocks))

    def stall(self) -> int:
        """Stops the production of blocks; returns the head, which stays."""
        self.call("anvil_setIntervalMining", 0)
        return self.head()

    def resume(self) -> None:
        self.call("anvil_setIntervalMining", 1)

    def reorg(self, depth: int) -> None:
        """Replaces the last blocks by others of the same heights."""
        self.call("anvil_reorg", depth, [])

    def snapshot(self) -> str:
        return self.call("evm_snapshot")

    def revert(self, snapshot: str) -> None:
        """Takes the chain back to a snapshot: the head falls."""
        if self.call("evm_revert", snapshot) is not True:
            raise AssertionError(f"{self._name}: evm_revert refused")
