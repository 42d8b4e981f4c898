"""Who does what to whom: the arguments of one verb of movement, read off the names around it."""

import re
from dataclasses import dataclass, field

from worker.facts.document import Document, Sentence
from worker.facts.roles import Item, Post
from worker.facts.terms import Terms

FAMILIES = (
    "taken",
    "take",
    "lose",
    "leave",
    "quit",
    "join",
    "move",
    "return",
    "become",
    "found",
    "rebuffed",
    "refuse",
    "offer",
    "buy",
)
"""The order in which a form that can be several is tried."""


@dataclass(slots=True)
class Claim:
    """What one verb of one sentence says about one person (or one unnamed group)."""

    person: str | None
    origin: str | None
    destination: str | None
    family: str
    sentence: int
    start: int
    end: int
    description: str | None = None
    count: int | None = None
    whole: int | None = None
    """The number that the counted are part of ("eleven of the fourteen authors")."""
    recruiter: str | None = None
    history: bool = False
    compared: bool = False
    role: str | None = None
    nearby: str | None = None
    weak_origin: bool = False
    """The origin comes from an apposition, not from the verb's own phrase."""
    verb: int = 0
    """Where the verb stands: claims of one verb share it."""
    subject: bool = True
    """True if the mover is the verb's subject, so that the next verb can have the same."""


_AFTER_TIME = re.compile(
    r"\b(?:years?|months|weeks|days|stint|spell|time|career|ans|années|mois|passage|jahren?|monaten|zeit|años|meses|etapa|anni|mesi|anos|meses|"
    r"passagem|jaar|maanden|tijd)\s(?:at|with|in|chez|à|au sein de|bei|en|na|no|bij|in)$"
)
"""After a span of time, a place of work is where somebody comes from: "after five years at"."""


@dataclass(slots=True)
class Scene:
    """What the engine knows while it reads a sentence."""

    doc: Document
    sentence: Sentence
    index: int
    items: list[Item]
    posts: dict[int, Post]
    terms: Terms
    carried: list[str]
    """Who "he" or "the two" would be: the last subjects."""
    marks: dict[int, str] = field(default_factory=dict)

    def mark(self, i: int) -> str:
        """The preposition before (or the particle after) the name at item ``i``; empty if it stands bare."""
        known = self.marks.get(i)
        if known is not None:
            return known
        item = self.items[i]
        terms, text = self.terms, self.doc.lower
        mark = ""
        if terms.order == "sov":
            found = terms.after.match(text, item.end)
            mark = found.group(1) if found else ""
        else:
            low = max(self.sentence.start, item.start - 44)
            if i and (self.items[i - 1].mention is not None or self.items[i - 1].has("verb")):
                low = max(low, self.items[i - 1].end)
            found = terms.before.match(text[low : item.start])
            if (found and not (terms.latin and "'s" in text[low + found.end(1) : item.start])) or found:
                mark = found.group(1)
            if found and terms.latin:
                before = text[low : low + found.end(1)]
                for longer in terms.longer[mark]:
                    if before.endswith(longer):
                        mark = longer
                        break
                else:
                    if _AFTER_TIME.search(before):
                        mark = terms.from_mark
        self.marks[i] = mark
        return mark


def strict(terms: Terms, mark: str, want: str) -> bool:
    """True if the preposition can only mean origin (``from``) or only goal (``to``)."""
    if want == "from":
        return mark in terms.from_marks and mark not in terms.to_marks
    return mark in terms.to_marks and mark not in terms.from_marks


def affiliated(scene: Scene, i: int) -> bool:
    """True if the organisation at item ``i`` only says where a person of the sentence works."""
    mention = scene.items[i].mention
    return any(post.org_mention is mention for post in scene.posts.values())


@dataclass(slots=True)
class Arguments:
    """The organisations a verb can use, sorted by what their prepositions say."""

    origins: list[int] = field(default_factory=list)
    destinations: list[int] = field(default_factory=list)
    agents: list[int] = field(default_factory=list)
    bare_left: list[int] = field(default_factory=list)
    bare_right: list[int] = field(default_factory=list)
    loose_left: list[int] = field(default_factory=list)
    loose_right: list[int] = field(default_factory=list)
    """Marked by a word that can mean either."""


def arguments(scene: Scene, verb: int, left: range, right: range) -> Arguments:
    """Sorts the organisations in reach of the verb at item ``verb``."""
    out = Arguments()
    terms = scene.terms
    for side, reach in (("left", left), ("right", right)):
        for i in reach:
            item = scene.items[i]
            if not item.is_org:
                continue
            mark = scene.mark(i)
            if affiliated(scene, i) and not (mark and side == "right" and strict(terms, mark, "to")):
                continue
            if mark and mark in terms.by_marks and terms.order != "sov" and mark not in terms.from_marks:
                out.agents.append(i)
            elif mark and strict(terms, mark, "from"):
                out.origins.append(i)
            elif mark and strict(terms, mark, "to"):
                out.destinations.append(i)
            elif mark:
                (out.loose_left if side == "left" else out.loose_right).append(i)
            else:
                (out.bare_left if side == "left" else out.bare_right).append(i)
    return out


_NUMBER = r"\d{1,5}(?:[.,]\d{3})?"


def name_of(scene: Scene, i: int | None) -> str | None:
    """The canonical name at item ``i``."""
    if i is None:
        return None
    mention = scene.items[i].mention
    return mention.name if mention else None


@dataclass(slots=True)
class Unnamed:
    """Somebody told by role and number only."""

    start: int
    end: int
    description: str
    org: str | None
    count: int | None
    share: bool = False
    """True for a part of a whole ("a quarter of the staff")."""
    definite: bool = False
    """True if an article points back to somebody told before ("the employee")."""


_SHARE = re.compile(
    r"\b(?:quarter|third|half|most|quart|tiers|moitié|plupart|viertel|drittel|hälfte|cuarto|tercio|mitad|mayoría|quarto|terzo|metà|"
    r"terço|metade|maioria|kwart|derde|helft)\b"
)
_DEFINITE = frozenset(
    [
        "the",
        "le",
        "la",
        "les",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "el",
        "la",
        "los",
        "las",
        "il",
        "lo",
        "i",
        "gli",
        "o",
        "a",
        "os",
        "as",
        "de",
        "het",
    ]
)
_DET = {
    "en": r"(?:an? (?:quarter|third|half|fifth) of|half of|most of|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|another|several|some|more than|at least|dozens of|a dozen|half of|a number of|many|its|their|a group of|the|nearly|over|almost|about)",
    "fr": r"(?:un (?:quart|tiers|cinquième) (?:des|de)|la (?:moitié|plupart) des|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|plusieurs|quelques|des|un autre|une autre|une dizaine de|une douzaine de|une vingtaine de|au moins|plus de|ses|ces|cet|cette|l'|le|la|les)",
    "de": r"(?:ein (?:viertel|drittel|fünftel) der|die hälfte der|eine?[mnrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|mehrere|einige|dutzende|mindestens|rund|mehr als|über|weitere|der|die|den|dem|beide)",
    "es": r"(?:un (?:cuarto|tercio) de|una cuarta parte de|la (?:mitad|mayoría) de|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|varios|varias|algunos|al menos|más de|unos|otro|otra|decenas de|una decena de|los|las|el|la|sus)",
    "it": r"(?:un (?:quarto|terzo) dei|metà dei|gran parte dei|un[oa']?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|diversi|alcuni|almeno|più di|decine di|una decina di|altri|altro|i|gli|le|il|la|lo)",
    "pt": r"(?:um (?:quarto|terço) dos|metade dos|a maioria dos|uma?|dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|vários|várias|alguns|pelo menos|ao menos|mais de|outro|outra|dezenas de|cerca de|os|as|o|a|seus)",
    "nl": r"(?:een (?:kwart|derde) van|de helft van|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|meerdere|enkele|minstens|ruim|zeker|tientallen|nog een|meer dan|de|het|alle)",
}
_COUNT_WORDS = {
    word: n
    for n, words in {
        1: "a an one un une ein eine einen einem einer uno una um uma een één 一",
        2: "two deux zwei dos due dois duas twee 两 兩 二 두",
        3: "three trois drei tres tre três drie 三 세",
        4: "four quatre vier cuatro quattro quatro 四 네",
        5: "five cinq fünf cinco cinque vijf 五 다섯",
        6: "six sechs seis sei zes 六 여섯",
        7: "seven sept sieben siete sette sete zeven 七 일곱",
        8: "eight huit acht ocho otto oito 八 여덟",
        9: "nine neuf neun nueve nove negen 九 아홉",
        10: "ten dix zehn diez dieci dez tien 十 열",
        11: "eleven onze elf once undici 十一",
        12: "twelve douze zwölf doce dodici doze twaalf 十二",
    }.items()
    for word in words.split()
}
_UNNAMED_LATIN = {
    lang: re.compile(
        rf"(?:^|[\s(«“„\"'’—–-])((?:{det}\s+(?:of\s+)?|{_NUMBER}\s+)(?:{det}\s+|{_NUMBER}\s+)?(?:[^\s,.;:()]+\s+){{0,4}})$",
        re.IGNORECASE,
    )
    for lang, det in _DET.items()
}
_PURPOSE = re.compile(r"\s(?:pour|para|per)(?=\s)", re.IGNORECASE)
"""What a measure is for is another phrase than the measure ("ses primes pour garder ses chercheurs")."""
_UNNAMED_CJK = {
    "ja": re.compile(r"((?:\d+|[一二三四五六七八九十数]+)人の?|ある|複数の|多数の|別の|一部の)?[^、。「」，]{0,8}$"),
    "zh": re.compile(
        r"((?:\d+|[一二两兩三四五六七八九十数數多几幾]+)(?:名|位|个|個|余名|多名|多位)|某|一名|一位|多名|多位|数名)[^，。、；：“”]{0,8}$"
    ),
    "ko": re.compile(r"((?:한|두|세|네|\d+)(?:명의)?|익명의|일부|복수의|여러)?\s?[^,.·]{0,8}$"),
}
_GENITIVE = {
    "ja": re.compile(r"^(?:社|側)?(?:の|系)?[^はがをにへで、から]{0,8}$"),
    "ko": re.compile(r"^(?:의)?\s?(?:[가-힣A-Z]+\s)?$|^(?:의)?\s?[^은는이가을를로에,]{0,8}$"),
    "zh": re.compile(r"^(?:的|旗下|公司)?[^向对對被从從给給为為，]{0,5}$"),
}
"""Between an organisation and the people who belong to it."""
_TAIL_COUNT = re.compile(
    r"^\s?(?:ら|들)?\s?(?:약|約|计|共|少なくとも|최소)?\s?(\d{1,5}|[一二三四五六七八九十]+|한|두|세|네|다섯)\s?(?:人|名|명|位)"
)


def unnamed(scene: Scene, i: int) -> Unnamed | None:
    """The role at item ``i`` as an unnamed person or group, if it has number or article and names nobody."""
    item, terms, text = scene.items[i], scene.terms, scene.doc.text
    if not item.has("role") or item.has("head"):
        return None
    for post in scene.posts.values():
        if post.start <= item.start and item.end <= post.end:
            return None
    low = max(scene.sentence.start, item.start - 48)
    if i and scene.items[i - 1].is_person:
        low = max(low, scene.items[i - 1].end)
    before = text[low : item.start]
    org: str | None = None
    count: int | None = None
    definite_word = share = False
    start, end = item.start, item.end
    if terms.latin:
        pattern = _UNNAMED_LATIN[terms.lang]
        found = pattern.search(before)
        if found is not None and (purpose := list(_PURPOSE.finditer(found.group(1)))):
            before, low = before[found.start(1) + purpose[-1].end() :], low + found.start(1) + purpose[-1].end()
            found = pattern.search(before)
        if found is None:
            definite = re.search(r"(?:^|[\s(«])(l['’])$", before)
            if definite:
                return Unnamed(
                    low + definite.start(1), end, text[low + definite.start(1) : end], None, 1, definite=True
                )
            plural = re.search(r"(?:^|[\s(«“„-])$", before) or before.endswith("-")
            if not plural:
                return None
            start = low + len(before)
        else:
            start = low + found.start(1)
            share = _SHARE.search(found.group(1).lower()) is not None
            definite_word = not share and found.group(1).split()[0].lower() in _DEFINITE
            for word in re.findall(r"\d[\d.,]*|[^\W\d_]+", found.group(1).lower()):
                if word[0].isdigit():
                    count = int(re.sub(r"[.,]", "", word))
                    break
                if word in _COUNT_WORDS:
                    count = _COUNT_WORDS[word]
                    break
    else:
        found = _UNNAMED_CJK[terms.lang].search(before)
        if found and found.group(1):
            start = low + found.start(1)
            number = re.match(r"\d+", found.group(1))
            count = int(number.group()) if number else _COUNT_WORDS.get(found.group(1)[:1])
        tail = _TAIL_COUNT.match(text[end : end + 10])
        if tail:
            end += tail.end()
            count = int(tail.group(1)) if tail.group(1).isdigit() else _COUNT_WORDS.get(tail.group(1)[:1])
    for j in range(i - 1, max(-1, i - 4), -1):  # "a Meta engineer", "OpenAI-Forscher"
        near = scene.items[j]
        gap = text[near.end : item.start]
        if not terms.latin and near.is_org and not _GENITIVE[terms.lang].match(gap):
            break
        if near.is_org and len(gap) < 26 and "," not in gap:
            if near.start >= start or not terms.latin or text[near.end : item.start] in ("-", " ", "'s ", "’s "):
                org = name_of(scene, j)
                start = min(start, near.start)
            break
        if near.has("verb"):
            break
    if org is None and i + 1 < len(scene.items):
        near = scene.items[i + 1]
        gap = text[end : near.start]
        if near.has("former") and i + 2 < len(scene.items):
            near = scene.items[i + 2]
            gap = text[end : near.start]
        if near.is_org and len(gap) < 26 and not re.search(r"[,.;:、。，]", gap):
            mark = scene.mark(scene.items.index(near)) if terms.order != "sov" else ""
            if mark in terms.at_marks or mark in terms.from_marks or gap.strip() == "":
                org = name_of(scene, scene.items.index(near))
                end = near.end
    return Unnamed(start, end, text[start:end].strip(), org, count, share=share, definite=definite_word and org is None)


_PEOPLE_COUNTED = re.compile(
    r"(?:約|约|약|計|计|少なくとも|至少|최소)?\s?(\d{1,4})\s?(?:余|多|여|餘)?(?:人|名|명|位)(?:超|余り)?(?![\u4e00-\u9fff]?工)"
)


def counted(scene: Scene) -> list[Unnamed]:
    """Counted people in Japanese, Chinese and Korean who go without a role word: "約40人"."""
    start, end = scene.sentence.start, scene.sentence.end
    return [
        Unnamed(m.start(), m.end(), m.group().strip(), None, int(m.group(1)))
        for m in _PEOPLE_COUNTED.finditer(scene.doc.text, start, end)
        if int(m.group(1)) > 1
    ]
