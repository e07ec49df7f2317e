"""An EVM node that claims more than it has: no state of old blocks, no add-ons."""

import hashlib
import json
import threading
import time
from collections import Counter
from typing import Dict, Optional

from json_server import JsonServer

FIRST_HEAD = 1_000_000


def _hash(height: int) -> str:
    return "0x" + hashlib.sha256(str(height).encode()).hexdigest()


class PrunedNode(JsonServer):
    """A block a second from FIRST_HEAD on, with state from `oldest_state` on. Thread-safe."""

    def __init__(self, chain_id: int, oldest_state: int):
        self._chain_id = chain_id
        self._begin = time.monotonic()
        self._lock = threading.Lock()
        self._calls: Counter = Counter()
        self.oldest_state = oldest_state
        super().__init__()

    def calls(self) -> Dict[str, int]:
        with self._lock:
            return dict(self._calls)

    def head(self) -> int:
        return FIRST_HEAD + int(time.monotonic() - self._begin)

    def _block(self, tag: str) -> dict:
        distance = {"latest": 0, "safe": 32, "finalized": 64}
        height = self.head() - distance[tag] if tag in distance else \
            0 if tag == "earliest" else int(tag, 16)
        return {"number": hex(height), "hash": _hash(height), "parentHash": _hash(height - 1),
                "timestamp": hex(int(time.time()))}

    def _result(self, method: str, params: list) -> Optional[object]:
        """None: the node has no such method."""
        if method == "eth_getBlockByNumber":
            return self._block(params[0])
        return {"eth_blockNumber": hex(self.head()), "eth_chainId": hex(self._chain_id),
                "eth_syncing": False, "net_peerCount": "0x7", "eth_getBalance": "0x0",
                "web3_clientVersion": "pruned\n\"node\"/v1 " + "x" * 500}.get(method)

    def answer(self, path: str, body: bytes):
        return 200, self._answer(json.loads(body))

    def _answer(self, call: dict) -> dict:
        method, params = call["method"], call["params"]
        with self._lock:
            self._calls[method] += 1
        reply = {"jsonrpc": "2.0", "id": call["id"]}
        if method == "eth_getBalance" and int(params[1], 16) < self.oldest_state:
            return {**reply, "error": {"code": -32000, "message": "missing trie node 1a3b (path )"}}
        result = self._result(method, params)
        if result is None:
            return {**reply, "error": {"code": -32601, "message":
                                       f"the method {method} does not exist/is not available"}}
        return {**reply, "result": result}
