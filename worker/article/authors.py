"""Who wrote it: names cleaned, split, and never an address or a "By"."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from worker.article.dates import months
from worker.article.head import Head
from worker.article.likeness import fold
from worker.article.words import table
from worker.text import clean_line

_SPLIT = re.compile(r"\s*(?:[;|•·]|\n|\s[–—/-]\s)\s*")
_SLASH = re.compile(r"(?<=\w{3})\s*/\s*(?=\w{3})")
_ADDRESS = re.compile(r"https?:|www\.|\S+@\S+|@\w+|\w\.(?:com|net|org|de|fr)/", re.IGNORECASE)
_NO_NAME = re.compile(r"^\W*$|[{}<>\[\]=_#?!]|\.(?:com|net|org|de|fr|co\.uk)$", re.IGNORECASE)
_DATED = re.compile(r"\s*[,(]?\s*(?:\b\d{1,2}[.:/]|\b(?:19|20)\d{2}|\b\d).*$")
_MAX_NAME: Final = 60
_METAS: Final = (
    "author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "parsely-author",
    "article:author",
    "article:author_name",
    "og:author",
    "cxenseparse:author",
    "citation_author",
)


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str], re.Pattern[str]]:
    data = table("bylines")
    openings = "|".join(map(re.escape, sorted(data["by"], key=len, reverse=True)))
    by = re.compile(rf"^\W*(?:{openings})(?:\s*:\s*|\s+)", re.IGNORECASE)
    ands = "|".join(data["and"])
    both = re.compile(rf"\s*,\s+(?:{ands})\s+|\s+(?:{ands})\s+|\s*&\s*", re.IGNORECASE)
    roles = re.compile(rf"\s*[,(–—-]?\s*\b(?:{'|'.join(data['roles'])}).*$", re.IGNORECASE)
    capital = r"[^\W\d_a-zà-ÿ][\w.'’-]*"
    particles = "de|van|von|der|den|del|di|da|al|el|bin"
    names = rf"(?:{capital}(?:\s(?:{particles}))*[\s,&]*(?:(?:and|und|et|y|e)\s)?){{2,8}}"
    signed = re.compile(rf"(?:^\W*|[|•·\d]\s*)(?:{'|'.join(map(re.escape, data['signed']))})\s?({names})")
    return by, both, roles, frozenset(data["nobody"]), signed


@cache
def _month() -> re.Pattern[str]:
    """A month's full name left at the end when its day and year went."""
    names = {
        form for listed in table("months").values() for month in listed for form in month.split("/") if len(form) > 3
    }
    return re.compile(rf"(?<=\w)\W+(?:{'|'.join(sorted(names))})\.?\W*$", re.IGNORECASE)


def choose_authors(head: Head, outlet: str | None, host: str, near: list[str]) -> tuple[str, ...]:
    """Who wrote it, from the most trusted source that names a person, else from one that names anybody."""
    marked = {mark: [text for text, kind in head.bylines if kind == mark] for mark in ("rel", "itemprop", "class")}
    sources: list[list[str]] = [
        [name for name, _ in head.linked.authors] if any(person for _, person in head.linked.authors) else [],
        [value for name in _METAS for value in head.metas.get(name, ())][:20],
        marked["itemprop"][:6],
        marked["rel"][:4],
        [name for name, _ in head.linked.authors],
    ]
    house = [key for key in (fold(outlet or ""), fold(host.removeprefix("www.").rsplit(".", 1)[0])) if len(key) > 2]
    spare: tuple[str, ...] = ()
    for raw in sources:
        names = clean_names(raw)
        people = tuple(name for name in names if not is_house(name, house))
        if people:
            # A publisher that names itself beside a person in its data means it.
            return names if raw is sources[0] else people
        spare = spare or names
    return visible_byline(marked["class"], house) or signed_line([*head.dated[:8], *near], house) or spare


def is_house(name: str, house: list[str]) -> bool:
    """True if a name is the publication's own."""
    key = fold(name)
    return any(key in one or one in key for one in house) if len(key) > 2 else False


def visible_byline(texts: list[str], house: list[str]) -> tuple[str, ...]:
    """Names in the first element named for the author that reads as a byline."""
    by = _words()[0]
    for text in texts[:8]:
        signed = bool(by.match(text))
        names = tuple(name for name in clean_names([text]) if not is_house(name, house) and looks_like_name(name))
        if names and (signed or len(text) < 60 + 20 * len(names)):
            return names
    return ()


def signed_line(texts: list[str], house: list[str]) -> tuple[str, ...]:
    """Names behind a "By" in a short line."""
    for text in texts:
        found = _words()[4].search(text) if len(text) < 160 else None
        if found:
            names = tuple(
                name for name in clean_names([found[1]]) if not is_house(name, house) and looks_like_name(name)
            )
            if names:
                return names
    return ()


def looks_like_name(name: str) -> bool:
    """True for two to five words with capitals, or a name in a script without them."""
    words = name.split()
    if name.isascii() or any(c.isupper() for c in name):
        capitals = sum(1 for word in words if word[:1].isupper())
        return 2 <= len(words) <= 5 and capitals >= 2
    return 1 <= len(words) <= 4 and len(name) <= 20


def clean_names(raw: Iterable[str]) -> tuple[str, ...]:
    """Names from author fields and bylines, in order, each once."""
    by, both, roles, nobody, _ = _words()
    found: dict[str, str] = {}
    for one in list(raw)[:40]:
        text = clean_line(one, limit=400)
        if re.match(r"https?://", text):
            continue
        text = _ADDRESS.sub(" ", text)
        for _ in range(2):
            text = by.sub("", text)
        for part in (piece for whole in _SPLIT.split(text) for piece in _SLASH.split(whole)):
            for name in _people(part, both):
                name = _month().sub("", _DATED.sub("", roles.sub("", by.sub("", name)))).strip(" \t,;:-–—|*•(")
                key = name.casefold()
                if (
                    key in nobody
                    or key.rstrip(".") in months()
                    or len(name) > _MAX_NAME
                    or _NO_NAME.search(name)
                    or len(name.split()) > 7
                ):
                    continue
                if any(c.isalpha() for c in name):
                    found.setdefault(key, name)
    return tuple(found.values())


def _people(text: str, both: re.Pattern[str]) -> list[str]:
    out: list[str] = []
    for part in both.split(text):
        pieces = [piece.strip() for piece in (part or "").split(",") if piece.strip()]
        # "Anna Kurz, Ben Lang" are two; "Ben Lang, MD" and "Ben Lang, Berlin" are not.
        if len(pieces) > 1 and all(1 < len(piece.split()) <= 4 for piece in pieces):
            out.extend(pieces)
        elif pieces:
            first = pieces[0]
            out.append(first if len(first.split()) > 1 else ", ".join(pieces))
    return out
