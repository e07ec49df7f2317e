"""The commands, their exit codes and their words."""

import json
import shutil
import signal
import socket
import subprocess
import unittest

from anvil import Anvil
from harness import QUICK_SETTINGS, Headway, binary, chain, provider, run_to_end
from processes import LOOPBACK, BenchTest, clean_environment, wait_for

STOP_SECONDS = 2

# The lines named in BAD_PLACES are wrong.
BAD_CONFIG = """\
direct-rpc:
  - name: alpha
    chain-id: NOSUCHCHAIN
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1
  - name: beta
    chain-id: ETH1
    api-interface: jsonrpc
    node-urls:
      - url: gopher://127.0.0.1:1
headway:
  polling: {divisr: 2}
"""
BAD_PLACES = {3: "NOSUCHCHAIN", 11: "gopher", 13: "divisor"}


class Commands(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 1)
        cls.good = cls.bench.write("good.yml", "".join([
            "direct-rpc:\n", provider("alpha", "DEVA", cls.node.url),
            provider("beta", "DEVA", cls.node.url), QUICK_SETTINGS, "  chains:\n",
            chain("DEVA", 1)]))
        cls.bad = cls.bench.write("bad.yml", BAD_CONFIG)

    def assert_all_diagnostics(self, text):
        for line, word in BAD_PLACES.items():
            self.assertRegex(text, rf"bad\.yml:{line}:\d+: .*{word}")

    def test_check_config_accepts_a_good_file(self):
        code, _, err = run_to_end(self.bench, ["check-config", str(self.good)])
        self.assertEqual((code, err), (0, ""))

    def test_check_config_names_the_place_of_every_error(self):
        code, _, err = run_to_end(self.bench, ["check-config", str(self.bad)])
        self.assertEqual(code, 2)
        self.assert_all_diagnostics(err)

    def test_run_refuses_a_bad_file_with_the_same_words(self):
        code, _, err = run_to_end(self.bench, ["run", f"--config.file={self.bad}"])
        self.assertEqual(code, 2)
        self.assert_all_diagnostics(err)

    def test_missing_file_is_bad_input(self):
        code, _, err = run_to_end(self.bench, ["check-config", str(self.bench.directory / "none")])
        self.assertEqual(code, 2)
        self.assertIn("none", err)

    def test_unknown_flag_is_bad_input(self):
        code, _, err = run_to_end(self.bench, ["run", "--no.such.flag"])
        self.assertEqual(code, 2)
        self.assertIn("no.such.flag", err)

    def test_output_that_does_not_arrive_is_no_success(self):
        for command in ("rules", "metrics", "version", "--help"):
            with self.subTest(command), open("/dev/full", "wb") as full:
                done = subprocess.run([binary(), command], stdout=full, stderr=subprocess.PIPE,
                                      text=True, check=False, env=clean_environment())
                self.assertEqual(done.returncode, 1)
                self.assertIn("not all of the output could be written", done.stderr)

    def test_dashboards_say_why_they_cannot_be_written(self):
        folder = self.bench.directory / "none"
        code, _, err = run_to_end(self.bench, ["dashboards", str(folder)])
        self.assertEqual(code, 1)
        self.assertIn(f"cannot be written into {folder}: No such file or directory", err)

    def test_port_in_use_is_said_and_ends_the_program(self):
        with socket.socket() as taken:
            taken.bind((LOOPBACK, 0))
            taken.listen()
            port = taken.getsockname()[1]
            code, _, err = run_to_end(self.bench, [
                "run", f"--config.file={self.good}", f"--web.listen-address={LOOPBACK}:{port}"])
        self.assertEqual(code, 1)
        self.assertIn(str(port), err)

    def test_one_url_needs_no_file(self):
        headway = Headway(self.bench, "run", "--url", f"ETH1={self.node.url}").wait_ready()
        name = f"{LOOPBACK}:{self.node.port}"
        headway.wait_metric("a head", 10, lambda scrape: scrape.value(
            "endpoint_latest_block", spec="ETH1", api_interface="jsonrpc", endpoint_id=name))

    def test_environment_names_what_no_flag_names(self):
        headway = Headway(self.bench, "run", environment={"HEADWAY_CONFIG_FILE": str(self.good)})
        endpoints = headway.wait_ready().scrape().by_label("endpoint_enabled", "endpoint_id")
        self.assertEqual(set(endpoints), {"alpha", "beta"})

    def test_sigterm_and_sigint_stop_in_time_with_exit_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name):
                headway = Headway(self.bench, "run", f"--config.file={self.good}").wait_ready()
                headway.process.signal(number)
                self.assertEqual(headway.process.wait(STOP_SECONDS), 0)

    def test_sighup_does_not_end_the_program_and_is_answered_in_the_log(self):
        headway = Headway(self.bench, "run", f"--config.file={self.good}").wait_ready()
        headway.process.signal(signal.SIGHUP)
        wait_for("the log says so", 5, lambda: "SIGHUP" in headway.process.stderr())
        self.assertEqual(headway.get("/livez").status, 200)

    def test_version_names_the_program(self):
        code, out, _ = run_to_end(self.bench, ["version"])
        self.assertEqual(code, 0)
        self.assertRegex(out, r"headway.*\d+\.\d+\.\d+")


class MetricCatalogue(BenchTest):
    @classmethod
    def start_processes(cls):
        node = Anvil(cls.bench, "anvil", 1)
        cls.headway = Headway(cls.bench, "run", "--url", f"ETH1={node.url}").wait_ready()

    def test_catalogue_covers_every_family_on_the_page(self):
        code, out, _ = run_to_end(self.bench, ["metrics"])
        self.assertEqual(code, 0)
        catalogue = {entry["name"]: entry for entry in json.loads(out)}
        types = self.headway.scrape().types
        self.assertEqual(set(types) - set(catalogue), set())
        self.assertEqual({name: kind for name, kind in types.items()
                          if catalogue[name]["type"] != kind}, {})
        for entry in catalogue.values():
            self.assertEqual({"name", "type", "unit", "help", "labels"} - set(entry), set())
            self.assertTrue(entry["help"])

    def test_labels_on_the_page_are_those_of_the_catalogue(self):
        _, out, _ = run_to_end(self.bench, ["metrics"])
        labels = {entry["name"]: set(entry["labels"]) for entry in json.loads(out)}
        for name, found in self.headway.scrape().series:
            family = name
            for suffix in ("_bucket", "_sum", "_count"):
                if family not in labels:
                    family = name.removesuffix(suffix)
            extra = {label for label, _ in found} - labels[family] - {"le"}
            self.assertEqual(extra, set(), name)

    def test_promtool_finds_nothing_to_say(self):
        promtool = shutil.which("promtool")
        self.assertIsNotNone(promtool, "promtool comes with Debian's prometheus")
        checked = subprocess.run([promtool, "check", "metrics"], capture_output=True, check=False,
                                 input=self.headway.get("/metrics").body, text=True,
                                 env=clean_environment())
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
