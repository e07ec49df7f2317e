"""Debian's Alertmanager, and the receiver of its webhooks."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, List, Set

import http_client
from processes import LOOPBACK, Bench, free_port, wait_for


@dataclass(frozen=True)
class Notice:
    name: str
    status: str  # "firing" or "resolved"
    labels: Dict[str, str]
    annotations: Dict[str, str]
    begun: str   # when Prometheus says the alert began to fire


class Receiver:
    """Keeps what Alertmanager sends. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notices: List[Notice] = []
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler_class())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def notices(self) -> List[Notice]:
        with self._lock:
            return list(self._notices)

    def names(self, status: str) -> Set[str]:
        return {notice.name for notice in self.notices() if notice.status == status}

    def _keep(self, body: bytes) -> None:
        with self._lock:
            self._notices += [
                Notice(each["labels"]["alertname"], each["status"], each["labels"],
                       each["annotations"], each["startsAt"])
                for each in json.loads(body)["alerts"]]

    def _handler_class(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                receiver._keep(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                """Silent: what was received is kept."""

        return Handler


class Alertmanager:
    """Sends every alert at once, each on its own."""

    def __init__(self, bench: Bench, receiver: Receiver):
        config = bench.write("alertmanager.yml", f"""\
route:
  {{receiver: test, group_by: ["..."], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers:
  - name: test
    webhook_configs: [{{url: "http://{LOOPBACK}:{receiver.port}/", send_resolved: true}}]
""")
        self.port = free_port()
        # Without an address of its cluster it would listen on every interface.
        self.process = bench.start("alertmanager", [
            "prometheus-alertmanager", f"--config.file={config}",
            f"--storage.path={bench.directory / 'alertmanager'}",
            f"--web.listen-address={LOOPBACK}:{self.port}", "--cluster.listen-address="])
        wait_for("alertmanager is ready", 20,
                 lambda: http_client.get(self.port, "/-/ready").status == 200)
