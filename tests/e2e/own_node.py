"""A node of a chain that no catalogue knows: REST, in words of its own."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Optional

from processes import LOOPBACK

FIRST_HEIGHT = 500


def _hash(height: int) -> str:
    return hashlib.sha256(f"own {height}".encode()).hexdigest()


class OwnNode:
    """A block a second. The head is told at /v1/status, and by the new release at /v2/head."""

    def __init__(self, network: str):
        self.network = network
        self._begin = time.monotonic()
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

    def height(self) -> int:
        return FIRST_HEIGHT + int(time.monotonic() - self._begin)

    def _answer(self, path: str) -> Optional[dict]:
        """None: there is no such path."""
        if path == "/v1/status":
            return {"network": self.network, "build": "own/1.2.3",
                    "node": {"height": str(self.height()), "state": "ready"}}
        if path == "/v2/head":
            return {"top": self.height() * 1000}
        if path.startswith("/v1/blocks/"):
            height = int(path.rsplit("/", 1)[1])
            if height <= self.height():
                return {"height": height, "hash": _hash(height), "parent": _hash(height - 1),
                        "time": int(time.time())}
        return None

    def _handler_class(self):
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Header and body leave in two writes: without this the second waits for an ACK.
            disable_nagle_algorithm = True

            def do_GET(self):  # pylint: disable=invalid-name
                answer = node._answer(self.path)
                body = json.dumps(answer or {"error": "no such path"}).encode()
                self.send_response(404 if answer is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Silent: nobody reads it."""

        return Handler
