"""People nobody listed: names told by their shape, given names, roles and verbs of saying around them."""

import re
import tomllib
from bisect import bisect_right
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from worker.facts.document import Document
from worker.facts.gazetteer import DATA, STRONG, Gazetteer, Name, script_of
from worker.facts.names import Mention, stands_alone
from worker.facts.terms import Cue
from worker.facts.transliteration import known_person

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯẠ-Ỹ"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-ɏḀ-ỿ"
_WORD = rf"(?:[{_UPPER}]\.(?:-?[{_UPPER}]\.)?|[{_UPPER}](?:[{_LETTER}]|[’'][{_UPPER}])*(?:-[{_LETTER}]+)*)"
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
_JA = re.compile(
    r"([\u4e00-\u9fff々]{1,3}(?:[\u3041-\u3096]{2,4}|[\u30a1-\u30faー]{2,4})|[\u4e00-\u9fff々]{2,5}|(?<![\u30a1-\u30faー])[\u30a1-\u30faー]{1,12}(?:[・＝=][\u30a1-\u30faー]{1,12}){1,4}|(?<![\u30a1-\u30faー])[\u30a1-\u30faー]{2,12}"
    r"|(?<![A-Za-z])[A-Z][A-Za-z.'-]{1,20}(?: [A-Z][A-Za-z.'-]{1,20}){0,3})"
    r"(?:（[^）]{1,30}）|\([^)]{1,30}\))?(?:氏|さん|博士|准教授|教授|弁護士|上席|最高経営責任者|CEO|社長|代表|副社長|会長|元?記者|CTO)"
)
_JA_FULL = re.compile(
    r"(?<![\u30a1-\u30faー・])[\u30a1-\u30faー]{2,10}(?:[・＝][\u30a1-\u30faー]{1,12}){1,3}(?![\u30a1-\u30faー・])"
)
_SOUND = "阿艾爱安昂奥巴拜班邦保鲍贝本比彼毕宾波伯博勃卜布查柴昌策茨茨达戴丹当道德邓登迪蒂丁东杜敦顿多厄恩尔法凡范方菲芬丰冯弗夫福富伽盖甘冈高戈格葛根贡古瓜圭哈海汉豪赫黑亨洪侯胡华怀惠霍基吉季加嘉贾简江杰捷金津居卡凯坎康考科克肯孔库夸奎昆拉莱赖兰朗劳勒雷蕾黎里理李丽利莉立连廉列林琳留刘龙卢鲁路露伦罗洛吕略马玛迈麦曼芒毛梅门蒙孟米密敏明缪摩莫默姆穆慕那纳娜乃奈南瑙内尼年涅宁纽努诺女欧帕派潘庞佩彭皮平珀蒲普奇齐恰强乔切琴青丘屈琼让热日荣儒瑞若撒萨赛桑瑟森沙莎山珊尚绍舍申盛施诗石史士舒朔斯丝思苏素索塔泰坦汤唐特腾提田廷汀通图托陀瓦万旺威韦维魏温文翁沃乌吾武西希锡席夏香肖谢辛欣兴休雄修许雅亚延扬杨耶叶伊依因英永尤于约泽扎詹章珍芝治朱卓兹祖佐尧姆潘切雷扎琪妮丽蒂妲黛芭琳珍妮露茜克佳达荷柯荷萊羅爾斯納達倫蘭勞爾馬麥邁諾歐韋維溫華約澤紮費飛賈傑濟蓋賓貝魯盧爾曉柏澈祖汗"
_ZH_DOT = re.compile(rf"[{_SOUND}]{{1,6}}(?:[·・•][{_SOUND}]{{1,7}}){{1,2}}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KO_NAME = re.compile(r"(?<![가-힣])([가-힣])([가-힣]{2})(?=\s?$)")
_KO_FOREIGN = re.compile(r"(?<![가-힣A-Za-z])([가-힣]{1,5} [가-힣]{1,6})(?=\s?\(?$)")
_KO_AFTER = re.compile(r"\s([가-힣]{1,5} [가-힣]{2,6}?)(?=(?:은|는|이|가|을|를|도|와|과|의|에게|·|,|\(|\s|$))")
_KO_AFTER_NATIVE = re.compile(r"\s?([가-힣])([가-힣]{2})(?=(?:은|는|이|가|을|를|도|와|과|의|씨|,|\(|\s|$))")
_KO_ENDING = re.compile(
    r"(?:은|는|이|가|을|를|의|에|로|고|며|한|된|할|던|해|서|도|만|들|인|적|일|것|수|등|및|중|년|월|명|개|억|만|와|과|했다|됐다|다)$"
)


@cache
def _family_names() -> dict[str, frozenset[str]]:
    data = tomllib.loads((DATA / "surnames.toml").read_text(encoding="utf-8"))
    return {key: frozenset(value) for key, value in data.items()}


def capitalised(doc: Document) -> list[tuple[int, int]]:
    """Where two and more capitalised words stand together (with the particles of names between)."""
    return [m.span() for m in (_SEQUENCES.get(doc.lang) or _SEQUENCES[""]).finditer(doc.text)]


def unknown_people(
    doc: Document, known: list[Mention], cues: list[Cue], sequences: list[tuple[int, int]], gazetteer: Gazetteer
) -> list[Mention]:
    """People whom no row names. Every one carries a confidence below 1; bounded by one pass over the text."""
    found = _latin(doc, known, cues, sequences, gazetteer)
    if doc.lang == "ja":
        found += _japanese(doc, known, cues)
    elif doc.lang == "zh":
        found += _chinese(doc, known, cues)
    elif doc.lang == "ko":
        found += _korean(doc, known, cues, gazetteer)
    for mention in found:
        if not mention.known and mention.name[0] > "\u1100":
            name = known_person(mention.name, gazetteer)
            if name is not None:
                mention.name, mention.known, mention.confidence = name, True, 0.85
    return _with_back_references(doc, known, found, gazetteer)


def _latin(
    doc: Document, known: list[Mention], cues: list[Cue], sequences: list[tuple[int, int]], gazetteer: Gazetteer
) -> list[Mention]:
    stops = gazetteer.stop_words
    given, families = gazetteer.given_names, _family_names()
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
_ARTICLES = frozenset(
    ["The", "A", "An", "El", "La", "Los", "Las", "Le", "Les", "L'", "Un", "Une", "Una", "Uno", "Il", "Lo", "Gli", "I", "Der", "Die", "Das", "Den", "Dem", "Des", "Ein", "Eine", "Einen", "Einem", "De", "Het", "Een", "O", "Os", "As", "Um", "Uma", "Wer", "Was", "Wie", "Wo", "Erst", "Doch", "Denn", "Wenn", "Weil", "Damit", "Dort", "Hier", "Jetzt", "Nun", "Schon", "Noch", "Nur", "Sogar", "Leuten", "Santa", "Also", "Bis", "Nach", "Zu", "Von", "Bei", "Auch", "Und", "Mit", "Für", "Auf", "Als", "Dass", "Drittel", "Dieser", "Diese", "Dieses", "Sein", "Seine", "Ihre", "Ihr", "Tech", "Former", "Ex", "Rival", "Selon", "Pour", "Avec", "Dans", "Chez", "Après", "Selon", "Secondo", "Per", "Con", "Por", "Para", "Según", "Tras", "Segundo", "Volgens", "Voor", "Bij", "Na", "Met", "Entre", "But", "And", "Then", "When", "After", "Before", "While", "Its", "His", "Her", "Their", "Our", "Your", "My", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Deux", "Trois", "Quatre", "Zwei", "Drei", "Dos", "Tres", "Due", "Tre", "Dois", "Três", "Twee", "Drie", "Foto", "Photo", "Bild", "Imagen", "Read", "Also", "Lire", "Leer", "Leggi", "Leia", "Lees"]
)


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
            if len(words) == 2 and not last.endswith(_GERMAN_NOUN) and not first.endswith(_GERMAN_NOUN) and bare:
                confidence = max(confidence, 0.6)
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


_GERMAN_BEFORE_NOUN = (
    "e",
    "en",
    "er",
    "es",
    "em",
    "der",
    "die",
    "das",
    "den",
    "dem",
    "des",
    "im",
    "am",
    "zum",
    "zur",
    "vom",
    "beim",
    "ins",
    "per",
    "pro",
)
"""Ends of articles and adjectives: what follows is a common noun."""
_GERMAN_NOUN = (
    "ung", "ungen", "heit", "keit", "schaft", "tion", "tionen", "ität", "ismus", "nis", "tum", "chen", "lein", "offerte", "angebot",
    "gruppe", "spitze", "problem", "teile", "firma", "labor", "geschichte", "prämie", "markt", "branche", "stelle", "wochen", "monate",
)  # fmt: skip
_LISTED = re.compile(rf"([{_UPPER}][{_LETTER}'’-]+) [^,.;]{{2,28}}(?:, | and | et | und | y | e | en )$")
_HONORIFICS = frozenset(
    ["Mr", "Mrs", "Ms", "Dr", "Prof", "Professor", "Professeur", "Professora", "Sir", "Herr", "Herrn", "Frau", "Monsieur", "Madame", "M", "Mme", "Sr", "Sra", "Don", "Dott", "Ing", "Signor", "Signora"]
)


def _free(start: int, end: int, known: list[Mention], memory: list[int]) -> bool:
    """True if no known mention overlaps; ``memory`` holds where the last search stopped (calls come in order)."""
    i = memory[0]
    while i < len(known) and known[i].end <= start:
        i += 1
    memory[0] = i
    return i >= len(known) or known[i].start >= end


def _japanese(doc: Document, known: list[Mention], cues: list[Cue]) -> list[Mention]:
    found: list[Mention] = []
    memory = [0]
    for match in _JA.finditer(doc.text):
        start, end = match.span(1)
        name = match.group(1)
        if not _free(start, end, known, memory) or name in _JA_STOPS or name.endswith(("同", "両", "各")):
            continue
        if _HAN.match(name):
            for prefix in _JA_PREFIXES:
                if name.startswith(prefix) and len(name) - len(prefix) >= 2:
                    start += len(prefix)
                    name = name[len(prefix) :]
                    break
            if name.endswith("准"):
                name, end = name[:-1], end - 1
            if len(name) < 2 or any(role in name for role in _JA_ROLE_PARTS):
                continue
        found.append(Mention(start, end, "person", name, known=False, confidence=0.8))
    roles = {c.end for c in cues if "role" in c.classes}
    starts = {c.start for c in cues if "role" in c.classes}
    memory = [0]
    for match in _JA_FULL.finditer(doc.text):
        start, end = match.span()
        if _free(start, end, known, memory) and (
            start in roles or (start - 1) in roles or end in starts or (end + 1) in starts
        ):
            found.append(Mention(start, end, "person", match.group(), known=False, confidence=0.7))
    return found


_JA_STOPS = frozenset(
    ["暫定", "理系", "運動部", "文系", "初代", "新任", "次期", "前任", "後任", "元同僚", "恩師", "女性", "男性", "若手", "匿名", "指導", "准", "助", "同", "両", "両者", "各", "技術", "研究", "開発", "共同", "最高", "元", "前", "米", "英", "関係", "取材", "副", "上級", "名誉", "特任", "客員", "担当", "現", "新", "会社", "企業", "当時", "東大", "客員教授", "大学", "京大", "メタ", "代表", "特別", "名誉"]
)
_JA_PREFIXES = (
    "元",
    "前",
    "米",
    "英",
    "仏",
    "独",
    "中国",
    "同社",
    "創業者",
    "共同創業者",
    "代表",
    "氏",
    "同",
    "当時",
    "研究者",
    "責任者",
    "技術者",
    "幹部",
    "教授",
    "博士",
    "現",
    "社長",
)
_JA_ROLE_PARTS = (
    "研究",
    "技術",
    "責任",
    "経営",
    "担当",
    "大学",
    "会社",
    "開発",
    "人事",
    "部門",
    "企業",
    "関係",
    "広報",
    "取締",
    "執行",
    "上級",
    "最高",
    "主任",
    "弁護",
    "投資",
    "助",
    "講師",
    "代表",
)


def _chinese(doc: Document, known: list[Mention], cues: list[Cue]) -> list[Mention]:
    text = doc.text
    surnames, double = _family_names()["zh"], _family_names()["zh_two"]
    found: list[Mention] = []
    memory = [0]
    for match in _ZH_DOT.finditer(text):
        start, end = match.span()
        if _free(start, end, known, memory) and end - start > 3:
            found.append(Mention(start, end, "person", text[start:end], known=False, confidence=0.8))
    begins = {c.start for c in cues}
    after_role = [
        c.end for c in cues if "role" in c.classes or "former" in c.classes or {"take", "lose"} & set(c.families)
    ]  # fmt: skip
    before_cue = [c.start for c in cues if c.classes & {"role", "say", "verb"}]
    seen: set[int] = set()
    taken = {i for m in (*known, *found) for i in range(m.start, m.end)} if len(known) < 4000 else set()
    for start in after_role:
        chosen = 0
        for size in (3, 2, 4):
            end = start + size
            name = text[start:end]
            if start in taken or not _zh_name(name, surnames, double) or (end - 1) in taken:
                continue
            follows = text[end : end + 1]
            if (
                end in begins
                or not follows
                or follows in "，。、；：（“”《 ,(和与及等在从從将將也曾已是的"
                or text.count(name) > 1
            ):
                chosen = size
                break
            chosen = chosen or (size if size == 3 else 0)
        if chosen and start not in seen:
            seen.add(start)
            found.append(
                Mention(start, start + chosen, "person", text[start : start + chosen], known=False, confidence=0.7)
            )
    for match in _ZH_OPENS.finditer(text):  # a name that opens the clause: "王晓明从谷歌…"
        start = match.end()
        for size in (3, 2):
            name = text[start : start + size]
            if start in taken or start in seen or not _zh_name(name, surnames, double):
                continue
            if text[start + size : start + size + 1] in _ZH_AFTER_NAME:
                seen.add(start)
                found.append(Mention(start, start + size, "person", name, known=False, confidence=0.65))
                break
    for stop in before_cue:
        for size in (3, 2):
            start = stop - size
            if start < 0 or start in seen or start in taken or (stop - 1) in taken:
                continue
            name = text[start:stop]
            if not _zh_name(name, surnames, double):
                continue
            before = text[start - 1 : start]
            if (
                start == 0
                or before in "，。、；：（“”《》 \n,(和与及由向对對为為随隨邀被据请請"
                or text.count(name) > 1
            ):
                seen.add(start)
                found.append(Mention(start, stop, "person", name, known=False, confidence=0.7))
                break
    return found


_ZH_OPENS = re.compile(r"(?:^|(?<=[，。；：“”》\n 的]))")
_ZH_AFTER_NAME = frozenset("从從被将將已曾在于於正离離加转轉重回出宣官也则則与與和获獲拒同随隨")


def _zh_name(name: str, surnames: frozenset[str], double: frozenset[str]) -> bool:
    if len(name) < 2 or any(not "\u4e00" <= c <= "\u9fff" for c in name):
        return False
    if name[:2] in double:
        return len(name) in (3, 4)
    if len(name) > 3 or name[0] not in surnames:
        return False
    return not any(c in _ZH_NO_NAME for c in name[1:]) and name not in _ZH_STOPS


_ZH_NO_NAME = frozenset(
    "的了在是和与及也都将被从到加入离任称说表示曾已正就于对把让给向为还这那其他她它们个名位人员者前后原首席技术部司公队开始去来过不没有又再最更据此以因但而等时年月日万亿美元教授博士总裁职带近提三自先后只并仍均们内外间里其些几各每該该亦带帶负责手上任下中大小多少高长出入得着做想看给请问会能可要没"
)
_ZH_STOPS = frozenset(
    ["高管", "高层", "高薪", "高级", "金钱", "安全", "方面", "方向", "关于", "关键", "单位", "单独", "时间", "时候", "华人", "任何", "任职", "成员", "成立", "成为", "马上", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末", "万元", "万美", "全球", "应用", "白人", "江湖", "石油", "武器", "云计算", "古老", "路透", "路透社", "华尔街", "高价", "高达", "何时", "何人", "管理", "管理层", "游戏", "项目", "常常", "温和", "向来", "于是", "余下", "路线", "简单", "简历", "华裔", "毕业", "季度", "尚未", "单飞", "雷同", "安排", "常见", "万一", "方案", "严重", "易于", "顾问", "许多", "许可", "包括", "左右", "经济", "金融", "程序", "程序员", "凌晨", "时隔", "应届", "应届生", "关系", "关注", "管线", "车企", "华为", "鲁莽", "高校", "石墨", "曲线", "文章", "陆续", "连续", "史上", "计划", "柯南", "雷达", "明星", "明确", "明显", "祝贺", "贺电", "谢绝", "温度", "解释", "解决"]
)


def _korean(doc: Document, known: list[Mention], cues: list[Cue], gazetteer: Gazetteer) -> list[Mention]:
    text, surnames = doc.text, _family_names()["ko"]
    taken = {i for m in known for i in range(m.start, m.end)} if len(known) < 4000 else set()
    roles = {c.start for c in cues if "role" in c.classes}
    found: list[Mention] = []
    seen: set[int] = set()

    def add(start: int, end: int, confidence: float) -> None:
        if start not in taken and (end - 1) not in taken and start not in seen:
            seen.add(start)
            found.append(Mention(start, end, "person", text[start:end], known=False, confidence=confidence))

    titles = {c.start for c in cues if "head" in c.classes}
    stops = [c.start for c in cues if "role" in c.classes]
    stops += [m.start for m in known if m.kind == "org"]
    for match in _KO_PAIR.finditer(text):  # any two words that sound like somebody we know
        one, two = match.group(1), match.group(2)
        if one in _KO_STOPS or (_KO_ENDING.search(one) and len(one) > 2) or not _looks_foreign(one, 0.75):
            continue
        for end in _without_particle(two):
            if not _looks_foreign(two[:end], 0.7):
                continue
            name = known_person(f"{one} {two[:end]}", gazetteer) if end else None
            if name is not None:
                add(match.start(1), match.start(2) + end, 0.8)
                break
    for stop in stops:
        before = text[max(0, stop - 14) : stop]
        base = max(0, stop - 14)
        native = _KO_NAME.search(before)
        if (
            native and stop in roles and native.group(1) in surnames and native.group() not in _KO_STOPS
            and not (_KO_PARTICLE_END if stop in titles else _KO_ENDING).search(native.group())
        ):  # fmt: skip
            add(base + native.start(), base + native.end(), 0.75)
            continue
        foreign = _KO_FOREIGN.search(before)
        if foreign:
            one, two = foreign.group(1).split(" ")
            if (
                not {one, two} & _KO_STOPS
                and not _KO_ENDING.search(one)
                and not _KO_ENDING.search(two)
                and _looks_foreign(one, 0.6)
                and _looks_foreign(two, 0.6)
            ):
                add(base + foreign.start(1), base + foreign.end(1), 0.65)
    for c in cues:
        if "role" not in c.classes:
            continue
        native = _KO_AFTER_NATIVE.match(text, c.end)
        if (
            native and native.group(1) in surnames and native.group().strip() not in _KO_STOPS
            and (not _KO_ENDING.search(native.group()) or text.count(native.group().strip()) > 1)
        ):  # fmt: skip
            add(native.start(1), native.end(2), 0.65)
            continue
        foreign = _KO_AFTER.match(text, c.end)
        if foreign:
            one, two = foreign.group(1).split(" ")
            if (
                not {one, two} & _KO_STOPS
                and not _KO_ENDING.search(one)
                and _looks_foreign(one)
                and _looks_foreign(two)
            ):
                add(foreign.start(1), foreign.end(1), 0.65)
    return found


_KO_PARTICLE_END = re.compile(r"(?:은|는|을|를|의|에|로|고|며|된|할|던|한|인)$")
_KO_PAIR = re.compile(r"(?<![가-힣A-Za-z])([가-힣]{1,5}) (?=([가-힣]{1,8}))")
_KO_PARTICLES = (
    "에게서",
    "에게",
    "으로",
    "에서",
    "이었",
    "과의",
    "와의",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "도",
    "와",
    "과",
    "로",
    "씨",
    "측",
)


def _without_particle(word: str) -> list[int]:
    """How long the name in a word may be: whole, or without a particle at its end."""
    ends = [len(word)] if len(word) <= 6 else []
    ends += [len(word) - len(p) for p in _KO_PARTICLES if word.endswith(p) and len(word) > len(p)]
    return ends


_KO_STOPS = frozenset(
    ["사립대", "박사급", "지난주", "국립대", "명문대", "이공계", "신입", "경력", "스타트업", "주식", "두", "배", "유학", "인력", "제안", "거절", "최상위", "동반", "이탈", "코딩", "그러나", "하지만", "다만", "또한", "회사", "이번", "최근", "인공", "지능", "인공지능", "연구", "개발", "전직", "현직", "핵심", "주요", "공동", "수석", "최고", "창업", "미국", "중국", "한국", "일본", "영국", "오픈", "기술", "전문", "담당", "부문", "사업", "전략", "글로벌", "업계", "관계", "우리", "이후", "지난", "당시", "조직", "정부", "서울", "국내", "해외", "이들", "모두", "박사", "교수", "대학교", "대학원", "전체", "일부", "소속", "출신", "이사회", "인재", "채용", "구글", "메타", "애플", "선임", "책임", "한때", "전임", "신임", "차기", "이전", "공식", "고위", "유명", "기존", "현재", "정보", "정책", "전무", "상무", "이사", "임직원", "연구소", "지난달", "지난해", "현지", "시간", "최연소", "유명한", "천재"]
)
_FOREIGN = frozenset(
    "괴게귀글길겔넬넨네뇨눈니놈늘담댄더덤덩데델도돈될두둘드딕딜라람랑랭러럼런렁레려렸로론롭롱뢰루룬류르를름릉리린릴마만말망매머먼메멘모몬몰무문뮐미민밀바반발방배버번벅벌베벤벨보본볼부북분불브블비빈빌빙사산살삼상새색샌생샨샬선설섀성세센셀셔션셜소솔쇤수순술숨쉐쉔쉘슈슐스슨슬시신실심싱쑨쓰아안알암애앤앨야얀양어언얼에엘엠오온올외요욘용우욱운울워원월웨위윈윌유윤율융은을이인일임잉자잔장재저전정제젠조존종주준중쥔쥘즈증지진질집차찬창채천첸총추춘츄치친침카칸칼캄캐캔컬케켄켈코콘콜쿠쿨크클키킨킬타탄탈태탠터텀테템텐토톤톨투트티틴틸파판팔팡패팬퍼펀페펜펠포폰폴푸풀프플피핀필하한할핸햄허헌헐헤헨헬호홀홍화후훈훌휘히힌힐쌍"
) - frozenset("은을이가를의에서고며한된할전정인일한자장성사산상시신심수순선설세소") | frozenset(
    "츠즈프트크킨튼슨먼턴퍼버저커르케벤브흐베페레렌렉맥잭닉릭믹벨텔젤펠셸콜폴틴린딘닌윈핀킴밀칼폰존톰짐샘벤켄댄팀앤얀잔안드렉샤슈쉬쇼쿠쿤콘타탄토투티히허후홀홉헨핸하스틴마리노자레프데이비루이비첸팡왕웨이랑랜루코코디보로나바라아야오우유웬웅윌워와쿼퀸큐"
)


def _looks_foreign(name: str, share: float = 0.5) -> bool:
    """Syllables that transliterations use far more than Korean words do."""
    return sum(c in _FOREIGN for c in name) >= share * len(name)


def _with_back_references(
    doc: Document, known: list[Mention], found: list[Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """Surnames and given names that stand for a full name elsewhere in the article."""
    full: dict[str, str | None] = {}
    for m in (*found, *known):
        if m.kind != "person" or m.short:
            continue
        shown = doc.text[m.start : m.end]
        for separator in (" ", "・", "·", "＝"):
            if separator in shown:
                last = shown.split(separator)[-1]
                if len(last) > 1 or "\u30a0" < last < "\u30ff":
                    full[last] = m.name if full.get(last, m.name) == m.name else None
                break
        else:
            if doc.lang == "ja" and len(shown) >= 4 and _HAN.match(shown):
                full.setdefault(shown[:2], m.name)
    by_end = {m.name.split(" ")[-1]: m.name for m in known if m.kind == "person" and not m.short}
    for surname, name in by_end.items():
        full.setdefault(surname, name)
    longer: dict[str, str] = {}
    for m in found:
        if _HAN.match(m.name) and len(m.name) >= 4:
            longer.setdefault(m.name[:2], m.name)
            longer.setdefault(m.name[:3], m.name)
    for m in found:  # a lone surname with an honorific points back as well
        shown = doc.text[m.start : m.end]
        if doc.lang == "ja" and len(shown) in (2, 3) and longer.get(shown):
            m.name, m.short = longer[shown], True
        if full.get(shown):
            m.name = full[shown] or m.name
            m.short = True
    wanted = {s: n for s, n in full.items() if n and s not in gazetteer.stop_words and (len(s) > 2 or not s.isascii())}
    if not wanted:
        return found
    occupied = sorted((m.start, m.end) for m in (*known, *found))
    starts = [s for s, _ in occupied]
    words = list(wanted)
    automaton = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
    for index, start, end in automaton.find_matches_as_indexes(doc.text):
        surface = words[index]
        i = bisect_right(starts, start) - 1
        if (i >= 0 and occupied[i][1] > start) or (i + 1 < len(starts) and starts[i + 1] < end):
            continue
        if not stands_alone(doc.text, start, end, Name(surface, "surname", "", STRONG, script_of(surface)), doc.lang):
            continue
        if doc.text[start - 1 : start] == "-" and start:
            continue
        name = wanted[surface]
        found.append(Mention(start, end, "person", name, known=name in gazetteer.people, short=True, confidence=0.8))
    return found
