"""Who and what is to stay forgotten, kept as keyed hashes: the list itself names nobody."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.articles.entities import person_names
from storage.articles.identity import folded
from storage.articles.redaction import Redaction, possible_names
from storage.records import Article, Extraction
from storage.schema import NOTES, TOMBSTONES
from storage.upsert import insert

PERSON = "person"
ADDRESS = "address"
DOMAIN = "domain"
_KEY = "tombstone_key"


def bury(session: Session, kind: str, names: Iterable[str], *, now: datetime) -> None:
    """Keep these from coming back. ``names``: folded names, compare-form addresses, or domains."""
    key = _key(session, make=True)
    assert key is not None
    rows = [{"kind": kind, "digest": _digest(key, name), "at": now} for name in sorted(set(names))]
    session.execute(insert(session, TOMBSTONES).on_conflict_do_nothing(index_elements=["kind", "digest"]), rows)


def is_forgotten_address(session: Session, compare_url: str) -> bool:
    """Whether this address, its domain or a domain above it is to stay forgotten."""
    return bool(_buried(session, ADDRESS, [compare_url])) or bool(_buried(session, DOMAIN, _domains(compare_url)))


def redaction_for(session: Session, article: Article, extraction: Extraction) -> Redaction | None:
    """What has to be taken out of an article; None if it names nobody who is to stay forgotten."""
    if session.execute(sa.select(TOMBSTONES.c.kind).where(TOMBSTONES.c.kind == PERSON).limit(1)).first() is None:
        return None
    written = possible_names((article.title, article.summary, *article.paragraphs, *article.authors))
    for name in person_names(extraction):
        written.setdefault(folded(name), name)
    buried = _buried(session, PERSON, written)
    return Redaction(tuple(sorted({written[name] for name in buried}))) if buried else None


def _domains(url: str) -> Iterator[str]:
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    parts = host.split(".")
    for first in range(len(parts) - 1):
        yield ".".join(parts[first:])


def _buried(session: Session, kind: str, names: Iterable[str]) -> set[str]:
    key = _key(session, make=False)
    if key is None:
        return set()
    digests = {_digest(key, name): name for name in names}
    found: set[str] = set()
    asked = list(digests)
    for first in range(0, len(asked), 1000):
        rows = session.execute(
            sa.select(TOMBSTONES.c.digest).where(
                TOMBSTONES.c.kind == kind, TOMBSTONES.c.digest.in_(asked[first : first + 1000])
            )
        ).scalars()
        found |= {digests[bytes(row)] for row in rows}
    return found


def _digest(key: bytes, name: str) -> bytes:
    return hmac.new(key, name.encode(), hashlib.sha256).digest()


def _key(session: Session, *, make: bool) -> bytes | None:
    query = sa.select(NOTES.c.value).where(NOTES.c.name == _KEY)
    value = session.execute(query).scalar()
    if value is None and make:
        session.execute(
            insert(session, NOTES)
            .values(name=_KEY, value=secrets.token_hex(32))
            .on_conflict_do_nothing(index_elements=["name"])
        )
        value = session.execute(query).scalar()
    return None if value is None else bytes.fromhex(value)
