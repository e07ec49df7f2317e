"""Debian's Prometheus, scraping one target every second."""

from urllib.parse import quote

import http_client
from processes import LOOPBACK, Bench, free_port, wait_for


class Prometheus:
    def __init__(self, bench: Bench, target_port: int):
        config = bench.write("prometheus.yml", f"""\
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: headway
    static_configs:
      - targets: ["{LOOPBACK}:{target_port}"]
""")
        self.port = free_port()
        self.process = bench.start("prometheus", [
            "prometheus", f"--config.file={config}",
            f"--storage.tsdb.path={bench.directory / 'tsdb'}",
            f"--web.listen-address={LOOPBACK}:{self.port}"])
        wait_for("prometheus is ready", 20,
                 lambda: http_client.get(self.port, "/-/ready").status == 200)

    def query(self, expression: str):
        """The instant vector of an expression: a list of (labels, value)."""
        reply = http_client.get(self.port, f"/api/v1/query?query={quote(expression)}").json()
        if reply["status"] != "success":
            raise AssertionError(f"{expression}: {reply}")
        return [(row["metric"], float(row["value"][1])) for row in reply["data"]["result"]]

    def history(self, selector: str):
        """The values that one series went through in the last ten minutes, repetitions left out."""
        rows = http_client.get(
            self.port, f"/api/v1/query?query={quote(selector + '[10m]')}").json()["data"]["result"]
        if len(rows) != 1:
            raise AssertionError(f"{selector}: {len(rows)} series")
        values = [float(value) for _, value in rows[0]["values"]]
        return [value for index, value in enumerate(values)
                if index == 0 or value != values[index - 1]]
