"""Real processes on loopback, stopped and their logs kept whatever a test does."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path
from typing import Callable, List, Optional, TypeVar

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.05
LOG_LINES = 60

Value = TypeVar("Value")


def free_port() -> int:
    """A port of loopback that the system says is free."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def wait_for(what: str, seconds: float, read: Callable[[], Value]) -> Value:
    """Reads until the value is truthy and returns it.

    AssertionError after `seconds`, with the last value or error. OSError counts as not yet.
    """
    deadline = time.monotonic() + seconds
    last: object = None
    while True:
        try:
            value = read()
            if value:
                return value
            last = value
        except OSError as error:
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what} (last: {last!r})")
        time.sleep(POLL_SECONDS)


def clean_environment() -> dict:
    """Ours without proxies, which must not stand before loopback, and without our own settings."""
    return {name: value for name, value in os.environ.items()
            if not name.lower().endswith("_proxy") and not name.startswith("HEADWAY_")}


class Process:
    """A running program. Its two outputs go to files that outlive it."""

    def __init__(self, name: str, command: List[str], logs: Path, environment: dict,
                 stays_with_stdin: bool):
        self.name = name
        self._stdout = logs / f"{name}.stdout"
        self._stderr = logs / f"{name}.stderr"
        with self._stdout.open("wb") as out, self._stderr.open("wb") as err:
            self._popen = subprocess.Popen(
                command, env=environment, stdout=out, stderr=err,
                stdin=subprocess.PIPE if stays_with_stdin else subprocess.DEVNULL)

    def running(self) -> bool:
        return self._popen.poll() is None

    def signal(self, number: int) -> None:
        self._popen.send_signal(number)

    def wait(self, seconds: float) -> int:
        """The exit code; AssertionError if it still runs after `seconds`."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"{self.name} still runs after {seconds} s") from error

    def terminate(self, seconds: float) -> int:
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        if self.running():
            self._popen.kill()
        self._popen.wait()
        if self._popen.stdin:
            self._popen.stdin.close()

    def stdout(self) -> str:
        return self._stdout.read_text(encoding="utf-8", errors="replace")

    def stderr(self) -> str:
        return self._stderr.read_text(encoding="utf-8", errors="replace")

    def output(self) -> str:
        return self.stdout() + self.stderr()


class Bench:
    """A scratch directory and the processes started in it."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="headway-e2e-"))
        self._processes: List[Process] = []
        self._started: Counter = Counter()

    def start(self, name: str, command: List[str], extra: Optional[dict] = None,
              stays_with_stdin: bool = False) -> Process:
        """Starts a program; the second of a name gets logs named `name-2`, and so on.

        `stays_with_stdin`: it ends with its standard input, which is kept open.
        """
        environment = {**clean_environment(), **(extra or {})}
        self._started[name] += 1
        log_name = name if self._started[name] == 1 else f"{name}-{self._started[name]}"
        process = Process(log_name, command, self.directory, environment, stays_with_stdin)
        self._processes.append(process)
        return process

    def write(self, name: str, text: str) -> Path:
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def logs(self) -> str:
        """The last lines that each process wrote, for the report of a failure."""
        parts = []
        for process in self._processes:
            for stream, text in (("stdout", process.stdout()), ("stderr", process.stderr())):
                lines = text.splitlines()
                if lines:
                    shown = "\n".join(lines[-LOG_LINES:])
                    parts.append(f"--- {process.name} {stream}, {len(lines)} lines\n{shown}")
        return "\n".join(parts)

    def count(self) -> int:
        return len(self._processes)

    def end_all_but(self, count: int) -> None:
        """Kills and forgets every process but the first `count` that were started."""
        for process in reversed(self._processes[count:]):
            process.kill()
        del self._processes[count:]

    def close(self) -> None:
        self.end_all_but(0)
        shutil.rmtree(self.directory, ignore_errors=True)


class BenchTest(unittest.TestCase):
    """Tests that share one bench, and the processes that start_processes() started.

    What a test starts itself ends with it. When it fails, the logs of both are printed.
    """

    bench: Bench

    @classmethod
    def setUpClass(cls):
        cls.bench = Bench()
        cls.addClassCleanup(cls.bench.close)
        try:
            cls.start_processes()
        except BaseException:
            cls._print_logs(cls.__name__)
            raise

    @classmethod
    def start_processes(cls):
        """Starts what all tests of the class share."""

    @classmethod
    def _print_logs(cls, whose: str) -> None:
        print(f"\n=== processes of {whose}\n{cls.bench.logs()}\n", flush=True)

    def run(self, result=None):
        result = result if result is not None else self.defaultTestResult()
        shared = self.bench.count()
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            self._print_logs(self.id())
        self.bench.end_all_but(shared)
        return result
