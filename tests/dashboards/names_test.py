"""What pages and panels call errors and alerts is what they are called."""

import json
import re
import unittest

import catalogue

DOCS = catalogue.ROOT / "docs"
ROW_OF_ERROR = re.compile(r"^\| \d+ \| `([A-Z_]+)` \|", re.MULTILINE)
# HEADWAY_ begins names of variables of the environment too, so those only as values of the label.
ERROR = re.compile(r"\b(?:PROTOCOL|NODE|CHAIN|USER)_[A-Z_]+\b|(?<=error_name=\")[^\"]+")
# "Headway…" with an ellipsis stands for several.
ALERT = re.compile(r"\bHeadway[A-Z]\w+\b(?!…)")
ALERT_RULE = re.compile(r"^ +- alert: (\w+)$", re.MULTILINE)


def errors() -> set:
    return set(ROW_OF_ERROR.findall((DOCS / "errors.md").read_text("utf-8")))


def alerts() -> set:
    return {name for folder in (catalogue.PROMETHEUS, catalogue.PROMETHEUS_COMPAT)
            for path in folder.glob("*.yml")
            for name in ALERT_RULE.findall(path.read_text("utf-8"))}


def unknown(text: str) -> set:
    return set(ERROR.findall(text)) - errors() | set(ALERT.findall(text)) - alerts()


class Names(unittest.TestCase):
    def test_every_error_and_alert_of_a_page_exists(self):
        pages = [*DOCS.rglob("*.md"), catalogue.ROOT / "README.md", catalogue.ROOT / "CHANGELOG.md"]
        for page in pages:
            self.assertEqual(unknown(page.read_text("utf-8")), set(), page.name)

    def test_every_alert_of_a_panel_exists(self):
        for folder in (catalogue.GRAFANA, catalogue.GRAFANA_COMPAT):
            for path in folder.glob("*.json"):
                texts = [panel.get("description", "")
                         for panel in json.loads(path.read_text("utf-8"))["panels"]]
                self.assertEqual(unknown(" ".join(texts)), set(), path.name)

    def test_a_name_that_is_none_is_found(self):
        self.assertEqual(
            unknown('`PROTOCOL_TIMEOUT`, error_name="HEADWAY_NOT", HeadwayChainGone: bad; '
                    "`NODE_SYNCING`, HeadwayDown, HeadwayCertificate…, HEADWAY_CHECK: good"),
            {"PROTOCOL_TIMEOUT", "HEADWAY_NOT", "HeadwayChainGone"})


if __name__ == "__main__":
    unittest.main()
