"""People by the shape of Latin names: capitals, given names, particles, roles and verbs of saying beside them."""

import re

from worker.facts.document import Document
from worker.facts.gazetteer import Gazetteer, name_words
from worker.facts.names import Mention
from worker.facts.surnames import family_names
from worker.facts.terms import Cue

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯẠ-Ỹ"


_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-ɏḀ-ỿ"


_WORD = rf"(?:[{_UPPER}]\.(?:-?[{_UPPER}]\.)?|[{_UPPER}](?:[{_LETTER}]|[’'][{_UPPER}]){{0,40}}(?:-[{_LETTER}]{{1,40}}){{0,5}})"
"""Bounded, for each capital letter of a long word may begin one."""


_PARTICLES = {
    "de": r"(?:van der|van den|van de|von der|von und zu|de la|van|von|de|da|di|du|del|zu)",
    "pt": r"(?:de la|de los|van der|van|von|de|da|do|dos|das|del|di)",
    "nl": r"(?:van der|van den|van de|van 't|van|von|de|den|der|ter|ten|te|el|la|da|di)",
    "": r"(?:van der|van den|van de|von der|de la|de los|del|della|de|da|di|du|van|von|ter|ten|la|le|el|al|bin|ibn|af)",
}


_SEQUENCES = {
    lang: re.compile(
        rf"(?<![{_LETTER}\d])(?:{_WORD})(?:[ \u00a0](?:{words}[ \u00a0])?{_WORD}){{1,19}}(?![{_LETTER}\d])"
    )
    for lang, words in _PARTICLES.items()
}


def capitalised(doc: Document) -> list[tuple[int, int]]:
    """Where two and more capitalised words stand together (with the particles of names between)."""
    return [m.span() for m in (_SEQUENCES.get(doc.lang) or _SEQUENCES[""]).finditer(doc.text)]


def latin_people(
    doc: Document, known: list[Mention], cues: list[Cue], sequences: list[tuple[int, int]], gazetteer: Gazetteer
) -> list[Mention]:
    """People in Latin script that no row names."""
    stops = gazetteer.stop_words
    given, families = gazetteer.given_names, family_names()
    taken = [(m.start, m.end) for m in known]
    role_starts = {c.start for c in cues if c.classes & _EVIDENT}
    role_ends = {c.end for c in cues if c.classes & _EVIDENT}
    roles = {c.start: c.end for c in cues if "role" in c.classes}
    title_end = doc.starts[1] if len(doc.starts) > 1 else len(doc.text)
    headline = _title_case(doc.text[:title_end]) if doc.lang == "en" else False
    found: list[Mention] = []
    t = 0
    for start, end in sequences:
        while t < len(taken) and taken[t][1] <= start:
            t += 1
        # the words of the sequence that no known name covers, as runs
        runs: list[list[tuple[int, int, str]]] = [[]]
        k = t
        for word in _WORDS.finditer(doc.text[start:end]):
            a, b = start + word.start(), start + word.end()
            while k < len(taken) and taken[k][1] <= a:
                k += 1
            if k < len(taken) and taken[k][0] < b:
                if runs[-1]:
                    runs.append([])
                continue
            text = word.group()
            if text in _ARTICLES or (b in roles and text not in given):
                runs.append([])
                continue
            if text in stops or (text.endswith(("s", "S")) and text[:-1] in stops and text not in given):
                runs.append([])
                continue
            runs[-1].append((a, b, text))
        for run in runs:
            mention = _judge(doc, run, given, families, role_starts, role_ends, headline and start < title_end)
            if mention is not None:
                found.append(mention)
    return found


_WORDS = re.compile(r"[^ \u00a0]+")


_EVIDENT = frozenset({"role", "say", "verb"})


_ARTICLES = frozenset(name_words("articles"))


def _title_case(title: str) -> bool:
    words = [w for w in re.findall(r"[A-Za-z][A-Za-z'’-]+", title) if len(w) > 3]
    return len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _judge(
    doc: Document, run: list[tuple[int, int, str]], given: frozenset[str], families: dict[str, frozenset[str]],
    role_starts: set[int], role_ends: set[int], headline: bool,
) -> Mention | None:  # fmt: skip
    """A run of capitalised words as a person, or None."""
    while run and (run[0][2].rstrip(".") in _HONORIFICS or run[0][2][0].islower()):
        run = run[1:]
    while run and run[-1][2][0].islower():
        run = run[:-1]
    words = [w for w in run if not w[2][0].islower()]
    if not 2 <= len(words) <= 20 or len(words[-1][2].rstrip(".")) < 2:
        return None
    # a given name may stand after a word that opens the sentence
    while len(words) > 2 and words[0][2] not in given and words[1][2] in given:
        run = run[1:]
        words = words[1:]
    if doc.lang == "de" and len(words) > 2 and words[0][2] not in given:
        # every noun has a capital: "Unsere Netzexpertin Wiebke Harmsen", "die Hamburger Headhunterin Dörte Kuhlmann"
        first_given = next((k for k, word in enumerate(words[:-1]) if word[2] in given), 0)
        run = run[run.index(words[first_given]) :]
        words = words[first_given:]
    first, last = words[0][2], words[-1][2]
    start, end = run[0][0], run[-1][1]
    text = doc.text[start:end]
    if any(c.isdigit() for c in text) or (last.isupper() and len(last) > 3) or last.endswith("."):
        return None
    head = first.split("-")[0]
    confidence = 0.0
    if first in given or head in given:
        confidence = 0.85
    elif first.rstrip(".") != first and len(first) <= 5 and len(words) <= 3:
        confidence = 0.7
    elif (last in families["pinyin"] or last in families["korean"]) and len(words) == 2 and len(first) < 12:
        confidence = 0.75
    elif (
        (first in families["pinyin"] or first in families["korean"])
        and len(words) == 2
        and ("-" in last or last.isalpha())
    ):
        confidence = 0.6 if first not in ("He", "You", "Long", "She", "Song", "Su", "Sun", "An", "Man") else 0.0
    if headline and confidence < 0.85:
        return None
    if confidence < 0.8 and len(words) <= 4:
        near = any(p in role_ends for p in range(start - 3, start + 1)) or any(
            p in role_starts for p in range(end, end + 8)
        )
        if not near:  # in a list beside somebody found already
            listed = _LISTED.search(doc.text[max(0, start - 40) : start])
            near = listed is not None and listed.group(1) in given
        again = near or doc.text.count(last) > doc.text.count(text)
        opens = (
            start == 0 or doc.text[start - 1] in '\n“„«"' or doc.text[max(0, start - 2) : start] in (". ", "? ", "! ")
        )
        if doc.lang == "de":
            before = doc.lower[max(0, start - 16) : start].split()
            bare = bool(before) and not opens and not before[-1].endswith(_GERMAN_BEFORE_NOUN) and before[-1].isalpha()
            known_again = doc.text.count(last) > doc.text.count(text)  # nouns do not come back as surnames do
            if len(words) == 2 and not last.endswith(_GERMAN_NOUN) and not first.endswith(_GERMAN_NOUN) and bare:
                confidence = max(confidence, 0.6 if known_again else 0.0)
            near = near and (doc.text.count(last) > 1 or text.count(" ") == 1) and not last.endswith(_GERMAN_NOUN)
        if near and (not opens or again) and all(w[2][-1].isalpha() for w in words[1:]):
            confidence = max(confidence, 0.7)
        elif again and len(last) > 3 and doc.lang != "de":
            confidence = max(confidence, 0.65)
    if confidence < 0.6:
        return None
    if len(words) > 4 and not any(
        p in doc.text[start:end] for p in (" de ", " da ", " dos ", " van ", " von ", " bin ")
    ):
        confidence = min(confidence, 0.6)
    return Mention(start, end, "person", text.replace("\u00a0", " "), known=False, confidence=confidence)


_GERMAN_BEFORE_NOUN = tuple(name_words("german_before_noun"))
"""Ends of articles and adjectives: what follows is a common noun."""


_GERMAN_NOUN = tuple(name_words("german_noun"))


_LISTED = re.compile(rf"([{_UPPER}][{_LETTER}'’-]+) [^,.;]{{2,28}}(?:, | and | et | und | y | e | en )$")


_HONORIFICS = frozenset(name_words("honorifics"))
