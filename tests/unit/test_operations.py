"""The files that operators load: they parse, and name only metrics that exist."""

import json
import re
from pathlib import Path

import yaml

from storage.contract import VIEWS, contract_markdown

DOCS = Path(__file__).parents[2] / "docs"
METRICS = set(re.findall(r'"(talentwire_\w+)"', (DOCS.parent / "cli/wire/metrics.py").read_text()))


def named_in(text):
    return set(re.findall(r"\b(talentwire_\w+)", text))


def test_the_alert_rules_parse_and_name_real_metrics():
    rules = yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"][0]["rules"]
    assert len(rules) >= 4
    for rule in rules:
        assert {"alert", "expr", "for", "labels", "annotations"} <= set(rule)
        assert named_in(rule["expr"]) <= METRICS


def test_the_dashboard_parses_and_names_real_metrics():
    dashboard = json.loads((DOCS / "dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            assert named_in(target["expr"])
            assert named_in(target["expr"]) <= METRICS


def test_the_page_of_the_contract_is_that_of_the_code():
    assert (DOCS / "contract.md").read_text() == contract_markdown(VIEWS), "run `talentwire db contract > docs/contract.md`"


def test_the_page_of_settings_is_the_one_of_the_code() -> None:
    from cli.settings import all_settings, settings_markdown

    assert (DOCS / "settings.md").read_text() == settings_markdown(), "run `talentwire settings --markdown > docs/settings.md`"
    assert [one.name for one in all_settings() if not one.meaning] == []
