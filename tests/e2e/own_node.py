"""A node of a chain that no catalogue knows: REST, in words of its own."""

import hashlib
import time

from json_server import JsonServer

FIRST_HEIGHT = 500


def _hash(height: int) -> str:
    return hashlib.sha256(f"own {height}".encode()).hexdigest()


class OwnNode(JsonServer):
    """A block a second. The head is told at /v1/status, and by the new release at /v2/head."""

    def __init__(self, network: str):
        self._network = network
        self._begin = time.monotonic()
        super().__init__()

    def height(self) -> int:
        return FIRST_HEIGHT + int(time.monotonic() - self._begin)

    def answer(self, path: str, body: bytes):
        if path == "/v1/status":
            return 200, {"network": self._network, "build": "own/1.2.3",
                         "node": {"height": str(self.height()), "state": "ready"}}
        if path == "/v2/head":
            return 200, {"top": self.height() * 1000}
        if path.startswith("/v1/blocks/"):
            height = int(path.rsplit("/", 1)[1])
            if height <= self.height():
                return 200, {"height": height, "hash": _hash(height), "parent": _hash(height - 1),
                             "time": int(time.time())}
        return 404, {"error": "no such path"}
