"""What every rule file must keep: the rules of mixtool, and a runbook and a test for each alert."""

import re
from typing import Iterator, Set

MAX_NAME, MAX_RULES = 40, 20
SEVERITIES = {"critical", "warning", "info"}
RUNBOOK = "docs/runbooks.md#"


def groups(document: dict) -> Iterator[str]:
    for group in document["groups"]:
        if len(group["name"]) > MAX_NAME or len(group["rules"]) > MAX_RULES:
            yield f"group {group['name']}: at most {MAX_NAME} letters and {MAX_RULES} rules"


def alert(rule: dict, runbooks: Set[str], tested: Set[str]) -> Iterator[str]:
    name, notes = rule["alert"], rule.get("annotations", {})
    if not re.fullmatch(r"([A-Z][a-z0-9]+)+", name) or len(name) > MAX_NAME:
        yield f"{name}: not CamelCase of at most {MAX_NAME} letters"
    if rule.get("labels", {}).get("severity") not in SEVERITIES:
        yield f"{name}: its severity is none of {', '.join(sorted(SEVERITIES))}"
    summary = notes.get("summary", "")
    if not re.fullmatch(r"[A-Z][^{}]*\.", summary):
        yield f"{name}: its summary is no plain sentence"
    if "{{" not in notes.get("description", ""):
        yield f"{name}: its description says nothing of who it is about"
    if notes.get("runbook_url") != RUNBOOK + name.lower() or name not in runbooks:
        yield f"{name}: no runbook"
    if name not in tested:
        yield f"{name}: no unit test"


def recorded(rule: dict) -> Iterator[str]:
    if not re.fullmatch(r"[a-z_]+:[a-z_]+:[a-z0-9_]+", rule["record"]):
        yield f"{rule['record']}: not level:metric:operation"


def template_labels(rule: dict) -> Set[str]:
    return set(re.findall(r"\$labels\.(\w+)", " ".join(rule.get("annotations", {}).values())))
