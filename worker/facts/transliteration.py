"""Names in kana, hangul and Chinese characters against the Latin names we know, by their consonants.

Transliterations vary from paper to paper, so no list of aliases is complete. Both sides are reduced to classes of
consonants (a transliteration keeps those, more or less in order) and compared by weighted edit distance; only a
clear and only winner counts. Chinese names of Chinese people are compared by pinyin, syllable by syllable.
"""

import re
import tomllib
import unicodedata
from functools import cache

from worker.facts.gazetteer import DATA, Gazetteer

_KANA = {
    "ア": "a", "イ": "i", "ウ": "u", "エ": "e", "オ": "o", "カ": "ka", "キ": "ki", "ク": "ku", "ケ": "ke", "コ": "ko",
    "ガ": "ga", "ギ": "gi", "グ": "gu", "ゲ": "ge", "ゴ": "go", "サ": "sa", "シ": "shi", "ス": "su", "セ": "se", "ソ": "so",
    "ザ": "za", "ジ": "ji", "ズ": "zu", "ゼ": "ze", "ゾ": "zo", "タ": "ta", "チ": "chi", "ツ": "tsu", "テ": "te", "ト": "to",
    "ダ": "da", "ヂ": "ji", "ヅ": "zu", "デ": "de", "ド": "do", "ナ": "na", "ニ": "ni", "ヌ": "nu", "ネ": "ne", "ノ": "no",
    "ハ": "ha", "ヒ": "hi", "フ": "fu", "ヘ": "he", "ホ": "ho", "バ": "ba", "ビ": "bi", "ブ": "bu", "ベ": "be", "ボ": "bo",
    "パ": "pa", "ピ": "pi", "プ": "pu", "ペ": "pe", "ポ": "po", "マ": "ma", "ミ": "mi", "ム": "mu", "メ": "me", "モ": "mo",
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ラ": "ra", "リ": "ri", "ル": "ru", "レ": "re", "ロ": "ro", "ワ": "wa", "ヲ": "o",
    "ン": "n", "ヴ": "bu", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "a", "ュ": "u", "ョ": "o", "ッ": "",
    "ー": "",
}  # fmt: skip
_LEAD = ("k", "k", "n", "t", "t", "r", "m", "b", "b", "s", "s", "", "j", "j", "ch", "k", "t", "p", "h")
_TAIL = (
    "", "k", "k", "k", "n", "n", "n", "t", "r", "r", "r", "r", "r", "r", "r", "r", "m", "b", "b", "t", "t", "n", "t",
    "t", "k", "t", "p", "",
)  # fmt: skip
_DIGRAPHS = (
    ("sch", "s"), ("tsch", "s"), ("cz", "s"), ("sz", "s"), ("ch", "s"), ("sh", "s"), ("ph", "p"), ("th", "t"),
    ("ck", "k"), ("qu", "kw"), ("gh", ""), ("kn", "n"), ("wr", "r"), ("zh", "s"), ("ts", "s"), ("tz", "s"), ("ng", "n"),
    ("mc", "mk"), ("dj", "s"), ("x", "ks"),
)  # fmt: skip
_CLASS = {
    **dict.fromkeys("bpfv", "P"), **dict.fromkeys("kgq", "K"), **dict.fromkeys("td", "T"), **dict.fromkeys("szj", "S"),
    **dict.fromkeys("nm", "N"), **dict.fromkeys("lr", "R"), "h": "H", "w": "W",
}  # fmt: skip


def _classes(word: str) -> str:
    """The consonant classes of a Latin word, vowels left out."""
    flat = "".join(
        c for c in unicodedata.normalize("NFKD", word.lower().replace("ł", "l")) if c.isalpha() and c.isascii()
    )
    flat = re.sub(r"c(?=[eiy])", "s", flat)
    for a, b in _DIGRAPHS:
        flat = flat.replace(a, b)
    flat = flat.replace("c", "k")
    out = ""
    for c in flat:
        k = _CLASS.get(c, "")
        if k and not (out and out[-1] == k and k in "KPTRNS"):
            out += k
        elif not k and out and out[-1] != "-":
            out += "-"  # a vowel keeps doubled consonants apart
    return out.replace("-", "")


def _kana(word: str) -> str:
    return "".join(_KANA.get(c, "") for c in word)


def _hangul(word: str) -> str:
    out = []
    for c in word:
        n = ord(c) - 0xAC00
        if 0 <= n < 11172:
            vowel = "aeiou"[(n // 28) % 21 % 5]
            out.append(_LEAD[n // 588] + vowel + _TAIL[n % 28])
    return "".join(out)


_WEAK = {"R": 0.45, "H": 0.35, "W": 0.35, "N": 0.8}


_CLOSE = ({"P", "W"}, {"S", "T"})


def _distance(a: str, b: str) -> float:
    """Edit distance over consonant classes; sounds that transliterations drop or add cost less."""
    previous = [0.0]
    for c in b:
        previous.append(previous[-1] + _WEAK.get(c, 0.9))
    for ca in a:
        current = [previous[0] + _WEAK.get(ca, 0.9)]
        for j, cb in enumerate(b):
            swap = 0.0 if ca == cb else 0.7 if {ca, cb} in _CLOSE else 1.2
            current.append(
                min(previous[j] + swap, previous[j + 1] + _WEAK.get(ca, 0.9), current[j] + _WEAK.get(cb, 0.9))
            )
        previous = current
    return previous[-1]


@cache
def _skeletons(names: tuple[str, ...]) -> list[tuple[str, tuple[str, ...], frozenset[str]]]:
    rows = []
    for name in names:
        parts = name.split(" (")[0].split()
        chinese = any(p in romanised_surnames() for p in parts)
        heard = tuple(_classes(_softened(p.lower()) if chinese else p) for p in parts)
        rows.append((name, heard, frozenset(re.sub(r"[^a-z]", "", p.lower()) for p in parts)))
    return rows


@cache
def romanised_surnames() -> frozenset[str]:
    """Chinese family names in pinyin: their owners' names follow other spelling rules."""
    return frozenset(tomllib.loads((DATA / "surnames.toml").read_text(encoding="utf-8"))["pinyin"])


_MEMORY: dict[tuple[str, bool], str | None] = {}


def known_person(shown: str, gazetteer: Gazetteer, *, strict: bool = False) -> str | None:
    """The known person whose name this is in another script, or None. Remembers its answers (bounded).

    ``strict``: nothing but the name's place in the text speaks for it, so it must sound just so.
    """
    key = (shown, strict)
    if key in _MEMORY:
        return _MEMORY[key]
    if len(_MEMORY) > 20_000:
        _MEMORY.clear()
    result = _MEMORY[key] = _find(shown, gazetteer, 0.07 if strict else 1.0)
    return result


def _find(shown: str, gazetteer: Gazetteer, most: float) -> str | None:
    table = _skeletons(tuple(gazetteer.people))
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", shown):
        return _by_pinyin(shown, table)
    parts = [p for p in re.split(r"[・·•＝=\s]", shown) if p]
    if len(parts) < 2:
        return None
    if "\u30a0" <= parts[0][0] <= "\u30ff":
        spoken = [_classes(_kana(p)) for p in parts]
    elif "\uac00" <= parts[0][0] <= "\ud7a3":
        spoken = [_classes(_hangul(p)) for p in parts]
    elif "\u4e00" <= parts[0][0] <= "\u9fff":
        from pypinyin import lazy_pinyin

        spoken = [_classes("".join(_softened(s) for s in lazy_pinyin(p))) for p in parts]
    else:
        return None
    if sum(map(len, spoken)) < 3:
        return None
    scored: list[tuple[float, str]] = []
    han = "\u4e00" <= parts[0][0] <= "\u9fff"
    size, heads = sum(map(len, spoken)), {p[:1] for p in spoken}
    for name, skeleton, _ in table:
        if abs(sum(map(len, skeleton)) - size) > 3 or not any(p[:1] in heads for p in skeleton):
            continue
        if han and any("\u4e00" <= c <= "\u9fff" for a in gazetteer.people[name].aliases[:1] for c in a if len(a) < 4):
            continue  # somebody with a name in characters is not written by sound
        if len(skeleton) != len(spoken):
            if len(skeleton) < 2 or len(spoken) > len(skeleton):
                continue
            skeleton = (skeleton[0], skeleton[-1]) if len(spoken) == 2 else skeleton
            if len(skeleton) != len(spoken):
                continue
        best = min(
            sum(_distance(a, b) for a, b in zip(order, skeleton, strict=True))
            + (0.3 if order != tuple(spoken) else 0.0)
            for order in ((tuple(spoken), tuple(reversed(spoken))) if len(spoken) == 2 else (tuple(spoken),))
        )
        scored.append((best / max(3, sum(map(len, skeleton))), name))
    scored.sort()
    if not scored:
        return None
    gap = scored[1][0] - scored[0][0] if len(scored) > 1 else 1.0
    limit = (0.13 if han else 0.15) + (0.03 if gap > 0.12 else 0.0)
    if size < 5:
        limit = 0.04 if size > 3 else 0.0
    return scored[0][1] if scored[0][0] <= min(limit, most) and gap >= 0.06 else None


def _softened(syllable: str) -> str:
    """Pinyin as transliterations use it: x, q and j sound like s; r stands for r; a final n or ng for n."""
    return syllable.replace("q", "s").replace("x", "s").replace("er", "r").replace("h", "h")


def _by_pinyin(shown: str, table: list[tuple[str, tuple[str, ...], frozenset[str]]]) -> str | None:
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(shown)
    wanted = {frozenset({syllables[0], "".join(syllables[1:])})}
    if len(syllables) == 4:
        wanted.add(frozenset({"".join(syllables[:2]), "".join(syllables[2:])}))
    hits = [name for name, _, tokens in table if len(tokens) == 2 and tokens in wanted]
    return hits[0] if len(hits) == 1 else None
