"""deploy/compose, as far as it can be checked without a container engine."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import catalogue

COMPOSE = catalogue.ROOT / "deploy" / "compose"
EXACT_VERSION = re.compile(r"[\w./-]+:v?\d+\.\d+\.\d+(-\w+)?|debian:\d+\.\d+-slim")


def read(name: str) -> dict:
    return yaml.safe_load((COMPOSE / name).read_text(encoding="utf-8"))


def with_dependencies(packages: list) -> set:
    """Debian packages with all that they depend on, as far as it is installed here."""
    there, open_ends = set(), set(packages)
    while open_ends:
        name = open_ends.pop()
        there.add(name)
        shown = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Depends}, ${Pre-Depends}\n", name],
            capture_output=True, text=True, check=False).stdout
        open_ends |= set(re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]+)", shown)) - there
    return there


class Compose(unittest.TestCase):
    def setUp(self):
        self.services = read("compose.yml")["services"]

    def mounts(self, service: str):
        """{path in the container: path here} of what is mounted from the repository."""
        split = [each.split(":") for each in self.services[service]["volumes"]]
        return {inside: (COMPOSE / here).resolve() for here, inside, *_ in split
                if here.startswith(".")}

    def test_all_that_is_mounted_is_there(self):
        for service in self.services:
            for inside, here in self.mounts(service).items():
                self.assertTrue(here.exists(), f"{service}: {inside}")
        self.assertTrue((COMPOSE / self.services["headway"]["build"]["context"] /
                         self.services["headway"]["build"]["dockerfile"]).resolve().is_file())

    def test_versions_are_exact(self):
        images = [each["image"] for each in self.services.values() if "image" in each]
        images += re.findall(r"^FROM (\S+)", (COMPOSE / "Dockerfile").read_text("utf-8"), re.M)
        self.assertEqual(len(images), 5)
        for image in images:
            self.assertRegex(image, EXACT_VERSION)

    def test_the_image_has_every_library_that_the_program_needs(self):
        runtime = (COMPOSE / "Dockerfile").read_text("utf-8").rsplit("FROM ", 1)[1]
        installed = re.search(r"--no-install-recommends ([^&]*)&&", runtime)[1]
        there = with_dependencies(installed.replace("\\", " ").split())
        linked = subprocess.run(["ldd", catalogue.binary()], capture_output=True, text=True,
                                check=True).stdout
        libraries = re.findall(r"=> \S*/(\S+) \(", linked)
        self.assertGreater(len(libraries), 5)
        owners = subprocess.run(["dpkg", "-S", *(f"*/{library}" for library in libraries)],
                                capture_output=True, text=True, check=True).stdout
        for library in libraries:
            names = set(re.findall(rf"^([^:]+):.*/{re.escape(library)}$", owners, re.MULTILINE))
            self.assertTrue(names & there, f"{library} is of {names}, which the image lacks")

    def test_every_port_is_on_loopback_of_the_host(self):
        for service in self.services.values():
            for port in service.get("ports", []):
                self.assertTrue(port.startswith("127.0.0.1:"), port)

    def test_prometheus_reads_its_configuration_and_all_rules(self):
        with tempfile.TemporaryDirectory() as folder:
            for inside, here in self.mounts("prometheus").items():
                place = Path(folder) / Path(inside).name
                (shutil.copytree if here.is_dir() else shutil.copy)(here, place)
            done = subprocess.run(["promtool", "check", "config", f"{folder}/prometheus.yml"],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        rules = sum(len(group["rules"]) for path in catalogue.PROMETHEUS.glob("*.yml")
                    for group in yaml.safe_load(path.read_text("utf-8"))["groups"])
        found = sum(map(int, re.findall(r"SUCCESS: (\d+) rules found", done.stdout)))
        self.assertEqual(found, rules)

    def test_alertmanager_reads_its_configuration(self):
        done = subprocess.run(["amtool", "check-config", str(COMPOSE / "alertmanager.yml")],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_alerts_that_silence_others_exist(self):
        paths = [*catalogue.PROMETHEUS.glob("*.yml"), *catalogue.PROMETHEUS_COMPAT.glob("*.yml")]
        alerts = {name for path in paths
                  for name in re.findall(r"- alert: (\w+)", path.read_text("utf-8"))}
        named = set(re.findall(r"Headway\w+", (COMPOSE / "alertmanager.yml").read_text("utf-8")))
        self.assertTrue(named)
        self.assertLessEqual(named, alerts)

    def test_addresses_are_those_of_the_services(self):
        text = "".join((COMPOSE / name).read_text("utf-8") for name in (
            "prometheus.yml", "grafana/datasources/prometheus.yml"))
        hosts = set(re.findall(r"(?:http://|\[)([a-z]+):\d+", text))
        self.assertEqual(hosts, {"headway", "prometheus", "alertmanager"})
        self.assertLessEqual(hosts, set(self.services))

    def test_the_dashboards_are_where_grafana_looks_for_them(self):
        path = read("grafana/dashboards/headway.yml")["providers"][0]["options"]["path"]
        self.assertEqual(self.mounts("grafana")[path], catalogue.GRAFANA)
        home = self.services["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
        self.assertTrue((catalogue.GRAFANA / Path(home).name).is_file())
        self.assertEqual(str(Path(home).parent), path)


if __name__ == "__main__":
    unittest.main()
