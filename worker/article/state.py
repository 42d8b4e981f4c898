"""Bodies that a page carries in scripts and draws later: framework state, flight data, templates.

Known shapes: JSON in ``application/json`` scripts (Next.js, Nuxt, Gatsby and kin), assignments such as
``window.__STATE__ = {…}``, Next.js flight chunks (``self.__next_f.push``), HTML in template scripts. All
are read as text, nothing is run.
"""

import html
import json
import re
from typing import Any, Final

from worker.article.elements import Element, nodes
from worker.article.jsonld import load_lenient
from worker.article.likeness import weight

_SCRIPTS = nodes("//script[not(@src)]")
_FLIGHT = re.compile(r"self\.__next_f\.push\(\[\s*1\s*,\s*(\"(?:[^\"\\]++|\\.)*+\")\s*\]\)")
_STRING = re.compile(r"\"((?:[^\"\\]++|\\.)*+)\"")
_TAG = re.compile(r"<[^<>]{1,400}>")
_SENTENCE = re.compile(r"[\w”\"»)][.!?](?:\s|$|<)|[。！？]")
_CODE = re.compile(r"[{};]\s*(?:var|let|const|function|return|if|\.|#|@)\b|=>|\bfunction\s*\(|!important")
_MIN_BODY: Final = 400
"""Weight of the least body (see likeness.weight)."""
_MIN_SCRIPT: Final = 200
_MIN_LINE: Final = 50
_MAX_TEXT: Final = 6_000_000
_MAX_VALUES: Final = 60_000


def hidden_bodies(root: Element) -> list[str]:
    """Bodies found in the scripts of an unpruned page, as HTML, most prose first; three at most."""
    found: list[str] = []
    flight: list[str] = []
    left = _MAX_TEXT
    for script in _SCRIPTS(root):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if len(text) < _MIN_SCRIPT or len(text) > left or kind.startswith("application/ld"):
            continue
        left -= len(text)
        if "template" in kind or kind == "text/html":
            found.append(text)
        elif "__next_f" in text:
            flight.extend(_loads(chunk) for chunk in _FLIGHT.findall(text))
        elif kind.endswith("json"):
            found.extend(_from_value(load_lenient(text)))
        else:
            found.extend(_strings(text))
    if flight:
        found.extend(_strings("".join(flight)))
    return sorted((body for body in found if prose_of(body) >= _MIN_BODY), key=prose_of, reverse=True)[:3]


def prose_of(markup: str) -> int:
    """Characters of prose in a string of HTML or text; none if it reads as code or has hardly a sentence."""
    if len(_CODE.findall(markup[:20_000])) > 3:
        return 0
    text = _TAG.sub(" ", markup)
    sentences = len(_SENTENCE.findall(text))
    size = weight(text)
    return size if sentences >= 3 and size < 400 * sentences else 0


def _loads(literal: str) -> str:
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _strings(text: str) -> list[str]:
    """Long string literals of a script that hold prose."""
    out = []
    for found in _STRING.finditer(text):
        if found.end() - found.start() < _MIN_SCRIPT:
            continue
        value = _loads(found[0])
        if value[:1] in "{[" and value[-1:] in "}]":
            out.extend(_from_value(load_lenient(value)))
        elif value:
            out.append(html.unescape(value) if "&lt;p" in value else value)
    return out


def _from_value(data: Any) -> list[str]:
    """Long strings of a JSON value, and the paragraphs of its richest list."""
    out: list[str] = []
    best = ""
    stack, seen = [(data, 0)], 0
    while stack and seen < _MAX_VALUES:
        value, depth = stack.pop()
        seen += 1
        if isinstance(value, str):
            if len(value) >= _MIN_SCRIPT:
                out.append(value)
        elif isinstance(value, dict):
            stack.extend((child, depth + 1) for child in value.values())
        elif isinstance(value, list):
            lines = _lines(value)
            if len(lines) >= 3:
                text = "".join(f"<p>{line if '<' in line else html.escape(line)}</p>" for line in lines)
                best = max(best, text, key=len)
            stack.extend((child, depth + 1) for child in value)
    return [*out, best] if best else out


def _lines(listed: list[Any]) -> list[str]:
    """Paragraph-like strings of a list of content blocks, in order, not deeper than blocks are."""
    out: list[str] = []
    for item in listed[:2_000]:
        values = [item] if isinstance(item, str) else list(item.values()) if isinstance(item, dict) else []
        for value in values:
            if isinstance(value, dict):
                out.extend(one for one in value.values() if isinstance(one, str) and _is_line(one))
            elif isinstance(value, str) and _is_line(value):
                out.append(value)
    return out


def _is_line(text: str) -> bool:
    return (
        len(text) >= _MIN_LINE and " " in text and not text.startswith(("http", "/")) and bool(_SENTENCE.search(text))
    )
