"""Which outlets an article names as its source."""

import re
import tomllib
from functools import cache

from storage.records import Article, Credit
from worker.facts.document import Document
from worker.facts.gazetteer import DATA
from worker.facts.names import Mention
from worker.facts.outlets import OutletName, flat, load_outlets
from worker.facts.terms import LANGUAGES

_NOT_AFTER = re.compile(
    r"^(?:['’]s (?:parent|owner|publisher)|\s(?:disrupt|30 under|under 30|100\b|500\b|terminal|billionaires|intelligence|philanthropies|lp\b|stock|shares|"
    r"owner|publisher|union|awards?|conference|summit|media\b|list\b)|-(?:liste|ranking)|\s?500)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:former|ex-?|ehemaliger?|ancien(?:ne)?|antiguo|owner of|owns|parent of|sued by|suing|sues|lawsuit by|against|joined|works? (?:at|for)|"
    r"worked (?:at|for)|editor (?:at|of)|journalist (?:at|for)|columnist (?:at|for)|reporter (?:at|for)|reporter at|fortune|propriétaire d[eu]|Klage der)|自|本)\s?$",
    re.IGNORECASE,
)
_TAIL = {
    "ko": re.compile(
        r"([가-힣A-Z]{2,10}(?:신문|일보|뉴스|타임스|저널|방송|데일리|통신|미디어))(?:은|는|이|가)?\s?(?:등)?(?:에 따르면|\s?보도|의 보도|.{0,20}보도했)"
    ),
    "zh": re.compile(
        r"(?:据|據|根据|根據)《([^》]{2,14})》|《([^》]{2,14}(?:报|報|新闻|新聞|周刊|週刊|杂志|雜誌|时报|時報|日报|日報))》(?:报道|報導|報道|援引|引述|率先|披露|称|稱)"
    ),
    "ja": re.compile(
        r"(?:米|英|独|仏|韓国|中国)(?:紙|誌|メディア|テック系メディア|ニュースサイト)(?:の)?[「『]([^」』]{2,20})[」』]|([一-龥]{2,5}(?:新聞|通信))(?:によると|が報じ|の報道|の取材)"
    ),
}
_LATIN_TAIL = re.compile(
    r"(?:according to|reported by|reports|told|selon|d['’]après|laut|según|secondo|segundo|volgens|rapporte|berichtet(?:e)?|noticiou|informó)\s"
    r"(?:the |le |la |les |el |der |die |das |de |il |o |a )?((?:[^\W\d_a-z][\w'’.-]+\s){0,3}"
    r"(?:Times|Post|Journal|Herald|Tribune|Gazette|Chronicle|Zeitung|Tagblatt|Anzeiger|Nachrichten|Rundschau|Courier|Telegraph|Examiner|Globe|Observer))\b"
)


_ARTICLE = re.compile(r"\s(?:the|le|la|der|die|das|el|il|o|a|de|het|den|dem)$")
_ZH = (
    ("据", "據", "援引", "引述", "《", "接受", "告诉"),
    (
        "报道",
        "報導",
        "報道",
        "》",
        "获悉",
        "獲悉",
        "披露",
        "采访",
        "採訪",
        "统计",
        "独家",
        "獨家",
        "援引",
        "称，",
        "记者",
    ),
)
_STRONG: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "zh": _ZH,
    "ja": (
        ("米誌", "米紙", "英紙", "英誌", "米メディア", "「", "『"),
        ("によると", "によれば", "が報じ", "の報道", "の取材", "が伝え", "などが報"),
    ),
    "ko": (
        ("매체", "외신", "방송"),
        ("에 따르면", "보도", "와의 인터뷰", "과의 인터뷰", "가 전했", "이 전했", "은 전했", "는 전했"),
    ),
}
"""What makes an ordinary word an outlet where words do not stand apart."""


@cache
def _cues(lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    data = tomllib.loads((DATA / "credits.toml").read_text(encoding="utf-8"))[lang if lang in LANGUAGES else "en"]
    return tuple(data["before"]), tuple(data["after"])


def credits_of(doc: Document, article: Article, mentions: list[Mention]) -> tuple[Credit, ...]:
    """Each outlet credited, once, where it is first credited; the publishing outlet is none. Linear."""
    own = flat(article.outlet or "")
    outlets = load_outlets()
    own_name = outlets.canonical(article.outlet or "")
    found: dict[str, Credit] = {}
    for start, end, name in outlets.found_in(doc.text):
        if name.outlet in found or name.outlet == own_name or (own and flat(name.outlet) == own):
            continue
        if not _credited(doc, start, end, name):
            continue
        found[name.outlet] = Credit(
            outlet=name.outlet, evidence=doc.evidence(start, end), confidence=0.8 if name.weak else 1.0
        )
    for start, end in _unknown(doc):
        words = doc.text[start:end]
        known = outlets.canonical(words)
        label = known or words
        if label in found or flat(label) == own or (known is None and _covered(mentions, start, end)):
            continue
        if any(flat(words) in flat(other) for other in found):
            continue
        found[label] = Credit(outlet=label, evidence=doc.evidence(start, end), confidence=0.7)
    return tuple(sorted(found.values(), key=lambda c: (c.evidence.paragraph, c.evidence.start)))


def _covered(mentions: list[Mention], start: int, end: int) -> bool:
    return any(m.kind == "person" and m.start < end and start < m.end for m in mentions)


def _credited(doc: Document, start: int, end: int, name: OutletName) -> bool:
    text, lower = doc.text, doc.lower
    if _NOT_AFTER.match(text[end : end + 24]) or _NOT_BEFORE.search(text[max(0, start - 24) : start]):
        return False
    if not name.weak:
        return True
    before, after = _cues(doc.lang)
    head = _ARTICLE.sub("", lower[max(0, start - 34) : start].rstrip(" «“\"„'‘"))
    strong_before, strong_after = _STRONG.get(doc.lang) or (
        tuple(w for w in before if len(w) > 3), tuple(w for w in after if len(w) > 4)
    )  # fmt: skip
    tail = lower[end : end + 30].lstrip(" »”\"'’,")
    if head.endswith(strong_before) or lower.startswith(("-magazin", " magazin", " newsletter"), end):
        return True
    if doc.lang in _STRONG:
        return any(w in tail[:22] for w in strong_after)
    return tail.startswith(strong_after)


def _unknown(doc: Document) -> list[tuple[int, int]]:
    """Names we do not know that the grammar of crediting marks beyond doubt."""
    pattern = _TAIL.get(doc.lang, _LATIN_TAIL)
    spots = []
    for n, match in enumerate(pattern.finditer(doc.text)):
        if n >= 20:
            break
        group = next(i for i in range(1, (match.re.groups or 1) + 1) if match.group(i))
        spots.append(match.span(group))
    return spots
