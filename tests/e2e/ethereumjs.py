"""An EVM node that has peers: @ethereumjs/client on a proof-of-authority chain of our own.

It listens for peers on every address there is: only for a network of its own (own_network.py).
"""

import json
import shutil
from pathlib import Path
from typing import Optional

from evm_node import EvmNode
from processes import LOOPBACK, ROOT, Bench, free_port, wait_for

FOLDER = "tests/e2e"
CHAIN_ID = 4242
BLOCK_SECONDS = 1
STARTUP_SECONDS = 60  # a few, where nobody else wants the processor
# Who may seal blocks, and the key to it: worth nothing anywhere else.
SEALER = "19e7e376e7c213b7e7e7e46cc70a5dd086daff2a"
SEALER_KEY = "11" * 32


def genesis() -> dict:
    """The first block, in the format of geth: by it two nodes are of one chain."""
    forks = ("homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople",
             "petersburg", "istanbul", "berlin", "london")
    return {
        "config": {"chainId": CHAIN_ID, **{f"{fork}Block": 0 for fork in forks},
                   "clique": {"period": BLOCK_SECONDS, "epoch": 30000}},
        "extraData": "0x" + "00" * 32 + SEALER + "00" * 65,
        "alloc": {SEALER: {"balance": hex(10 ** 20)}},
        "coinbase": "0x" + "00" * 20, "mixHash": "0x" + "00" * 32,
        "parentHash": "0x" + "00" * 32, "number": "0x0", "nonce": "0x0", "gasUsed": "0x0",
        "timestamp": "0x5f5e100", "difficulty": "0x1", "gasLimit": "0x1c9c380",
        "baseFeePerGas": "0x7"}


def command() -> list:
    node = shutil.which("node")
    program = ROOT / FOLDER / "node_modules/@ethereumjs/client/dist/esm/bin/cli.js"
    if node is None or not Path(program).is_file():
        raise FileNotFoundError(f"no @ethereumjs/client: run `npm ci` in {FOLDER}")
    return [node, str(program)]


class EthereumJs(EvmNode):
    """Seals a block a second, or follows the chain of the node that `bootnode` names."""

    def __init__(self, bench: Bench, name: str, bootnode: Optional[str] = None):
        super().__init__(bench, name)
        arguments = [
            f"--gethGenesis={bench.write('genesis.json', json.dumps(genesis()))}",
            f"--dataDir={bench.directory / (name + '.data')}",
            f"--logFile={bench.directory / (name + '.log')}",
            "--rpc", f"--rpcAddr={LOOPBACK}", f"--rpcPort={self.port}",
            f"--extIP={LOOPBACK}", f"--port={free_port()}", "--discDns=false"]
        if bootnode is not None:
            arguments.append(f"--bootnodes={bootnode}")
        else:
            key = bench.write("sealer.key", SEALER_KEY)
            arguments += ["--mine", f"--unlock={key}", f"--minerCoinbase=0x{SEALER}"]
        self.process = bench.start(name, [*command(), *arguments], {"HOME": str(bench.directory)})
        wait_for(f"{name} answers", STARTUP_SECONDS, lambda: self.call("eth_chainId"))

    def address(self) -> str:
        """How other nodes find this one."""
        return self.call("admin_nodeInfo")["enode"]

    def peers(self) -> int:
        return int(self.call("net_peerCount"), 16)
