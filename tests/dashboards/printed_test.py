"""What the program prints for other programs: rules and dashboards, with a prefix and without."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import catalogue

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

    def test_what_cannot_be_is_said(self):
        done = run("rules", "--prefix", "9-bad")
        self.assertEqual(done.returncode, 2)
        self.assertIn("must be letters", done.stderr)
        done = run("dashboards", "/nowhere/at/all")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be written", done.stderr)


if __name__ == "__main__":
    unittest.main()
