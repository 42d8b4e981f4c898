"""Japanese, Chinese and Korean firms nobody listed: told by the word before the name and by how the name ends."""

import re

from worker.facts.document import Document
from worker.facts.firm_words import firm_words
from worker.facts.gazetteer import Gazetteer, name_words


def _repeated(text: str, lead: str) -> set[str]:
    """Chinese names after a firm word, as long as they come again: "卫星公司天眸和" with 天眸 elsewhere."""
    no_name = frozenset(name_words("zh_no_name")) | frozenset(name_words("zh_after_name"))
    found: set[str] = set()
    for match in re.finditer(rf"(?:{lead})[“「]?(?=[\u4e00-\u9fff]{{2}})", text):
        start = match.end()
        base = text.count(text[start : start + 2])
        if base < 2 or any(c in no_name for c in text[start : start + 2]):
            continue
        end = start + 2
        while (
            end < start + 9
            and "\u4e00" <= text[end : end + 1] <= "\u9fff"
            and text.count(text[start : end + 1]) == base
        ):
            end += 1
        name = text[start:end]
        if (
            len(name) <= 8
            and name not in _GENERIC
            and not name.startswith(("公司", "企业", "表示", "宣布", "员工", "团队", "工程", "研究", "技术", "人才"))
        ):
            found.add(name)
    return found


_DOTTED = re.compile(
    r"(?<![\u30a1-\u30faー・])[\u30a1-\u30faー]{2,10}(?:・[\u30a1-\u30faー]{2,10}){1,2}(?![\u30a1-\u30faー・])"
)
_HONOURED = re.compile(
    r"(?:（[^）]{1,30}）)?(?:氏|さん|CEO|社長|博士|教授|代表|会長|最高|副社長|容疑者|選手|監督|記者)|[（(][A-Z][a-z]+ [A-Z]"
)


def _dotted(text: str) -> set[str]:
    """Katakana names with a dot that come again and nobody calls by a title: firms rather than people."""
    places: dict[str, list[int]] = {}
    for match in _DOTTED.finditer(text):
        places.setdefault(match.group(), []).append(match.end())
    return {name for name, ends in places.items() if len(ends) > 1 and not any(_HONOURED.match(text, e) for e in ends)}


_JA_ENDS = r"(?=[のはがにをへとで、，（(社])"
_JA_NAME = (
    r"([\u30a1-\u30faー]{3,12}(?:・[\u30a1-\u30faー]{2,10})?(?:AI|[\u4e00-\u9fff]{2})?|[A-Z][A-Za-z0-9]{2,}(?: [A-Z][A-Za-z0-9]+)*)"
)
_KO_ENDS = r"(?=(?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|,|\s|\(|$))"


def eastern_firms(doc: Document, gazetteer: Gazetteer) -> set[str]:
    """Surfaces of names that the article introduces as firms."""
    data = firm_words()["cjk"]
    lang = doc.lang
    lead = "|".join(re.escape(w) for w in data[f"{lang}_lead"])
    tail = "|".join(re.escape(w) for w in data[f"{lang}_tail"])
    stop = tuple(data[f"{lang}_stop"])
    rules = {"ja": _japanese, "zh": _chinese, "ko": _korean}
    found = rules[lang](doc.text, lead, tail, stop) - _GENERIC
    return {name for name in found if name not in gazetteer.outlets and name[:-2] not in gazetteer.outlets}  # ブルームバーグ通信


def _japanese(text: str, lead: str, tail: str, stop: tuple[str, ...]) -> set[str]:
    data = firm_words()["cjk"]
    makes = "|".join(data["ja_makes"])
    places = "|".join(data["ja_places"])
    heads = "|".join(data["ja_heads"])
    found = _dotted(text)
    found |= set(re.findall(rf"(?:{lead})(?:の|、|企業)?[「『]([^」』]{{2,14}})[」』]", text))
    found |= set(re.findall(rf"(?:{lead})(?:の|、|企業)?{_JA_NAME}{_JA_ENDS}", text))
    found |= set(re.findall(rf"(?:{makes}){_JA_NAME}{_JA_ENDS}", text))
    for match in re.finditer(rf"(?:{places})の{_JA_NAME}(?:と(?:{places})の{_JA_NAME})?の(?:{heads})", text):
        found |= {name for name in match.groups() if name}
    found |= set(
        re.findall(
            r"(?<![\u30a1-\u30faー・A-Za-z])([\u30a1-\u30faー]{3,12}|[A-Z][A-Za-z0-9]{2,20})社(?=[のはがにをへとで、（(長])",
            text,
        )
    )
    tailed = re.findall(
        rf"((?:[\u4e00-\u9fff]{{2,6}}|[\u30a1-\u30faー]{{2,8}})(?:{tail}))(?![\u4e00-\u9fffァ-ヶー])", text
    )
    schools = re.findall(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}大)(?=[のはがにをへとで、教出]|准教授|発)", text
    )
    ministries = re.findall(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}省)(?=[のはがにをへとで、，])", text)
    found |= {name for name in (*tailed, *schools, *ministries) if not name.startswith(stop)}
    opening = re.match(r"([\u30a1-\u30faー]{3,10}[\u4e00-\u9fff]{2})、", text)
    if opening and text.count(opening.group(1)) > 1:  # "ネビュラ通信、…": who a headline is about
        found.add(opening.group(1))
    return found


def _chinese(text: str, lead: str, tail: str, stop: tuple[str, ...]) -> set[str]:
    data = firm_words()["cjk"]
    called = "|".join(data["zh_called"])
    found = set(re.findall(rf"(?:{lead}|{called})[“「『]([^”」』]{{2,10}})[”」』]", text))
    found |= set(re.findall(rf"(?:{lead})([A-Z][A-Za-z0-9]{{2,}}(?: [A-Z][A-Za-z0-9]+)*)", text))
    for match in re.finditer(
        rf"(?:^|(?<=[，。、；：“”《》（）「？！\s的在从從与與和为為向给給被对對由是家入至到赴于於職职开開盟走来來任前原了离離自投名位於及等叫有对對]))([\u4e00-\u9fff]{{2,4}}(?:{tail}))(?![\u4e00-\u9fff]{{0,1}}(?:家|化|的时代))",
        text,
    ):
        name = match.group(1)
        if not name.startswith(stop) and not any(c in name[:2] for c in "的在从了是和与被对我你他这那任前原"):
            found.add(name)
    no_name = "".join(name_words("zh_no_name"))
    ends = "|".join(data["zh_ends"])
    for match in re.finditer(rf"(?:{data['zh_strong']})([\u4e00-\u9fff]{{2,6}}?)(?={ends})", text):
        name = match.group(1)  # "公司驭远的创始人"
        if not any(c in no_name for c in name) and not name.startswith(stop) and len(name) > 1:
            found.add(name)
    return found | _repeated(text, lead)


def _korean(text: str, lead: str, tail: str, stop: tuple[str, ...]) -> set[str]:
    found = set(re.findall(rf"(?:{lead})(?:인|,)? ?[‘'\"“「]([가-힣A-Za-z0-9 ]{{2,14}})[’'\"”」]", text))
    for name in re.findall(
        rf"(?:{lead})(?:인|,)? ([가-힣]{{2,8}}?(?:AI)?)(?=(?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|,)[\s,(])",
        text,
    ):
        if text.count(name) > 1 and not name.startswith(stop):
            found.add(name)
    found |= {n for n in re.findall(rf"(?<![가-힣A-Za-z])([가-힣]{{2,7}}(?:{tail})){_KO_ENDS}", text) if not n.startswith(stop)}
    for name in re.findall(rf"(?<![가-힣A-Za-z])([가-힣]{{2,6}}AI){_KO_ENDS}", text):
        if text.count(name) > 1 and not name.startswith((*stop, *firm_words()["cjk"]["ko_no_ai"])):
            found.add(name)
    return found


_GENERIC = frozenset(name_words("generic"))
