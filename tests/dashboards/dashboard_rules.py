"""What every dashboard must keep: the rules of grafana's dashboard-linter and mixtool, and ours.

Rules are functions that take a dashboard and yield complaints, so that rules_test.py can show each
of them a bad dashboard.
"""

import re
from typing import Iterator, List

import promql

SOURCE = "${datasource}"
RELOAD_WITH_TIME = 2
# Of Grafana's units those that are used. "none" is one, "" is none.
UNITS = {"none", "locale", "s", "ms", "reqps", "bytes", "Bps", "percentunit", "dateTimeFromNow",
         "dateTimeAsIso"}
# Okabe and Ito's, and grey.
COLOURS = {"#009E73", "#56B4E9", "#F0E442", "#E69F00", "#D55E00", "#CC79A7", "#0072B2", "#999999"}
OF_NOW = ("stat", "table")
OF_ROUTER = "lava_rpc_endpoint_"  # how the router's own series begin
# Series that whatever is scraped has: which of them are headway's, their labels do not say.
SHARED = re.compile(r"up|ALERTS|(scrape|process)_\w+")
HEADWAYS = re.compile(r'label_values\(headway_build_info({job=~"\$job"})?, (job|instance)\)')


def panels(dashboard: dict) -> List[dict]:
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def targets(dashboard: dict):
    for panel in panels(dashboard):
        for target in panel.get("targets", []):
            yield panel, target


def variable(dashboard: dict, name: str) -> dict:
    return next((each for each in dashboard["templating"]["list"] if each["name"] == name), {})


def identity(dashboard: dict) -> Iterator[str]:
    if not dashboard.get("uid") or not dashboard.get("title") or not dashboard.get("description"):
        yield "uid, title and description are needed"
    if dashboard.get("editable") is not False:
        yield "is editable"
    ids = [panel.get("id") for panel in dashboard["panels"]]
    if None in ids or len(set(ids)) != len(ids):
        yield "panels need ids of their own"


def data_source(dashboard: dict) -> Iterator[str]:
    sources = [each for each in dashboard["templating"]["list"] if each["type"] == "datasource"]
    if [(each["name"], each["label"], each["query"]) for each in sources] != [
            ("datasource", "Data source", "prometheus")]:
        yield "needs one variable `datasource`, labelled `Data source`"
    queries = [each for each in dashboard["templating"]["list"] if each["type"] == "query"]
    users = [*queries, *dashboard["annotations"]["list"], *panels(dashboard),
             *(target for _, target in targets(dashboard))]
    for user in users:
        if user.get("datasource", {}).get("uid") != SOURCE:
            yield f"{user.get('title') or user.get('name') or user.get('expr')}: not from {SOURCE}"


def variables(dashboard: dict) -> Iterator[str]:
    for name in ("job", "instance"):
        each = variable(dashboard, name)
        if (each.get("type"), each.get("label"), each.get("multi"), each.get("includeAll")) != (
                "query", name.title(), True, True):
            yield f"variable {name}: a query, labelled, with several values and All"
    for each in dashboard["templating"]["list"]:
        if each["type"] == "query" and each.get("refresh") != RELOAD_WITH_TIME:
            yield f"variable {each['name']}: does not reload when the time changes"


def panel_texts(dashboard: dict) -> Iterator[str]:
    for panel in panels(dashboard):
        title = panel.get("title", "")
        if not title or not panel.get("description", "").endswith("."):
            yield f"{title or panel.get('id')}: needs a title, and sentences as description"
        if panel["fieldConfig"]["defaults"].get("unit") not in UNITS:
            yield f"{title}: no known unit"
        if not panel.get("targets"):
            yield f"{title}: asks nothing"


def shared_series_of_headways(dashboard: dict) -> Iterator[str]:
    """Asked of $job and $instance, as all are, and All of these is headway's own targets."""
    shared = {each.metric for expression in expressions(dashboard)
              for each in promql.selectors(expression) if SHARED.fullmatch(each.metric)}
    for name in ("job", "instance"):
        each = variable(dashboard, name)
        asked = each.get("query", {}).get("query", "")
        if shared and (each.get("allValue") or not HEADWAYS.fullmatch(asked)):
            yield f"{sorted(shared)} of any {name}, not of headway's"


def selectors_of_target(dashboard: dict) -> Iterator[str]:
    asked = [(panel["title"], target["expr"]) for panel, target in targets(dashboard)]
    asked += [(each["name"], each["expr"]) for each in dashboard["annotations"]["list"]]
    for title, expression in asked:
        for each in promql.selectors(expression):
            matchers = {(matcher.label, matcher.operator, matcher.value)
                        for matcher in each.matchers}
            # That a headway is gone is no target's to say.
            if each.metric == "ALERTS" and ("alertname", "=", "HeadwayDown") in matchers:
                continue
            if not {("job", "=~", "$job"), ("instance", "=~", "$instance")} <= matchers:
                yield f"{title}: {each.metric} is not asked of $job and $instance"


def counters_are_rated(dashboard: dict, counters) -> Iterator[str]:
    for panel, target in targets(dashboard):
        for each in promql.selectors(target["expr"]):
            rated = each.function in promql.FUNCTIONS_OF_COUNTERS
            if rated and each.range != "$__rate_interval":
                yield f"{panel['title']}: {each.function} over [{each.range}]"
            if each.metric in counters and not rated:
                yield f"{panel['title']}: {each.metric} is a counter"
            if rated and each.metric not in counters:
                yield f"{panel['title']}: {each.metric} is no counter"


def cheap(dashboard: dict) -> Iterator[str]:
    """Tables and figures ask for one instant, not for hours of every series."""
    for panel, target in targets(dashboard):
        if target.get("instant") is not (panel["type"] in OF_NOW):
            yield f"{panel['title']}: {'is' if target.get('instant') else 'is not'} instant"


def _strings(node) -> Iterator[str]:
    if isinstance(node, dict):
        for child in node.values():
            yield from _strings(child)
    elif isinstance(node, list):
        for child in node:
            yield from _strings(child)
    elif isinstance(node, str):
        yield node


def colours(dashboard: dict) -> Iterator[str]:
    for text in _strings(dashboard):
        if re.fullmatch(r"#[0-9a-fA-F]{3,8}", text) and text not in COLOURS:
            yield f"{text} is none of the colours that everybody can tell apart"


def meanings_in_words(dashboard: dict) -> Iterator[str]:
    """No colour without a word: every mapped value has a text of its own."""
    for panel in panels(dashboard):
        overrides = [each["value"] for override in panel["fieldConfig"]["overrides"]
                     for each in override["properties"] if each["id"] == "mappings"]
        for mappings in [panel["fieldConfig"]["defaults"].get("mappings", []), *overrides]:
            for mapping in mappings:
                texts = [each.get("text", "") for each in mapping["options"].values()]
                if "" in texts or len(set(texts)) != len(texts):
                    yield f"{panel['title']}: values without words of their own"
        if panel["type"] == "state-timeline" and not panel["fieldConfig"]["defaults"].get(
                "mappings"):
            yield f"{panel['title']}: a timeline without words"


def _choices(expression: str) -> Iterator[str]:
    """The calls of topk and bottomk."""
    for match in re.finditer(r"(top|bottom)k *\(", expression):
        depth, end = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(expression[end], 0)
            end += 1
        yield expression[match.start():end]


def rows_are_chosen_once(dashboard: dict) -> Iterator[str]:
    """Columns that choose their rows each by themselves belong to different rows."""
    for panel in panels(dashboard):
        if panel["type"] != "table":
            continue
        chosen = [set(_choices(target["expr"])) for target in panel["targets"]]
        if any(chosen) and any(each != chosen[0] or len(each) != 1 for each in chosen):
            yield f"{panel['title']}: its columns do not choose the same rows"


def names_in_use(dashboard: dict) -> Iterator[str]:
    """Legends, columns and links speak of labels and columns that are there."""
    for panel, target in targets(dashboard):
        grouped = promql.grouped_by(target["expr"])
        for label in re.findall(r"{{(\w+)}}", target.get("legendFormat", "")):
            if label not in grouped:
                yield f"{panel['title']}: its legend has {label}, its query has not"
    for panel in panels(dashboard):
        grouped = [promql.grouped_by(target["expr"]) for target in panel["targets"]]
        organize = [each["options"]["renameByName"] for each in panel.get("transformations", [])
                    if each["id"] == "organize"]
        columns = {name: field for renamed in organize for field, name in renamed.items()}
        for name, field in columns.items():
            if not field.startswith("Value") and not any(field in each for each in grouped):
                yield f"{panel['title']}: column {name} has no label {field}"
        for override in panel["fieldConfig"]["overrides"]:
            matcher = override["matcher"]
            if matcher["id"] == "byName" and matcher["options"] not in columns:
                yield f"{panel['title']}: no column {matcher['options']}"
        links = " ".join(text for text in _strings(panel) if text.startswith("/d/"))
        for column in re.findall(r"\${__data\.fields\.(\w+)[:}]", links):
            if column not in columns:
                yield f"{panel['title']}: a link needs the column {column}"
        for label in re.findall(r"\${__field\.labels\.(\w+)[:}]", links):
            if not all(label in each for each in grouped if each):
                yield f"{panel['title']}: a link needs the label {label}"


def links(dashboard: dict, all_dashboards: List[dict]) -> Iterator[str]:
    by_uid = {each["uid"]: each for each in all_dashboards}
    for each in dashboard.get("links", []):
        if each.get("includeVars"):
            yield f"the link {each.get('title')} takes All to variables of one value"
    for text in _strings(dashboard):
        match = re.match(r"/d/([\w-]+)\?", text)
        if not match:
            continue
        if match[1] not in by_uid:
            yield f"links to {match[1]}, which is no dashboard"
            continue
        names = re.findall(r"&var-(\w+)=", text)
        kept = re.findall(r"\${(\w+):queryparam}", text)
        for name in names + kept:
            if not variable(by_uid[match[1]], name):
                yield f"links to {match[1]} with {name}, which is no variable there"
        for name in kept:
            if variable(dashboard, name).get("includeAll") and not (
                    variable(by_uid[match[1]], name).get("includeAll")):
                yield f"links to {match[1]} with All of {name}, which has one value there"
        for value in re.findall(r"=(\$[^&]*)", text):
            if not value.endswith(":percentencode}"):
                yield f"links to {match[1]} with {value}, which & or # would cut"


def expressions(dashboard: dict) -> Iterator[str]:
    """Of panels, annotations and variables."""
    yield from (target["expr"] for _, target in targets(dashboard))
    yield from (each["expr"] for each in dashboard["annotations"]["list"])
    for each in dashboard["templating"]["list"]:
        if each["type"] == "query":
            yield re.fullmatch(r"label_values\((.*), \w+\)", each["query"]["query"])[1]


def epochs(dashboard: dict) -> Iterator[str]:
    if not any("headway_epoch_start_timestamp_seconds" in each.get("expr", "")
               for each in dashboard["annotations"]["list"]):
        yield "does not mark epoch boundaries"


def natives_only(dashboard: dict) -> Iterator[str]:
    for expression in expressions(dashboard):
        for each in promql.selectors(expression):
            if each.metric.startswith(OF_ROUTER):
                yield f"reads {each.metric}, which is there only with metrics.compat"


def routers_series_only(dashboard: dict) -> Iterator[str]:
    for expression in expressions(dashboard):
        for each in promql.selectors(expression):
            if not each.metric.startswith(OF_ROUTER):
                yield f"reads {each.metric}, which no router has"


def chooses_endpoints(dashboard: dict) -> Iterator[str]:
    for name in ("spec", "apiInterface", "endpoint_id"):
        if not variable(dashboard, name).get("multi"):
            yield f"variable {name}: a query with several values"


OF_ONE = (identity, data_source, variables, shared_series_of_headways, panel_texts,
          selectors_of_target, cheap, colours, meanings_in_words, rows_are_chosen_once,
          names_in_use)
OF_NATIVE = (epochs, natives_only)
OF_COMPAT = (routers_series_only, chooses_endpoints)
