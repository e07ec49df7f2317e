"""Stands between headway and a node and counts what really goes over the wire."""

import http.client
import json
import ssl
import threading
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, List, Optional

from processes import LOOPBACK


@dataclass(frozen=True)
class Seen:
    path: str
    headers: Dict[str, str]  # names in lower case


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Silent: a handshake that the peer breaks off is what some tests are about."""


class CountingProxy:
    """Forwards JSON-RPC over HTTP to the node's port, or refuses with `refuse_with`.

    Counts every JSON-RPC call before it is forwarded, so a client has never counted more than one
    finished call that is not counted here. With `tls` it speaks that. Thread-safe.
    """

    def __init__(self, node_port: int, tls: Optional[ssl.SSLContext] = None):
        self._node_port = node_port
        self._lock = threading.Lock()
        self._calls: Counter = Counter()
        self._seen: List[Seen] = []
        self.refuse_with: Optional[int] = None
        self._server = _Server((LOOPBACK, 0), self._handler_class())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        if tls:
            # Each handshake in the thread of its connection: a bad one stops nobody else.
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True,
                                                  do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def calls(self) -> Dict[str, int]:
        with self._lock:
            return dict(self._calls)

    def seen(self) -> List[Seen]:
        with self._lock:
            return list(self._seen)

    def _record(self, path: str, headers: Dict[str, str], body: bytes) -> None:
        message = json.loads(body)
        batch = message if isinstance(message, list) else [message]
        with self._lock:
            self._calls.update(call["method"] for call in batch)
            self._seen.append(Seen(path, headers))

    def _forward(self, body: bytes) -> tuple:
        connection = http.client.HTTPConnection(LOOPBACK, self._node_port, timeout=5)
        try:
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            return 502, b"the node does not answer"
        finally:
            connection.close()

    def _handler_class(self):
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Header and body leave in two writes: without this the second waits for an ACK.
            disable_nagle_algorithm = True

            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                proxy._record(self.path, headers, body)
                refusal = proxy.refuse_with
                status, answer = (refusal, b"no") if refusal else proxy._forward(body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                """Silent: what was seen is kept."""

        return Handler
