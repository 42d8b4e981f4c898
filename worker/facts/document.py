"""An article laid out as one text, so that one pass finds everything: paragraphs, sentences, evidence."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from storage.records import Article, Evidence

MAX_CHARACTERS = 120_000
MAX_CHARACTERS_EAST = 40_000
"""What is read of one article; the rest of a longer text is left alone, so that cost stays bounded."""

_OPENS = r"[\"“„«‚‘¿¡(\[—–-]*\s?[A-ZÀ-ÖØ-Þ0-9ĀČŁŚŠŻŽА-Я]"
_END = re.compile(rf"(?<![.!?…])[.!?…]++[\"”»’')\]]*\s+(?={_OPENS})|\n")
_END_EAST = re.compile(r"[。！？!?]+[」』”’）)]*|\.[\"”’')]*\s+|\n")
"""Korean ends sentences with a full stop and a space; Japanese and Chinese have marks of their own."""
# An abbreviation before the full stop: the sentence goes on.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Inc|Corp|Co|Ltd|vs|Mio|Mrd|Mill|Nr|bzw|ca|etc|usw|Hrsg|No|Sra?|Dra?|Ing|Sig|Dott"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Okt|Dez|z\.B|u\.a|d\.h|i\.e|e\.g|U\.S|M|Mme|approx|est|mln|mld|dhr|mevr|bijv|resp)"
    r"|(?<![^\W\d_])[A-Z])$"
)


MAX_SENTENCE = 1_000
MAX_SENTENCE_EAST = 400
"""Characters of a sentence; a longer one is read in pieces, for some readings weigh all of its words against each other.
Chinese, Japanese and Korean say more with a character."""


@dataclass(slots=True)
class Sentence:
    """A stretch of the document: a sentence, a headline or what stands between two line breaks."""

    start: int
    end: int
    paragraph: int


@dataclass(slots=True)
class Document:
    """``text`` is title and paragraphs joined by line breaks; ``starts[n]`` is where paragraph ``n`` begins."""

    text: str
    lower: str
    """The same length as ``text``: offsets hold in both."""
    starts: list[int]
    sentences: list[Sentence]
    sentence_starts: list[int]
    lang: str
    labels: list[int]
    """The number evidence gives each stretch of ``starts``: 0 the title, -1 the summary, then the paragraphs."""
    _small: frozenset[str] | None = None

    @property
    def lower_words(self) -> frozenset[str]:
        """Words that the text also writes in lower case: these are no names. Looked for once."""
        if self._small is None:
            self._small = frozenset(w for w in re.findall(r"[^\W\d_]{4,}", self.text) if w.islower())
        return self._small

    def evidence(self, start: int, end: int) -> Evidence:
        """Where a stretch stands, for a reader: paragraph, offsets in it, the words."""
        n = bisect_right(self.starts, start) - 1
        base = self.starts[n]
        return Evidence(paragraph=self.labels[n], start=start - base, end=end - base, text=self.text[start:end])

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds ``position``."""
        return bisect_right(self.sentence_starts, position) - 1


def lay_out(article: Article, lang: str) -> Document:
    """The article's title and paragraphs as one text with its sentences. Linear."""
    east = lang in ("ja", "zh", "ko")
    bound = MAX_CHARACTERS_EAST if east else MAX_CHARACTERS
    parts: list[str] = []
    starts: list[int] = []
    size = 0
    labels: list[int] = []
    summary = article.summary if article.summary and article.summary not in article.paragraphs[:1] else ""
    numbered = [(0, article.title), *([(-1, summary)] if summary else []), *enumerate(article.paragraphs, 1)]
    for number, part in numbered:
        if size + len(part) > bound:
            part = part[: max(0, bound - size)]
        starts.append(size)
        labels.append(number)
        parts.append(part)
        size += len(part) + 1
        if size > bound:
            break
    text = "\n".join(parts)
    lower = text.lower()
    if len(lower) != len(text):  # some letters grow (İ): keep offsets equal
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    lower = lower.replace("’", "'")  # one apostrophe for all cue words
    sentences: list[Sentence] = []
    at = 0
    ends, most = (_END_EAST, MAX_SENTENCE_EAST) if east else (_END, MAX_SENTENCE)
    for found in ends.finditer(text):
        end = found.end()
        if found.group()[0] == "." and _ABBREVIATION.search(text, max(at, found.start() - 12), found.start()):
            continue
        if lang == "de" and found.group()[0] == "." and text[found.start() - 1 : found.start()].isdigit():
            continue  # "am 30. Juni"
        if found.start() > at:
            sentences += _no_longer(text, at, min(end, found.start() + len(found.group().rstrip())), most)
        at = end
    if at < len(text):
        sentences += _no_longer(text, at, len(text), most)
    for sentence in sentences:
        sentence.paragraph = bisect_right(starts, sentence.start) - 1
    return Document(text, lower, starts, sentences, [s.start for s in sentences], lang, labels)


def _no_longer(text: str, start: int, end: int, most: int) -> list[Sentence]:
    """The sentence, or its pieces, cut at a space where there is one."""
    pieces: list[Sentence] = []
    while end - start > most:
        cut = text.rfind(" ", start + most // 2, start + most) + 1 or start + most
        pieces.append(Sentence(start, cut, 0))
        start = cut
    pieces.append(Sentence(start, end, 0))
    return pieces
