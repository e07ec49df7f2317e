"""Dashboards and rules ask for nothing that is not there, and are what good ones are."""

import copy
import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import alert_rules
import catalogue
import dashboard_rules
import promql

# What Grafana and its variables put into an expression.
SUBSTITUTES = {"$__rate_interval": "1m", "$__range": "1h"}
NATIVE_RULE_FILES = sorted(catalogue.PROMETHEUS.glob("*.yml"))
COMPAT_RULE_FILES = sorted(catalogue.PROMETHEUS_COMPAT.glob("*.yml"))
RULE_FILES = NATIVE_RULE_FILES + COMPAT_RULE_FILES
TEST_FILES = sorted((catalogue.PROMETHEUS / "tests").glob("*.yml"))


def read_yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rules(paths):
    return [rule for path in paths for group in read_yaml(path)["groups"]
            for rule in group["rules"]]


def dashboards(folder: Path):
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def changed(document: dict, path: tuple, value) -> dict:
    """A copy with another value at the path."""
    copied = copy.deepcopy(document)
    node = copied
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return copied


def promtool(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)


class Shared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.natives = dashboards(catalogue.GRAFANA)
        cls.compats = dashboards(catalogue.GRAFANA_COMPAT)
        cls.dashboards, cls.rules = cls.natives + cls.compats, rules(RULE_FILES)
        cls.counters = catalogue.counters()
        cls.series = catalogue.with_recorded(catalogue.of_headway(), cls.rules)

    def assert_none(self, complaints):
        self.assertEqual(list(complaints), [])


class Metrics(Shared):
    def test_every_metric_and_label_of_a_dashboard_exists(self):
        for dashboard in self.dashboards:
            asked = [target["expr"] for _, target in dashboard_rules.targets(dashboard)]
            asked += [each["expr"] for each in dashboard["annotations"]["list"]]
            for expression in asked:
                with self.subTest(dashboard["uid"], expression=expression):
                    self.assert_none(catalogue.unknown(expression, self.series))

    def test_every_metric_and_label_of_a_variable_exists(self):
        for dashboard in self.dashboards:
            for each in dashboard["templating"]["list"]:
                if each["type"] != "query":
                    continue
                selector, label = re.fullmatch(r"label_values\((.*), (\w+)\)",
                                               each["query"]["query"]).groups()
                self.assert_none(catalogue.unknown(selector, self.series))
                self.assertIn(label, catalogue.labels_of(selector, self.series))

    def test_every_metric_and_label_of_a_rule_exists(self):
        for rule in self.rules:
            with self.subTest(rule.get("alert") or rule.get("record")):
                self.assert_none(catalogue.unknown(rule["expr"], self.series))
                self.assertLessEqual(alert_rules.template_labels(rule),
                                     catalogue.labels_of(rule["expr"], self.series))

    def test_every_series_of_a_unit_test_exists(self):
        for path in TEST_FILES:
            for test in read_yaml(path)["tests"]:
                for each in test["input_series"]:
                    self.assert_none(catalogue.unknown(each["series"], self.series))

    def test_rules_read_either_the_routers_series_or_headways(self):
        for paths, of_router in ((NATIVE_RULE_FILES, False), (COMPAT_RULE_FILES, True)):
            read = {each.metric for rule in rules(paths) for each in promql.selectors(rule["expr"])}
            self.assertEqual({name.startswith(dashboard_rules.OF_ROUTER) for name in read},
                             {of_router})

    def test_a_metric_or_label_that_is_not_there_is_found(self):
        for wrong in ("endpoint_overall_helth", "max(up{spec='x'})", "sum by (endpoint) (up)",
                      "url_peers * on (endpoint_id) group_left () url_info",
                      "rate(url_poll_duration_seconds[5m])"):
            self.assertNotEqual(catalogue.unknown(wrong, self.series), [], wrong)


class Rules(Shared):
    def test_promtool_accepts_them(self):
        done = promtool("check", "rules", *map(str, RULE_FILES))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_unit_tests_of_the_alerts_pass(self):
        done = promtool("test", "rules", *map(str, TEST_FILES))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_alert_is_complete_and_has_a_runbook_and_a_test(self):
        runbooks = set(re.findall(r"^### (\w+)$", catalogue.RUNBOOKS.read_text("utf-8"), re.M))
        tested = {case["alertname"] for path in TEST_FILES for test in read_yaml(path)["tests"]
                  for case in test.get("alert_rule_test", []) if case["exp_alerts"]}
        for path in RULE_FILES:
            self.assert_none(alert_rules.groups(read_yaml(path)))
        for rule in self.rules:
            self.assert_none(alert_rules.alert(rule, runbooks, tested) if "alert" in rule
                             else alert_rules.recorded(rule))
        self.assertEqual(runbooks, {rule["alert"] for rule in self.rules if "alert" in rule})

    def test_an_incomplete_alert_is_found(self):
        good = next(rule for rule in self.rules if "alert" in rule)
        name = good["alert"]
        for change in ({"alert": "not_camel_case"}, {"labels": {"severity": "page"}},
                       {"annotations": {**good["annotations"], "summary": "Of {{ $value }}."}},
                       {"annotations": {**good["annotations"], "description": "Bad."}},
                       {"annotations": {**good["annotations"], "runbook_url": "elsewhere"}}):
            self.assertTrue(list(alert_rules.alert({**good, **change}, {name}, {name})), change)
        self.assertTrue(list(alert_rules.alert(good, {name}, set())))
        self.assert_none(alert_rules.alert(good, {name}, {name}))


class Dashboards(Shared):
    def fleet(self) -> dict:
        return next(each for each in self.dashboards if each["uid"] == "headway-fleet")

    def test_they_keep_every_rule(self):
        for dashboard in self.dashboards:
            for rule in dashboard_rules.OF_ONE:
                with self.subTest(dashboard["uid"], rule=rule.__name__):
                    self.assert_none(rule(dashboard))
            self.assert_none(dashboard_rules.counters_are_rated(dashboard, self.counters))
            self.assert_none(dashboard_rules.links(dashboard, self.dashboards))
        for kind, dashboards_of_kind in ((dashboard_rules.OF_NATIVE, self.natives),
                                         (dashboard_rules.OF_COMPAT, self.compats)):
            self.assertTrue(dashboards_of_kind)
            for rule in kind:
                for dashboard in dashboards_of_kind:
                    with self.subTest(dashboard["uid"], rule=rule.__name__):
                        self.assert_none(rule(dashboard))
        uids = [each["uid"] for each in self.dashboards]
        self.assertEqual(len(set(uids)), len(uids))

    def test_their_expressions_are_promql(self):
        """As recording rules, which promtool can read."""
        recorded = []
        for dashboard in self.dashboards:
            for _, target in dashboard_rules.targets(dashboard):
                expression = target["expr"]
                for variable, value in SUBSTITUTES.items():
                    expression = expression.replace(variable, value)
                recorded.append({"record": f"panel:{len(recorded)}", "expr": expression})
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}, file)
            file.flush()
            done = promtool("check", "rules", file.name)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_rule_finds_what_it_is_for(self):
        panel, variables = ("panels", 1), ("templating", "list")
        query = (*panel, "targets", 0)
        defaults = (*panel, "fieldConfig", "defaults")
        table = next(index for index, each in enumerate(self.fleet()["panels"])
                     if each["title"] == "Endpoints that are not healthy")
        wordless = [{"type": "value", "options": {"0": {"color": "#009E73"}}}]
        broken = {
            dashboard_rules.identity: [(("uid",), ""), (("editable",), True), ((*panel, "id"), 1)],
            dashboard_rules.data_source: [((*variables, 0, "name"), "source"),
                                          ((*panel, "datasource", "uid"), "P1"),
                                          ((*query, "datasource", "uid"), "P1")],
            dashboard_rules.variables: [((*variables, 1, "multi"), False),
                                        ((*variables, 2, "refresh"), 1)],
            dashboard_rules.shared_series_of_headways: [
                ((*variables, 1, "allValue"), ".+"),
                ((*variables, 2, "query", "query"), "label_values(up, instance)")],
            dashboard_rules.panel_texts: [((*panel, "description"), ""), ((*panel, "targets"), []),
                                          ((*defaults, "unit"), "apples")],
            dashboard_rules.selectors_of_target: [((*query, "expr"), "sum(up)")],
            dashboard_rules.cheap: [((*query, "instant"), False)],
            dashboard_rules.colours: [(("annotations", "list", 0, "iconColor"), "#ff0000")],
            dashboard_rules.meanings_in_words: [((*defaults, "mappings"), wordless)],
            dashboard_rules.rows_are_chosen_once: [
                (("panels", table, "targets", 1, "expr"), "topk(100, endpoint_block_lag)"),
                (("panels", table, "targets", 1, "expr"), "endpoint_block_lag")],
            dashboard_rules.names_in_use: [((*query, "legendFormat"), "{{colour}}")],
            dashboard_rules.epochs: [(("annotations", "list"), [])],
            dashboard_rules.natives_only: [((*query, "expr"), "lava_rpc_endpoint_latest_block")],
            dashboard_rules.routers_series_only: [((*query, "expr"), "endpoint_latest_block")],
            dashboard_rules.chooses_endpoints: [((*variables, 3, "multi"), False)],
        }
        self.assertEqual(set(broken), {*dashboard_rules.OF_ONE, *dashboard_rules.OF_NATIVE,
                                       *dashboard_rules.OF_COMPAT})
        for rule, changes in broken.items():
            for path, value in changes:
                bad = changed(self.fleet(), path, value)
                self.assertTrue(list(rule(bad)), f"{rule.__name__}: {path} = {value}")

    def test_a_counter_without_a_rate_and_a_link_to_nowhere_are_found(self):
        for expression in ("max(url_polls_total)", "rate(url_polls_total[5m])",
                           "rate(url_peers[$__rate_interval])"):
            bad = changed(self.fleet(), ("panels", 1, "targets", 0, "expr"), expression)
            self.assertTrue(list(dashboard_rules.counters_are_rated(bad, self.counters)))
        for url in ("/d/elsewhere?x", "/d/headway-chain?${spec:queryparam}",
                    "/d/headway-chain?x&var-colour=${spec:percentencode}",
                    "/d/headway-chain?x&var-spec=${__data.fields.Chain}&x"):
            bad = changed(self.fleet(), ("panels", 1, "links"), [{"url": url}])
            self.assertTrue(list(dashboard_rules.links(bad, self.dashboards)), url)
        bad = changed(self.fleet(), ("links", 0, "includeVars"), True)
        self.assertTrue(list(dashboard_rules.links(bad, self.dashboards)))

    def test_what_prometheus_makes_of_any_target_is_known_to_be_shared(self):
        for name in [*catalogue.OF_PROMETHEUS, "process_cpu_seconds_total"]:
            self.assertTrue(dashboard_rules.SHARED.fullmatch(name), name)

    def test_fleet_counts_alerts_that_are_about_no_target(self):
        counted = next(panel["targets"][0]["expr"] for panel in self.fleet()["panels"]
                       if panel["title"] == "Alerts firing")
        of_nobody = [rule["alert"] for rule in rules(NATIVE_RULE_FILES)
                     if "absent(" in rule["expr"] and "alert" in rule]
        self.assertTrue(of_nobody)
        for alert in of_nobody:
            self.assertIn(f'ALERTS{{alertname="{alert}", alertstate="firing"}}', counted)

    def test_states_have_the_numbers_of_the_recording_rule(self):
        rule = next(each for each in self.rules if each.get("record") == "endpoint:state:code")
        numbers = {number: state for state, number in
                   re.findall(r'state="(\w+)"} \* (\d+)', rule["expr"])}
        shown = [panel["fieldConfig"]["defaults"]["mappings"][0]["options"]
                 for panel in self.fleet()["panels"] if panel["type"] == "state-timeline"
                 and "endpoint:state:code" in panel["targets"][0]["expr"]]
        self.assertEqual([{number: each["text"] for number, each in options.items()}
                          for options in shown], [numbers])


class Source(unittest.TestCase):
    @unittest.skipUnless((catalogue.SOURCE / "node_modules").is_dir(),
                         "npm ci in dashboards/source brings what it needs")
    def test_gives_exactly_the_dashboards(self):
        done = subprocess.run(["npm", "run", "--silent", "check"], cwd=catalogue.SOURCE,
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "npm_config_update_notifier": "false"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Grammar(unittest.TestCase):
    def test_selectors_know_their_matchers_range_and_function(self):
        found = promql.selectors('sum by (a) (rate(x_total{job=~"$job", b!="c}"}[5m])) / 2e3 > y')
        self.assertEqual([(each.metric, each.range, each.function) for each in found],
                         [("x_total", "5m", "rate"), ("y", "", "")])
        self.assertEqual([(each.label, each.operator, each.value) for each in found[0].matchers],
                         [("job", "=~", "$job"), ("b", "!=", "c}")])

    def test_words_and_functions_are_no_metrics(self):
        found = promql.selectors("topk(3, a and on (b) c unless ignoring (d) e) or vector(0) > 1")
        self.assertEqual([each.metric for each in found], ["a", "c", "e"])
        found = promql.selectors("max_over_time(a:b:c[$__range] @ end()) offset 5m")
        self.assertEqual([each.metric for each in found], ["a:b:c"])

    def test_labels_are_taken_away_from_what_is_within_an_aggregation_alone(self):
        found = promql.selectors("a < on (b) max without (c, d) (e and min without (f) (g)) and h")
        self.assertEqual({each.metric: set(each.dropped) for each in found},
                         {"a": set(), "e": {"c", "d"}, "g": {"c", "d", "f"}, "h": set()})


if __name__ == "__main__":
    unittest.main()
