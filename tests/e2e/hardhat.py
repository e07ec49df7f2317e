"""A second EVM node, of other authors and in another language than anvil."""

import shutil
from pathlib import Path

from evm_node import EvmNode
from processes import LOOPBACK, ROOT, Bench, wait_for

FOLDER = "tests/e2e"
CHAIN_ID = 31337  # hardhat's own
STARTUP_SECONDS = 60  # a few, where nobody else wants the processor
FIRST_BLOCKS = 3
INTERVAL_MILLISECONDS = 1000
# Whom the blocks behind a reorganisation belong to: what makes them other blocks.
OTHER_MINER = "0x00000000000000000000000000000000000000ff"


def command() -> list:
    node = shutil.which("node")
    program = ROOT / FOLDER / "node_modules/hardhat/internal/cli/bootstrap.js"
    if node is None or not Path(program).is_file():
        raise FileNotFoundError(f"no hardhat: run `npm ci` in {FOLDER}")
    return [node, str(program), "node"]


class Hardhat(EvmNode):
    """Mines a block a second from the start. Never shows height 0, which is no head."""

    def __init__(self, bench: Bench, name: str):
        super().__init__(bench, name)
        # It keeps files in the home folder, and would ask there whether it may report.
        environment = {"HOME": str(bench.directory), "HARDHAT_DISABLE_TELEMETRY_PROMPT": "true",
                       "HARDHAT_CONFIG": str(ROOT / FOLDER / "hardhat.config.js")}
        self.process = bench.start(
            name, [*command(), "--hostname", LOOPBACK, "--port", str(self.port)], environment)
        wait_for(f"{name} answers", STARTUP_SECONDS, lambda: self.call("eth_chainId"))
        self.mine(FIRST_BLOCKS)
        self.resume()

    def mine(self, blocks: int) -> None:
        for _ in range(blocks):
            self.call("evm_mine")

    def stall(self) -> int:
        """Stops the production of blocks; returns the head, which stays."""
        self.call("evm_setIntervalMining", 0)
        return self.head()

    def resume(self) -> None:
        self.call("evm_setIntervalMining", INTERVAL_MILLISECONDS)

    def fork_from(self, snapshot: str, blocks: int) -> None:
        """Takes the chain back to a snapshot and goes on from there with other blocks."""
        self.revert(snapshot)
        self.call("hardhat_setCoinbase", OTHER_MINER)
        self.mine(blocks)
