"""Ids made of what a thing is, so that a database built anew gives the same ones."""

import hashlib
import unicodedata

from storage.records import ArticleId, OrganisationId, PersonId


def article_id(compare_url: str) -> ArticleId:
    """The id of the article at this compare-form address (see worker.urls): the same on every database."""
    return ArticleId("a_" + digest(compare_url))


def person_id(name: str) -> PersonId:
    """The id of the person of this name: case, accents and spacing do not count."""
    return PersonId("p_" + digest(folded(name)))


def organisation_id(name: str) -> OrganisationId:
    """The id of the organisation of this canonical name: case, accents and spacing do not count."""
    return OrganisationId("o_" + digest(folded(name)))


def digest(*parts: str) -> str:
    """Twenty-four hexadecimal digits of a hash over the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def folded(name: str) -> str:
    """A name without case, accents, punctuation and doubled spaces: for comparing only."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = (
        character if character.isalnum() else " "
        for character in plain
        if not (unicodedata.combining(character) and ord(character) < 0x0370)
    )
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))
