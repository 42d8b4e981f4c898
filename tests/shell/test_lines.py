"""The machine forms of check and parse, as a program that pipes lines through them sees them."""

import json
import subprocess
import sys

import jsonschema
import pytest

EVIDENCE = {
    "type": "object",
    "required": ["paragraph", "start", "end", "text"],
    "properties": {name: {"type": "integer", "minimum": -1} for name in ("paragraph", "start", "end")},
}
TEXT, MAYBE = {"type": "string"}, {"type": ["string", "null"]}
KINDS = ["hire", "departure", "offer", "compensation", "retention", "acquihire", "scarcity", "rules"]
STATUSES = ["reported", "confirmed", "rumoured", "attempted", "refused"]
BASES = ["exact", "at most", "at least", "about", "vague"]
PARTS = ["subject", "speaker", "recruiter", "comparison", "background"]


def objects(**properties):
    return {"type": "array", "items": {"type": "object", "required": list(properties), "properties": properties}}


CHECK = {
    "type": "object",
    "required": ["id", "score", "is_match", "kind", "lang", "signals", "people", "orgs", "moves", "money", "counts", "quotes", "sources"],
    "properties": {
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "is_match": {"type": "boolean"},
        "kind": {"enum": [*KINDS, None]},
        "lang": MAYBE,
        "signals": objects(
            concept=TEXT,
            text=TEXT,
            field={"enum": ["title", "summary", "body"]},
            start={"type": "integer"},
            end={"type": "integer"},
            weight={"type": "number"},
        ),
        "people": objects(name=TEXT, role=MAYBE, org=MAYBE, part={"enum": PARTS}),
        "orgs": {"type": "array", "items": TEXT},
        "moves": objects(
            **{
                "person": MAYBE,
                "person_desc": MAYBE,
                "from": MAYBE,
                "to": MAYBE,
                "kind": {"enum": KINDS},
                "status": {"enum": STATUSES},
                "evidence": EVIDENCE,
            }
        ),
        "money": objects(
            amount={"type": ["number", "null"]},
            currency=MAYBE,
            basis={"enum": BASES},
            what=TEXT,
            payer=MAYBE,
            payee=MAYBE,
            evidence=EVIDENCE,
        ),
        "counts": objects(value={"type": "number"}, unit=TEXT, evidence=EVIDENCE),
        "quotes": objects(speaker=MAYBE, text=TEXT, evidence=EVIDENCE),
        "sources": {"type": "array", "items": TEXT},
    },
}
PARSE = {
    "type": "object",
    "required": [
        "id", "url", "canonical_url", "title", "authors", "published", "published_basis", "lang", "outlet", "text", "paywalled",
    ],
    "properties": {
        "title": TEXT,
        "authors": {"type": "array", "items": TEXT},
        "published": MAYBE,
        "text": TEXT,
        "paywalled": {"type": "boolean"},
    },
}  # fmt: skip
ERROR = {
    "type": "object",
    "required": ["id", "error"],
    "minProperties": 2,
    "maxProperties": 2,
    "properties": {"error": {"type": "object", "required": ["code", "message"]}},
}
PAGE = (
    "<html lang=en><head><title>Lab loses its chief scientist | Example News</title></head><body><article><h1>Lab loses its chief scientist</h1>"
    "<p>The chief scientist of Example AI is leaving for OpenAI, two people familiar with the matter said on Monday.</p>"
    "<p>She had led the model team for three years and will start next month, according to an internal note.</p>"
    "</article></body></html>"
)


def piped(command, lines, *arguments):
    given = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", command, "--jsonl", *arguments], input=given, capture_output=True, timeout=60
    )
    return ended.returncode, [json.loads(line) for line in ended.stdout.decode().splitlines()], ended.stderr.decode()


def test_check_answers_each_line_in_its_form_and_in_order():
    code, answers, told = piped(
        "check",
        [
            {"id": 1, "title": "Noam Shazeer leaves Google for OpenAI", "lang": "en", "published": "2026-06-17"},
            {"id": "zwei", "title": "Wetter: morgen Regen", "body": "Es regnet.\n\nAuch übermorgen."},
            {"id": "p", "html": PAGE, "url": "https://news.example/a"},
            {"id": "e", "title": ""},
        ],
    )
    assert (code, told) == (0, "")
    assert [answer["id"] for answer in answers] == [1, "zwei", "p", "e"]
    for answer in answers:
        jsonschema.validate(answer, CHECK)
    assert [answer["is_match"] for answer in answers] == [True, False, True, False]


def test_the_weights_of_the_signals_and_the_bias_add_up_to_the_score():
    import math

    _, (answer,), _ = piped("check", [{"id": 1, "title": "OpenAI poaches four researchers from Meta", "body": "It did."}])
    logit = answer["bias"] + sum(signal["weight"] for signal in answer["signals"])
    assert answer["score"] == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-3)


def test_evidence_is_where_it_says_it_is():
    title = "Meta offered an OpenAI researcher $100 million"
    body = ["Meta offered Jane Doe, a researcher at OpenAI, $100 million to join.", "She declined, The Information reported."]
    _, (answer,), _ = piped("check", [{"id": 1, "title": title, "body": "\n\n".join(body)}])
    paragraphs = [title, *body]
    found = [fact["evidence"] for name in ("people", "moves", "money", "counts", "quotes") for fact in answer[name]]
    assert found
    for evidence in found:
        assert paragraphs[evidence["paragraph"]][evidence["start"] : evidence["end"]] == evidence["text"]


def test_parse_answers_each_line_in_its_form(tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    code, answers, _ = piped(
        "parse",
        [
            {"id": 1, "url": "https://news.example/a", "html": PAGE},
            {"id": 2, "url": "https://news.example/b", "html_path": str(tmp_path / "page.html")},
        ],
    )
    assert code == 0
    for answer in answers:
        jsonschema.validate(answer, PARSE)
        assert answer["title"] == "Lab loses its chief scientist"
        assert "two people familiar" in answer["text"]


@pytest.mark.parametrize("command", ["check", "parse"])
def test_a_bad_line_gets_an_error_and_the_rest_goes_on(command):
    good = {"id": "ok", "title": "x", "html": PAGE, "url": "https://news.example/a"}
    bad = [
        b"not json",
        b"[1, 2]",
        b"null",
        b'{"id": 3}',
        b'{"id": 4, "title": 7, "html": ["x"]}',
        b'{"id": 5, "html_path": "/no/such/file"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ]
    code, answers, told = piped(command, [*bad, good])
    assert code == 1
    assert "Traceback" not in told
    assert len(answers) == len(bad) + 1
    for answer in answers[:-1]:
        jsonschema.validate(answer, ERROR)
    assert answers[-1]["id"] == "ok"
    assert "error" not in answers[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "/no/such/file"],
        ["parse", "/no/such/file"],
        ["check", "--stories", "x"],
        ["check", "--no-facts", "x"],
        ["check", "--jsonl", "--stories", "--no-facts"],
        ["parse", "ftp://x/"],
    ],
)
def test_bad_arguments_are_told_in_a_line_without_a_traceback(arguments):
    ended = subprocess.run([sys.executable, "-m", "cli.main", *arguments], capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_without_facts_the_verdict_is_the_same():
    line = {"id": 1, "title": "OpenAI poaches four researchers from Meta", "body": "They start on Monday, Wired reported."}
    _, (whole,), _ = piped("check", [line])
    _, (verdict,), _ = piped("check", [line], "--no-facts")
    facts = ("people", "unnamed", "orgs", "moves", "money", "counts", "quotes", "sources")
    assert whole["orgs"]
    assert [verdict[name] for name in facts] == [[]] * len(facts)
    rest = dict.fromkeys((*facts, "extractor"))
    assert whole | rest == verdict | rest
