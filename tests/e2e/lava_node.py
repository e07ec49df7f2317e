"""A node of the simulated Lava chain (devnet/lava_chain.h)."""

from pathlib import Path

from harness import binary
from processes import Bench, wait_for

PROVIDER = "lava@1devnetprovider"
EPOCH = 20
# The chain complains in the epochs 12, 13 and 14 of each 25, and jails at the start of the 17th:
# 300 + 300 CU against 4 x 200 served, then 300 + 1000 against 4 x 300.
JAIL_EPOCH = 10 * 25 + 17
HOUR_MS = 3_600_000


class LavaNode:
    """Its head begins at `head`, and by default stands still there."""

    def __init__(self, bench: Bench, head: int, first_block: int = 1,
                 block_time_ms: int = HOUR_MS):
        devnet = str(Path(binary()).with_name("headway-devnet"))
        # Its standard input is what it lives by.
        process = bench.start(
            "lava", [devnet, "--evm", "0", "--lava", "1", "--start-height", str(head),
                     "--block-time-ms", str(block_time_ms), "--first-block", str(first_block),
                     "--drops-every", "5"], stays_with_stdin=True)
        line = wait_for("the port of the Lava node", 10, process.stdout)
        self.port = int(line.split()[1])
        self.head = head
