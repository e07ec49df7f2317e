"""A real EVM node, and what can be done to its chain."""

import platform
from pathlib import Path

from evm_node import EvmNode
from processes import LOOPBACK, ROOT, Bench, wait_for

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


class Anvil(EvmNode):
    """Mines a block a second from the start. Never shows height 0, which is no head."""

    def __init__(self, bench: Bench, name: str, chain_id: int):
        super().__init__(bench, name)
        self._chain_id = chain_id
        self.start()

    def start(self) -> None:
        """Starts the node, or starts it again: on the same port, with a new, short chain."""
        command = [binary(), "--host", LOOPBACK, "--port", str(self.port), "--block-time", "1",
                   "--chain-id", str(self._chain_id), "--silent"]
        self.process = self._bench.start(self._name, command)
        wait_for(f"{self._name} answers", STARTUP_SECONDS, lambda: self.call("eth_chainId"))
        self.mine(FIRST_BLOCKS)

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
