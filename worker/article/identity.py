"""Which page this is: its own address, its language, its publication."""

import re
from urllib.parse import urlsplit

from worker.article.head import Head
from worker.urls import clean_link, host_of, registered_domain

_LANG = re.compile(r"^([A-Za-z]{2,3})(?:[-_]|$)")


def choose_outlet(head: Head) -> str | None:
    """The publication's name."""
    name = head.meta("og:site_name", "application-name") or head.linked.outlet or head.meta("publisher", "dc.publisher")
    return name or None


def choose_lang(head: Head) -> str | None:
    """The declared language, two or three letters; None if the page declares none."""
    for value in (
        head.lang,
        head.meta("og:locale"),
        head.linked.lang,
        head.meta("content-language", "language", "dc.language"),
    ):
        found = _LANG.match((value or "").strip())
        if found:
            return found[1].lower()
    return None


def choose_canonical(head: Head, url: str) -> str:
    """The address the page gives for itself, if it is on the same site and not the home page."""
    here = clean_link(url)
    for value in (head.canonical, head.meta("og:url")):
        there = clean_link(value, here or url) if value else None
        if there is None:
            continue
        there = there.partition("#")[0]
        parts = urlsplit(there)
        if parts.path in ("", "/") and not parts.query and here and urlsplit(here).path not in ("", "/"):
            continue
        if registered_domain(host_of(there)) == registered_domain(host_of(url)):
            return there
    return here or url
