"""Debian's Prometheus, scraping every second."""

from pathlib import Path
from typing import Optional, Sequence
from urllib.parse import quote, urlencode

import http_client
from processes import LOOPBACK, Bench, free_port, wait_for


class Prometheus:
    def __init__(self, bench: Bench, *target_ports: int, rules: Sequence[Path] = (),
                 alertmanager_port: Optional[int] = None):
        def addresses(*ports: int) -> str:
            return ", ".join(f'"{LOOPBACK}:{port}"' for port in ports)
        alerting = "" if alertmanager_port is None else (
            "alerting:\n  alertmanagers:\n    - static_configs:\n"
            f"        - targets: [{addresses(alertmanager_port)}]\n")
        config = bench.write("prometheus.yml", f"""\
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [{", ".join(f'"{path}"' for path in rules)}]
{alerting}scrape_configs:
  - job_name: headway
    static_configs:
      - targets: [{addresses(*target_ports)}]
""")
        self.port = free_port()
        self.process = bench.start("prometheus", [
            "prometheus", f"--config.file={config}",
            f"--storage.tsdb.path={bench.directory / 'tsdb'}",
            f"--web.listen-address={LOOPBACK}:{self.port}"])
        wait_for("prometheus is ready", 20,
                 lambda: http_client.get(self.port, "/-/ready").status == 200)

    def api(self, path: str, **parameters):
        """The data of an answer of the HTTP API."""
        reply = http_client.get(self.port, f"/api/v1/{path}?{urlencode(parameters)}").json()
        if reply["status"] != "success":
            raise AssertionError(f"{path} {parameters}: {reply}")
        return reply["data"]

    def query(self, expression: str):
        """The instant vector of an expression: a list of (labels, value)."""
        return [(row["metric"], float(row["value"][1]))
                for row in self.api("query", query=expression)["result"]]

    def history(self, selector: str):
        """The values that one series went through in the last ten minutes, repetitions left out."""
        rows = http_client.get(
            self.port, f"/api/v1/query?query={quote(selector + '[10m]')}").json()["data"]["result"]
        if len(rows) != 1:
            raise AssertionError(f"{selector}: {len(rows)} series")
        values = [float(value) for _, value in rows[0]["values"]]
        return [value for index, value in enumerate(values)
                if index == 0 or value != values[index - 1]]
