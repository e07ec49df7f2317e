"""An HTTP server on loopback that answers with JSON: what the nodes written in Python stand on."""

import json
import threading
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Tuple

from processes import LOOPBACK


class JsonServer(ABC):
    """Answers until it is closed; `answer` is called on a thread of each connection."""

    def __init__(self):
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

    @abstractmethod
    def answer(self, path: str, body: bytes) -> Tuple[int, dict]:
        """Status and document for a GET, whose body is empty, or a POST."""

    def _handler_class(self):
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Header and body leave in two writes: without this the second waits for an ACK.
            disable_nagle_algorithm = True

            def do_GET(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, document = node.answer(self.path, body)
                answer = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET  # pylint: disable=invalid-name

            def log_message(self, *_):
                """Silent: nobody reads it."""

        return Handler
