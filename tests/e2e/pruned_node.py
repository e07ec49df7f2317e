"""An EVM node that claims more than it has: no state of old blocks, no add-ons."""

import hashlib
import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, Optional

from processes import LOOPBACK

FIRST_HEAD = 1_000_000


def _hash(height: int) -> str:
    return "0x" + hashlib.sha256(str(height).encode()).hexdigest()


class PrunedNode:
    """A block a second from FIRST_HEAD on, with state from `oldest_state` on. Thread-safe."""

    def __init__(self, chain_id: int, oldest_state: int):
        self._chain_id = chain_id
        self._begin = time.monotonic()
        self._lock = threading.Lock()
        self._calls: Counter = Counter()
        self.oldest_state = oldest_state
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler_class())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

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

    def _handler_class(self):
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Header and body leave in two writes: without this the second waits for an ACK.
            disable_nagle_algorithm = True

            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                answer = json.dumps(node._answer(json.loads(body))).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                """Silent: what was asked is kept."""

        return Handler
