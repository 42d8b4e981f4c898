"""Exports and reprocessing, as commands over a database that the line filled."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import jsonschema
import pytest

from cli.export import cell
from storage.contract import VIEWS, json_schemas
from storage.contract.rows import read_rows
from storage.database import read
from tests.shell.test_line import BODY, HEADLINE, World
from tests.website import open_website


def command(url, *arguments):
    env = {**os.environ, "TALENTWIRE_DATABASE_URL": url}
    ended = subprocess.run([sys.executable, "-m", "cli.main", *arguments], capture_output=True, text=True, env=env, timeout=60)
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture
def filled(engine, database_url):
    with open_website() as site:
        world = World(site, engine, database_url, datetime(2026, 3, 4, 9, 30, tzinfo=UTC))
        site.page("story", HEADLINE, *BODY)
        world.add(site.feed("/feed", site.item("story", HEADLINE, BODY[0])))
        world.work()
    return database_url


def test_every_row_of_every_view_keeps_to_its_schema(filled, engine):
    schemas = json_schemas(VIEWS)
    with read(engine) as session:
        for view in VIEWS:
            for row in read_rows(session, view):
                jsonschema.validate(row, schemas[view.name])


def test_the_change_feed_comes_out_with_its_records_and_can_be_followed(filled):
    code, out, _ = command(filled, "export")
    changes = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    seqs = [change["seq"] for change in changes]
    assert seqs == sorted(set(seqs))
    article = next(change for change in changes if change["entity_type"] == "article")
    assert article["record"]["title"] == HEADLINE
    code, rest, _ = command(filled, "export", "--since", str(seqs[-2]))
    assert [json.loads(line)["seq"] for line in rest.splitlines()] == seqs[-1:]


def test_a_reader_from_the_future_is_told_so(filled):
    code, out, err = command(filled, "export", "--since", "999999999")
    assert (code, out) == (1, "")
    assert "there is no change 999999999 yet" in err


def test_moves_come_out_as_csv(filled):
    _, out, _ = command(filled, "export", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows
    assert {row["to_org"] for row in rows} == {"OpenAI"}


@pytest.mark.parametrize("form", ["rss", "json-feed", "ninjs"])
def test_stories_and_articles_come_out_in_the_fields_forms(filled, form):
    code, out, _ = command(filled, "export", "--format", form)
    assert code == 0
    assert HEADLINE in out


@pytest.mark.parametrize("arguments", [("--format", "xls"), ("--view", "articles"), ("--since", "-4"), ("--format", "parquet")])
def test_bad_arguments_are_told_in_a_line(filled, arguments):
    code, out, err = command(filled, "export", *arguments)
    assert code
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_spreadsheet_runs_no_cell_of_ours(text):
    assert cell(text) == "'" + text
    assert cell(-5) == "-5"


def test_a_forgotten_person_is_gone_and_does_not_come_back(filled, engine):
    def named():
        with read(engine) as session:
            return [row["name"] for row in read_rows(session, VIEWS[2])]

    assert "Jane Example" in named()
    code, out, _ = command(filled, "forget", "--person", "Jane Example")
    assert code == 0
    assert "Jane" not in out
    assert "Jane Example" not in named()
    command(filled, "reextract")
    assert "Jane Example" not in named()
    _, out, _ = command(filled, "export")
    assert "Jane Example" not in out


def test_rescoring_by_the_same_model_changes_nothing(filled):
    _, before, _ = command(filled, "export")
    code, out, _ = command(filled, "rescore", "--dry-run")
    assert code == 0
    assert "0 would flip" in out
    assert command(filled, "rescore")[0] == 0
    assert command(filled, "export")[1] == before


def test_status_and_doctor_answer_people_and_machines(filled):
    code, out, _ = command(filled, "status", "--json")
    assert code == 0
    assert json.loads(out)["records"]["articles"] == 1
    assert command(filled, "status")[0] == 0
    _, out, _ = command(filled, "doctor", "--quick", "--json")
    assert {one["what"] for one in json.loads(out)["findings"]} == {"database", "broker"}
    assert command(filled, "feeds", "list")[0] == 0
    assert command(filled, "feeds", "show", "1")[0] == 0
    assert command(filled, "feeds", "show", "no-such")[0] == 1
