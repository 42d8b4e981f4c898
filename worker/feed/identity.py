"""Which entry of its feed this is: sixteen bytes that stay the same while the publisher fiddles.

The order of trust: guid, else link in its form of comparison, else title, day and text. Guids that are
addresses are compared like links, so that ``http`` becoming ``https`` or a new tracking parameter makes no
new entry. A guid that repeats within one document identifies nothing by itself; link and title are added.
Entries also have an alias made of link and title, for publishers whose guids change at every visit.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from storage.records import EntryKey
from worker.text import clean_line
from worker.urls import compare_form

_TEXT_COUNTED = 2000


class Clue(NamedTuple):
    """What an identity is made of. ``guid`` as written, stripped; ``title`` plain text."""

    guid: str | None
    url: str | None
    title: str = ""
    published: datetime | None = None
    summary: str = ""


def _hash(kind: bytes, *parts: str) -> EntryKey:
    digest = blake2b(kind, digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return EntryKey(digest.digest())


def _same_guid(guid: str) -> str:
    """A guid in its form of comparison: an address like a link, anything else with single spaces."""
    if guid[:8].lower().startswith(("http://", "https://")):
        form = compare_form(guid)
        # The home page with nothing but a fragment or a query that was dropped says too little.
        return form if _names_a_page(form) else " ".join(guid.split())
    return guid if guid.isalnum() else " ".join(guid.split())


def _names_a_page(form: str) -> bool:
    """True if an address in its form of comparison says more than its host."""
    rest = form.partition("://")[2]
    return "/" in rest or "?" in rest or "#" in rest


def _same_title(title: str) -> str:
    return " ".join(title[:4_000].split()).casefold()


def entry_key(
    guid: str | None, url: str | None, title: str, published: datetime | None, summary: str
) -> EntryKey:
    """The key of an entry whose guid and link do not repeat within its document. Total on any text."""
    if guid and (same := _same_guid(guid)):
        return _hash(b"guid", same)
    if url:
        return _hash(b"link", compare_form(url))
    day = published.date().isoformat() if published is not None else ""
    return _hash(b"text", _same_title(title), day, clean_line(summary, limit=_TEXT_COUNTED))


def alias_key(url: str | None, title: str) -> EntryKey | None:
    """A second key, of link and title; None where these say too little (no title, or a home page)."""
    if not url or not title:
        return None
    form = compare_form(url)
    if not _names_a_page(form):
        return None
    return _hash(b"alias", form, _same_title(title))


def entry_keys(clues: Sequence[Clue]) -> list[EntryKey]:
    """The keys of all entries of one document, in order.

    What repeats is told apart by more: guid, then guid with link and title. Entries alike in all of these
    share a key.
    """
    guids = [_same_guid(clue.guid) if clue.guid else "" for clue in clues]
    links = [compare_form(clue.url) if clue.url else "" for clue in clues]
    guid_counts = Counter(guids)
    link_counts = Counter(link for guid, link in zip(guids, links, strict=True) if not guid)
    keys = []
    for clue, guid, link in zip(clues, guids, links, strict=True):
        if guid and guid_counts[guid] == 1:
            keys.append(_hash(b"guid", guid))
        elif guid:
            keys.append(_hash(b"guid+", clue.guid or "", link, _same_title(clue.title)))
        elif link and link_counts[link] == 1:
            keys.append(_hash(b"link", link))
        elif link:
            keys.append(_hash(b"link+", link, clue.url or "", _same_title(clue.title)))
        else:
            keys.append(entry_key(None, None, clue.title, clue.published, clue.summary))
    return keys


def alias_keys(clues: Sequence[Clue]) -> list[EntryKey | None]:
    """The aliases of all entries of one document; None where a link repeats, for then it says too little."""
    links = Counter(compare_form(clue.url) for clue in clues if clue.url)
    return [
        alias_key(clue.url, clue.title) if clue.url and links[compare_form(clue.url)] == 1 else None
        for clue in clues
    ]
