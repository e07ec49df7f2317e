"""A real Chromium, told what to do over loopback (browser.mjs)."""

import json
import shutil
from pathlib import Path

import http_client
from processes import LOOPBACK, ROOT, Bench, free_port, wait_for

FOLDER = "tests/e2e"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
STARTUP_SECONDS = 30
STEP_SECONDS = 30.0


def command(port: int) -> list:
    node = shutil.which("node")
    chromium = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if chromium is None:
        raise FileNotFoundError("no Chromium: install the package chromium")
    if node is None or not Path(ROOT / FOLDER / "node_modules/playwright-core").is_dir():
        raise FileNotFoundError(f"no playwright-core: run `npm ci` in {FOLDER}")
    return [node, str(ROOT / FOLDER / "browser.mjs"), str(port), chromium]


class Browser:
    """One window at a time: open() closes the one before."""

    def __init__(self, bench: Bench):
        self._port = free_port()
        bench.start("browser", command(self._port), stays_with_stdin=True)
        wait_for("the browser is there", STARTUP_SECONDS, lambda: self.seen() is not None)

    def _do(self, step: str, **arguments):
        reply = http_client.request(self._port, "POST", "/", json.dumps({"do": step, **arguments}),
                                    seconds=STEP_SECONDS).json()
        if "error" in reply:
            raise AssertionError(f"{step} {arguments}: {reply['error']}")
        return reply["value"]

    def open(self, url: str, **options) -> int:
        """Loads a page in a fresh profile; returns its HTTP status. Options: javascript, scheme
        ("light" or "dark") and width."""
        return self._do("open", url=url, **options)

    def evaluate(self, script: str):
        """The value of a JavaScript expression in the page."""
        return self._do("evaluate", script=script)

    def fill(self, selector: str, text: str) -> None:
        self._do("fill", selector=selector, text=text)

    def click(self, selector: str) -> None:
        self._do("click", selector=selector)

    def press(self, key: str) -> None:
        self._do("press", key=key)

    def follow(self, key: str) -> str:
        """Presses a key that leads elsewhere; returns where."""
        return self._do("follow", key=key)

    def spoken(self, selector: str) -> str:
        """The accessibility tree below an element, as text."""
        return self._do("spoken", selector=selector)

    def screenshot(self, path: Path) -> None:
        self._do("screenshot", path=str(path))

    def seen(self) -> dict:
        """Since open(): `requests` (addresses) and `complaints` (errors and warnings)."""
        return self._do("seen")
