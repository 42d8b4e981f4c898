"""From an article to its facts: who, where from, where to, how much, in whose words. Thinks only; no input or output."""

from storage.records import Article, Extraction, Kind, OrgMention, Part, PersonMention
from worker.facts.document import lay_out
from worker.facts.gazetteer import Gazetteer, load_gazetteer
from worker.facts.names import known_names

VERSION = "facts-1"
"""Raised whenever the same article may give other facts; stored with each extraction."""


def extract(article: Article, *, kind: Kind | None = None, gazetteer: Gazetteer | None = None) -> Extraction:
    """What the article says, each fact with the words that say it.

    ``kind`` is the verdict's kind, if there is one: it breaks ties between readings of a move. Deterministic, linear
    in the article's length and bounded (``document.MAX_CHARACTERS``). Never raises on odd text.
    """
    gazetteer = gazetteer or load_gazetteer()
    doc = lay_out(article, (article.lang or "en")[:2])
    people: dict[str, PersonMention] = {}
    organisations: dict[str, OrgMention] = {}
    for m in known_names(doc, gazetteer):
        evidence = doc.evidence(m.start, m.end)
        if m.kind == "org":
            organisations.setdefault(
                m.name, OrgMention(name=m.name, known=m.known, evidence=evidence, confidence=m.confidence)
            )
        else:
            people.setdefault(
                m.name,
                PersonMention(name=m.name, part=Part.BACKGROUND, evidence=evidence, confidence=m.confidence),
            )
    return Extraction(
        people=tuple(people.values()), organisations=tuple(organisations.values()), version=VERSION
    )
