"""The first look: `headway demo` shows its two promises by itself."""

import unittest
from collections import defaultdict

from harness import Headway
from processes import BenchTest, wait_for

CYCLE_SECONDS = 90


def sharers(scrape):
    """Groups of endpoints that have exactly the same URLs, of two and more."""
    urls = defaultdict(set)
    for labels in scrape.select("endpoint_url_info"):
        row = dict(labels)
        urls[row["spec"], row["api_interface"], row["endpoint_id"]].add(row["url_id"])
    groups = defaultdict(set)
    for endpoint, ids in urls.items():
        groups[endpoint[:2] + tuple(sorted(ids))].add(endpoint)
    return [group for group in groups.values() if len(group) > 1]


def per_endpoint(scrape, name):
    rows = {}
    for labels, value in scrape.select(name).items():
        row = dict(labels)
        rows[row["spec"], row["api_interface"], row["endpoint_id"]] = value
    return rows


class Demo(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.headway = Headway(cls.bench, "demo").wait_ready()

    def test_sharers_agree_while_a_flaky_provider_falls_and_rises(self):
        groups = sharers(self.headway.scrape())
        self.assertNotEqual(groups, [], "the demo has no providers that share a URL")
        fallen, risen = set(), set()

        def flaky_came_back():
            scrape = self.headway.scrape()
            heads = per_endpoint(scrape, "endpoint_latest_block")
            for group in groups:
                shown = {heads.get(endpoint) for endpoint in group}
                self.assertEqual(len(shown), 1, f"sharers differ: {group}: {shown}")
            for endpoint, gauge in per_endpoint(scrape, "endpoint_overall_health").items():
                if gauge == 0:
                    fallen.add(endpoint)
                elif endpoint in fallen:
                    risen.add(endpoint)
            return risen

        wait_for("a provider fell and rose", CYCLE_SECONDS, flaky_came_back)

    def test_the_fleet_is_printed_as_a_table_once_every_node_was_asked(self):
        out = wait_for("the table", 10, lambda: (
            self.headway.process.stdout()
            if "endpoints" in self.headway.process.stdout() else None))
        self.assertRegex(out, r"(?m)^STATE +SPEC +INTERFACE +ROLE +ENDPOINT +URL +HEAD")
        for name in ("alpha", "rescue", "sol-main", "cosmos-main"):
            self.assertRegex(out, rf"(?m)^\w+ +\w+ +\w+ +(primary|backup) +{name} ")
        self.assertLessEqual(max(len(line) for line in out.splitlines()), 100)
        self.assertNotIn("\x1b", out)

    def test_page_is_there_for_people(self):
        page = self.headway.get("/")
        self.assertEqual(page.status, 200)
        for name in ("alpha", "rescue", "sol-main", "cosmos-main"):
            self.assertIn(name, page.body)


if __name__ == "__main__":
    unittest.main()
