"""Provider's listeners, good and bad: @grpc/grpc-js behind Node's own TLS and HTTP/2
(fake_provider.js)."""

import json
import shutil
from pathlib import Path
from typing import Dict

from processes import ROOT, Bench, wait_for

FOLDER = ROOT / "tests/e2e"
SPEC, INTERFACE, BLOCK, VERSION, NETWORK = "ETH1", "jsonrpc", 21_345_678, "5.5.1", "lava-mainnet-1"
CORS = {"access-control-allow-origin": "*",
        "access-control-allow-headers": "Content-Type, x-grpc-web, lava-sdk-relay-timeout"}
GOOD = {"kind": "provider", "block": str(BLOCK), "version": VERSION, "network": NETWORK,
        "cors": CORS}


def start_listeners(bench: Bench, listeners: Dict[str, dict], certificates: dict) -> Dict[str, int]:
    """The port of each of these listeners, which are good but for what is given.

    `certificate` names one of `certificates`, or None for plain text; with neither it and
    `insecure` a listener shows the one called good.
    """
    node = shutil.which("node")
    if node is None or not Path(FOLDER / "node_modules/@grpc/grpc-js").is_dir():
        raise FileNotFoundError(f"no @grpc/grpc-js: run `npm ci` in {FOLDER}")
    told = []
    for name, faults in listeners.items():
        listener = {**GOOD, "name": name, **faults}
        kind = listener.get("certificate", None if faults.get("insecure") else "good")
        if kind:
            listener.update(cert=str(certificates[kind].chain), key=str(certificates[kind].key))
        told.append(listener)
    program = [node, str(FOLDER / "fake_provider.js"), json.dumps(told)]
    process = bench.start("fake-provider", program, stays_with_stdin=True)
    return json.loads(wait_for("the listeners' ports", 20, process.stdout))
