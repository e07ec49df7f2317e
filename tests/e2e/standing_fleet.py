"""The fleet of dashboards_test.py at its worst, left standing to be looked at.

Prints the address of its Prometheus and of headway, for scripts/render_dashboards.sh and a browser,
and ends with its standard input, or by SIGTERM.
"""

import signal
import sys

from dashboards_test import DashboardsAndAlerts
from processes import LOOPBACK


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        DashboardsAndAlerts.setUpClass()
        print(f"prometheus http://{LOOPBACK}:{DashboardsAndAlerts.prometheus.port}\n"
              f"headway http://{LOOPBACK}:{DashboardsAndAlerts.headway.port}", flush=True)
        sys.stdin.read()
    finally:
        DashboardsAndAlerts.doClassCleanups()


if __name__ == "__main__":
    main()
