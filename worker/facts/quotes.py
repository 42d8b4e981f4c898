"""Words between quotation marks, and which of them somebody said."""

import re
from dataclasses import dataclass, replace

from storage.records import Quote
from worker.facts.document import Document
from worker.facts.names import Mention
from worker.facts.outlets import load_outlets
from worker.facts.quotes_speakers import Speaker, Voices

MAX_QUOTES = 300
"""Quotes looked at in one article."""
MAX_LENGTH = 1500
"""Characters within one pair of marks; longer is an unbalanced mark."""

_MARKS = re.compile(r"[«»“”„‟‚‘’「」『』\"《》]|(?<![^\W\d_])'(?=\w)|(?<=[\w.,!?…)])'(?![A-Za-zÀ-ÿ])")
_CLOSERS = {
    "«": "»",
    "»": "«",
    "“": '”“"',
    "„": '“”"',
    "‟": "”",
    "‚": "‘’",
    "‘": "’",
    "「": "」",
    "『": "』",
    '"': '"”',
    "'": "'",
    "”": "”",
}
_SINGLE = frozenset("‘‚'")


@dataclass(slots=True)
class Marked:
    """What stands between a pair of outer marks; ``start`` and ``end`` lie inside of them."""

    start: int
    end: int
    paragraph: int
    mark: str

    @property
    def outer(self) -> tuple[int, int]:
        """The stretch with its marks."""
        return self.start - len(self.mark), self.end + (1 if self.mark else 0)


def marked_in(doc: Document) -> list[Marked]:
    """Every stretch between outer quotation marks, paragraph by paragraph. One pass; linear, marks may be unbalanced."""
    text, lang = doc.text, doc.lang
    bounds = [*doc.starts[1:], len(text) + 1]
    found: list[Marked] = []
    paragraph, stop = 0, bounds[0] - 1
    opener, at, depth = "", 0, 0
    previous_open = False
    for mark in _MARKS.finditer(text):
        c, i = mark.group(), mark.start()
        while i >= stop and paragraph + 1 < len(bounds):
            previous_open = bool(opener and opener in '“«„"' and stop - at <= MAX_LENGTH and stop - at > 40)
            if previous_open:
                # speech that runs on into the next paragraph opens again there and closes only at its end
                nxt = text[stop + 1 : stop + 2]
                if nxt == opener and opener != '"':
                    found.append(Marked(at, stop, paragraph, opener))
            opener, depth = "", 0
            paragraph += 1
            stop = bounds[paragraph] - 1
        if opener and i - at > MAX_LENGTH:
            opener, depth = "", 0
        if not opener:
            if c in "《》」』’" or (c == "»" and lang != "de") or (c == "”" and not _opens(text, i)):
                continue
            if c in _SINGLE and (lang not in ("en", "nl", "ko", "zh", "de") or not _opens(text, i)):
                continue
            if c == '"' and not _opens(text, i) and lang not in ("ja", "zh", "ko"):
                continue
            opener, at, depth = c, i + len(c), 0
            continue
        if opener in _SINGLE and c in '“"' and lang == "ko":
            opener, at, depth = c, i + 1, 0
            continue
        if c == opener and c not in _CLOSERS[opener]:
            depth += 1
            continue
        if c in _CLOSERS[opener]:
            if depth:
                depth -= 1
                continue
            if c in "’'" and i + 1 < len(text) and text[i + 1].isalpha() and text[i + 1] < "\u0250":
                continue  # an apostrophe
            if i > at:
                found.append(Marked(at, i, paragraph, opener))
            opener = ""
            if len(found) >= MAX_QUOTES:
                break
    return found + _dashed(doc) if lang in ("es", "pt", "fr") else found


def _dashed(doc: Document) -> list[Marked]:
    """—Q1 —dijo P—. Q2: speech that a dash opens at the head of a paragraph; the dashes inside of it fence the speaker."""
    found: list[Marked] = []
    text = doc.text
    for n, start in enumerate(doc.starts):
        if text[start : start + 1] not in ("—", "―") or doc.labels[n] <= 0 or len(found) >= MAX_QUOTES:
            continue
        end = _stop(doc, n)
        first = text.find("—", start + 2, min(end, start + MAX_LENGTH))
        if first < 0:
            continue
        found.append(Marked(start + 1, first, n, "—"))
        second = text.find("—", first + 1, min(end, first + 200))
        if 0 < second < end - 4:
            after = second + 1
            while after < end and text[after] in ".,:; ":
                after += 1
            if end - after > 8:
                found.append(Marked(after, end, n, ""))
    return found


def _opens(text: str, i: int) -> bool:
    """True if the mark at ``i`` stands where speech can begin: before a letter, after a space or a bracket."""
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    return (before.isspace() or before in "([—–-:…/\u200b«“，,。.") and not after.isspace()


_WORDS = re.compile(r"\w+")


def quotes_of(doc: Document, marked: list[Marked], mentions: list[Mention]) -> tuple[Quote, ...]:
    """Words said, each with its speaker; scare quotes and titles of works are left out.

    Every stretch between marks is an entry of its own; what headline and body both quote is one, in the body's words.
    """
    voices = Voices(doc, mentions)
    marked = sorted(_parted(doc, marked), key=lambda m: m.start)
    kept: list[tuple[Marked, Speaker]] = []
    outer = [m.outer for m in marked]
    last_end, last_paragraph = 0, -1
    outlets = load_outlets()
    for k, m in enumerate(marked):
        if m.mark in _SINGLE and doc.lang == "ko":
            continue
        if m.end - m.start < 40 and outlets.canonical(doc.text[m.start : m.end]):
            continue  # the name of a paper, not words said
        before_end = last_end if last_paragraph == m.paragraph else doc.starts[m.paragraph]
        after_end = (
            outer[k + 1][0]
            if k + 1 < len(marked) and marked[k + 1].paragraph == m.paragraph
            else _stop(doc, m.paragraph)
        )
        speaker = voices.speaker(m.start, m.end, outer[k], before_end, after_end, m.paragraph)
        if speaker is not None:
            kept.append((m, speaker))
            last_end, last_paragraph = outer[k][1], m.paragraph
    return _records(doc, kept)


def _parted(doc: Document, marked: list[Marked]) -> list[Marked]:
    """« Q1, a déclaré P, Q2 »: French and Italian put the speaker inside of the marks; the parts come apart there."""
    pattern = _INCISE.get(doc.lang)
    if pattern is None:
        return marked
    parted: list[Marked] = []
    for m in marked:
        found = pattern.search(doc.text, m.start + 8, m.end)
        if found is None:
            parted.append(m)
            continue
        parted.append(Marked(m.start, found.start(1), m.paragraph, m.mark))
        parted.append(Marked(found.end(1), m.end, m.paragraph, ""))
    return parted


_VERB_FR = (
    r"(?:se\s(?:souvient|désole|réjouit|rappelle|moque|console)|(?:a|ont)(?:-t-(?:il|elle|on|ils|elles))?\s\w+é|(?:s['’])?(?:déclar|racont|expliqu|confi|affirm|tranch|résum|soupir|ironis|plaisant|ajout|pour?suit|conclu|estim|assur|glis|lanc|observ|jug|"
    r"regrett|déplor|rappell|martèl|analys|témoign|comment|insist|not|précis|indiqu|répond|dit|écrit|reconnaît|prévient|sourit|rit|nuanc|avou|amus)\w*(?:-t?-?(?:il|elle|on|ils|elles))?)"
)
_INCISE = {
    "fr": re.compile(
        rf"(?<=[,?!…])\s*(\s{_VERB_FR}(?:\s[^,.«»]{{2,80}}?(?:,\s(?:qui|chercheu|profess|ingéni|directeu|directri|fondat|cofondat|responsable|patron|avocat|PDG|président|[A-ZÉ])[^,.«»]{{2,90}})?)?[,.]\s)"
    ),
    "it": re.compile(
        r"(?<=\w)[,.]?(\s[-–—]\s(?:ha|hanno|dice|spiega|racconta|aggiunge|osserva|commenta|scrive|sottolinea|prosegue|conclude|ammette)\b[^«»]{0,90}?\s?[-–—]\s)"
    ),
}


def _stop(doc: Document, paragraph: int) -> int:
    return doc.starts[paragraph + 1] - 1 if paragraph + 1 < len(doc.starts) else len(doc.text)


def _records(doc: Document, kept: list[tuple[Marked, Speaker]]) -> tuple[Quote, ...]:
    seen: dict[str, int] = {}
    rows: list[Quote] = []
    body = [(m, s) for m, s in kept if doc.labels[m.paragraph] > 0]
    for m, s in [*body, *((m, s) for m, s in kept if doc.labels[m.paragraph] <= 0)]:
        start, end = m.start, m.end
        while start < end and doc.text[start] in " \u00a0\u202f":
            start += 1
        while end > start and doc.text[end - 1] in " \u00a0\u202f":
            end -= 1
        key = "".join(_WORDS.findall(doc.lower[start:end]))
        if not key:
            continue
        if key in seen:
            known = rows[seen[key]]
            if known.speaker is None and s.name is not None and s.confidence > known.confidence:
                rows[seen[key]] = replace(
                    known, speaker=s.name, speaker_desc=None, evidence=doc.evidence(start, end), confidence=s.confidence
                )
            continue
        if doc.labels[m.paragraph] <= 0 and any(_alike(key, other) for other in seen):
            continue
        seen[key] = len(rows)
        rows.append(
            Quote(
                speaker=s.name, speaker_desc=s.description, text=doc.text[start:end], lang=doc.lang,
                evidence=doc.evidence(start, end), confidence=s.confidence,
            )
        )  # fmt: skip
    return tuple(rows)


def _alike(a: str, b: str) -> bool:
    """True if one says the other, whole or shortened, as headlines do."""
    if len(a) > len(b):
        a, b = b, a
    if a in b and len(a) >= 6:
        return True
    grams = {a[i : i + 3] for i in range(len(a) - 2)}
    if len(grams) < 4:
        return False
    others = {b[i : i + 3] for i in range(min(len(b), 400) - 2)}
    return len(grams & others) / len(grams) > 0.6
