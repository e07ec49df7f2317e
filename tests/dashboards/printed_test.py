"""What the program prints for other programs: rules and dashboards, with a prefix and without."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import catalogue
import dashboard_rules

PREFIX = "acme_"


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([catalogue.binary(), *arguments], capture_output=True, text=True,
                          check=False)


def words(text: str):
    """Every name that stands in a file, labels and functions among them."""
    return set(re.findall(r"[A-Za-z_:][A-Za-z0-9_:]*", text))


class Printed(unittest.TestCase):
    def setUp(self):
        self.unprefixed = {name for name in catalogue.of_headway()
                           if not name.startswith(("headway_", "process_", "lava_provider_"))}

    def printed_rules(self, *arguments):
        done = run("rules", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_rules_are_all_groups_of_the_repository_in_one_file_that_prometheus_takes(self):
        groups = [group for path in sorted(catalogue.PROMETHEUS.glob("*.yml"))
                  for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]]
        by_name = {group["name"]: group for group in yaml.safe_load(self.printed_rules())["groups"]}
        self.assertEqual(by_name, {group["name"]: group for group in groups})
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write(self.printed_rules("--prefix", PREFIX))
            file.flush()
            checked = subprocess.run(["promtool", "check", "rules", file.name],
                                     capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_with_a_prefix_no_name_stands_without_it(self):
        named = words(self.printed_rules("--prefix", PREFIX))
        self.assertEqual(named & self.unprefixed, set())
        self.assertIn(PREFIX + "chain_serving_tier", named)
        self.assertIn("headway_config_last_reload_successful", named)

    def test_dashboards_are_written_as_they_are_and_with_the_prefix(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run("dashboards", folder).returncode, 0)
            for path in catalogue.GRAFANA.glob("*.json"):
                self.assertEqual(Path(folder, path.name).read_bytes(), path.read_bytes())
            self.assertEqual(run("dashboards", folder, "--prefix", PREFIX).returncode, 0)
            for path in Path(folder).iterdir():
                text = path.read_text(encoding="utf-8")
                json.loads(text)
                self.assertEqual(words(text) & self.unprefixed, set(), path.name)

    def test_rules_of_the_routers_series_are_those_of_the_repository_in_lavas_spelling(self):
        groups = [group for path in sorted(catalogue.PROMETHEUS_COMPAT.glob("*.yml"))
                  for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]]
        self.assertEqual(yaml.safe_load(self.printed_rules("--compat=lava"))["groups"], groups)

    def test_in_the_smart_routers_spelling_they_read_what_is_there_and_pass_the_same_tests(self):
        printed = self.printed_rules("--compat=smart-router")
        series = catalogue.of_headway()
        for group in yaml.safe_load(printed)["groups"]:
            for rule in group["rules"]:
                self.assertEqual(catalogue.unknown(rule["expr"], series), [], rule["alert"])
        self.assertNotIn("lava", printed)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "rules.yml").write_text(printed, encoding="utf-8")
            tests = (catalogue.PROMETHEUS / "tests" / "router_test.yml").read_text(encoding="utf-8")
            tests = tests.replace("../compat/headway-router-alerts.yml", "rules.yml")
            Path(folder, "tests.yml").write_text(tests.replace("lava_rpc_", "rpc_"), "utf-8")
            done = subprocess.run(["promtool", "test", "rules", f"{folder}/tests.yml"],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_both_dashboards_of_the_routers_series_go_into_one_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            for spelling in ("lava", "smart-router"):
                self.assertEqual(run("dashboards", folder, f"--compat={spelling}").returncode, 0)
            written = {path.name: path.read_text(encoding="utf-8")
                       for path in Path(folder).iterdir()}
        self.assertEqual(set(written), {"headway-lava-router.json", "headway-smart-router.json"})
        committed = catalogue.GRAFANA_COMPAT / "headway-lava-router.json"
        self.assertEqual(written["headway-lava-router.json"], committed.read_text("utf-8"))
        smart = json.loads(written["headway-smart-router.json"])
        self.assertEqual(smart["uid"], "headway-smart-router")
        series = catalogue.of_headway()
        for expression in dashboard_rules.expressions(smart):
            self.assertEqual(catalogue.unknown(expression, series), [])
        self.assertNotIn("lava", written["headway-smart-router.json"])

    def test_what_cannot_be_is_said(self):
        done = run("rules", "--prefix", PREFIX, "--compat=lava")
        self.assertEqual(done.returncode, 2)
        self.assertIn("the router's own series have no prefix", done.stderr)
        done = run("rules", "--prefix", "9-bad")
        self.assertEqual(done.returncode, 2)
        self.assertIn("must be letters", done.stderr)
        done = run("dashboards", "/nowhere/at/all")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be written", done.stderr)


if __name__ == "__main__":
    unittest.main()
