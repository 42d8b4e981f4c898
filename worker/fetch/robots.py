"""robots.txt, read and obeyed as RFC 9309 says."""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from storage.records import ErrorCode, Page
from worker.fetch.client import Fetcher
from worker.fetch.errors import FetchError
from worker.fetch.request import Accept
from worker.urls import clean_link

MOST_BYTES = 512_000
KEEP = timedelta(hours=24)
KEEP_TROUBLE = timedelta(minutes=30)
CRAWL_DELAY_MOST = 60.0
OUR_NAME = "talentwire"

_MOST_RULES = 10_000
_MOST_PATH = 2048
_MOST_STARS = 32
_PRODUCT = re.compile(r"[A-Za-z_\-]+")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?\Z")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")


class Rule(NamedTuple):
    """A path pattern (in the form of ``_same_form``) and whether it allows."""

    pattern: str
    allow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules of a robots.txt that apply to us."""

    rules: tuple[Rule, ...] = ()
    crawl_delay: float | None = None
    """Seconds, at most ``CRAWL_DELAY_MOST``."""

    def allows(self, path: str) -> bool:
        """True if a path with its query may be visited: the longest rule that matches, allow on a tie."""
        path = _same_form(path or "/")
        if path == "/robots.txt":
            return True
        best, allowed = -1, True
        for rule in self.rules:
            length = len(rule.pattern)
            better = length > best or (length == best and rule.allow and not allowed)
            if better and matches(rule.pattern, path):
                best, allowed = length, rule.allow
        return allowed


ALLOW_ALL = Robots()
ALLOW_NONE = Robots(rules=(Rule("/", False),))


def _same_form(text: str) -> str:
    """Percent-encoding made comparable (RFC 9309, 2.2.2); ``*`` and ``$`` keep their meaning."""
    text = text[:_MOST_PATH]
    if text.isascii() and "%" not in text:
        return text

    def same(match: re.Match[str]) -> str:
        byte = chr(int(match[0][1:], 16))
        return byte if (byte.isalnum() and byte.isascii()) or byte in "-._~" else match[0].upper()

    text = quote(text, safe="!$&'()*+,-./:;=?@_~%#[]", errors="replace")
    return _ESCAPED.sub(same, text)


def matches(pattern: str, path: str) -> bool:
    """True if a rule's pattern matches the beginning of a path; ``*`` is anything, ``$`` at the end the end.

    Leftmost search for each piece between stars: linear in the path for each rule, without backtracking.
    """
    ends = pattern.endswith("$")
    pieces = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    if len(pieces) == 1:
        return not ends or at == len(path)
    for piece in pieces[1:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = pieces[-1]
    if ends:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def parse_robots(data: bytes, *, name: str = OUR_NAME) -> Robots:
    """The rules for us in a robots.txt: those of the groups that name us, else those for ``*``. Total.

    Reads 500 KiB at most (RFC 9309, 2.5).
    """
    text = data[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    name = name.lower()
    ours: list[Rule] = []
    everyone: list[Rule] = []
    delays: dict[bool, float] = {}
    named = False
    for_us = for_all = in_header = False
    for line in re.split(r"[\r\n]+", text):
        key, colon, value = line.partition("#")[0].partition(":")
        if not colon:
            continue
        key, value = key.strip().lower(), value.strip()
        if key in ("user-agent", "useragent", "user agent"):
            if not in_header:
                for_us = for_all = False
            in_header = True
            product = _PRODUCT.match(value)
            agent = product[0].lower() if product else ""
            for_all = for_all or value.startswith("*")
            for_us = for_us or agent == name
            named = named or agent == name
            continue
        if key in ("allow", "disallow"):
            in_header = False
            rule = _rule(value, allow=key == "allow")
            if rule is None:
                continue
            if for_us and len(ours) < _MOST_RULES:
                ours.append(rule)
            if for_all and len(everyone) < _MOST_RULES:
                everyone.append(rule)
        elif key == "crawl-delay":
            in_header = False
            if _NUMBER.match(value):
                for us, applies in ((True, for_us), (False, for_all)):
                    if applies:
                        delays[us] = min(float(value), CRAWL_DELAY_MOST)
    return Robots(rules=tuple(ours if named else everyone), crawl_delay=delays.get(named))


def _rule(value: str, *, allow: bool) -> Rule | None:
    if not value or len(value) > _MOST_PATH:
        return None
    pattern = re.sub(r"\*{2,}", "*", _same_form(value))
    if pattern.count("*") > _MOST_STARS:
        return None
    if not pattern.startswith(("/", "*")):
        pattern = "/" + pattern
    return Rule(pattern, allow)


class RobotsCache:
    """robots.txt of the hosts visited last, fetched through the same guarded client.

    4xx means everything is allowed; 5xx, no answer and a refused address mean that nothing is for now.
    """

    def __init__(self, fetcher: Fetcher, *, name: str = OUR_NAME, most_hosts: int = 2000) -> None:
        self._fetcher = fetcher
        self._name = name
        self._most = most_hosts
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[datetime, Robots]] = OrderedDict()

    def allowed(self, url: str, now: datetime) -> bool:
        """True if the site lets us visit the address."""
        cleaned = clean_link(url)
        if cleaned is None:
            return False
        parts = urlsplit(cleaned)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.rules_for(cleaned, now).allows(path)

    def crawl_delay(self, url: str, now: datetime) -> float | None:
        """Seconds between visits that the site asks for, at most a minute; None if it does not say."""
        cleaned = clean_link(url)
        return None if cleaned is None else self.rules_for(cleaned, now).crawl_delay

    def rules_for(self, url: str, now: datetime) -> Robots:
        """The rules of the site of a clean address."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            kept = self._kept.get(site)
            if kept is not None and kept[0] > now:
                self._kept.move_to_end(site)
                return kept[1]
        robots, keep = self._ask(site)
        with self._lock:
            self._kept[site] = (now + keep, robots)
            self._kept.move_to_end(site)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return robots

    def _ask(self, site: str) -> tuple[Robots, timedelta]:
        try:
            answer = self._fetcher.get(f"{site}/robots.txt", accept=Accept.TEXT, max_bytes=2 * MOST_BYTES)
        except FetchError as error:
            failure = error.failure
            if failure.status is not None and 400 <= failure.status < 500 and failure.status != 429:
                return ALLOW_ALL, KEEP
            if failure.code in (ErrorCode.TOO_LARGE, ErrorCode.REDIRECT, ErrorCode.DECODE):
                return ALLOW_ALL, KEEP  # "unavailable" in the RFC's words: there is no robots.txt to obey
            return ALLOW_NONE, KEEP_TROUBLE
        if not isinstance(answer, Page):
            return ALLOW_NONE, KEEP_TROUBLE
        if answer.body.lstrip()[:1] == b"<":
            return ALLOW_ALL, KEEP  # a web page in place of rules
        return parse_robots(answer.body, name=self._name), KEEP
