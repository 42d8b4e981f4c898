"""Japanese, Chinese and Korean firms nobody listed: told by the word before the name and by how the name ends."""

import re

from worker.facts.document import Document
from worker.facts.firm_words import firm_words
from worker.facts.gazetteer import name_words


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


def eastern_firms(doc: Document) -> set[str]:
    """Surfaces of names that the article introduces as firms."""
    data = firm_words()["cjk"]
    text, lang = doc.text, doc.lang
    lead = "|".join(re.escape(w) for w in data[f"{lang}_lead"])
    tail = "|".join(re.escape(w) for w in data[f"{lang}_tail"])
    stop = tuple(data[f"{lang}_stop"])
    found: set[str] = set()
    if lang == "ja":
        found |= _dotted(text)
        found |= set(re.findall(rf"(?:{lead})(?:の|、|企業)?[「『]([^」』]{{2,14}})[」』]", text))
        found |= set(
            re.findall(
                rf"(?:{lead})(?:の|、|企業)?([\u30a1-\u30faー]{{3,12}}(?:AI)?|[A-Z][A-Za-z0-9]{{2,}}(?: [A-Z][A-Za-z0-9]+)*)(?=[のはがにをへとで、（(社])",
                text,
            )
        )
        found |= set(
            re.findall(
                r"(?<![\u30a1-\u30faー・A-Za-z])([\u30a1-\u30faー]{3,12}|[A-Z][A-Za-z0-9]{2,20})社(?=[のはがにをへとで、（(長])",
                text,
            )
        )
        found |= {
            m
            for m in re.findall(
                rf"((?:[\u4e00-\u9fff]{{2,5}}|[\u30a1-\u30faー]{{2,8}})(?:{tail}))(?![\u4e00-\u9fffァ-ヶー])", text
            )
            if not m.startswith(stop)
        }
        found |= {
            m
            for m in re.findall(
                r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}大)(?=[のはがにをへとで、教出]|准教授|発)", text
            )
            if not m.startswith(stop)
        }
    elif lang == "zh":
        found |= set(re.findall(rf"(?:{lead})[“「『]([^”」』]{{2,10}})[”」』]", text))
        found |= set(re.findall(rf"(?:{lead})([A-Z][A-Za-z0-9]{{2,}}(?: [A-Z][A-Za-z0-9]+)*)", text))
        for match in re.finditer(
            rf"(?:^|(?<=[，。、；：“”《》（）「？！\s的在从從与與和为為向给給被对對由是家入至到赴于於職职开開盟走来來任前原了离離自投名位於及等叫有对對]))([\u4e00-\u9fff]{{2,4}}(?:{tail}))(?![\u4e00-\u9fff]{{0,1}}(?:家|化|的时代))",
            text,
        ):
            if not match.group(1).startswith(stop) and not any(
                c in match.group(1)[:2] for c in "的在从了是和与被对我你他这那"
            ):
                found.add(match.group(1))
        found |= _repeated(text, lead)
        found = {f for f in found if f not in _GENERIC}
    else:
        found |= set(re.findall(rf"(?:{lead})(?:인|,)? ?[‘'\"“「]([가-힣A-Za-z0-9 ]{{2,14}})[’'\"”」]", text))
        for name in re.findall(
            rf"(?:{lead})(?:인|,)? ([가-힣]{{2,8}}?(?:AI)?)(?=(?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|,)[\s,(])",
            text,
        ):
            if text.count(name) > 1 and not name.startswith(stop):
                found.add(name)
        for name in re.findall(
            rf"(?<![가-힣A-Za-z])([가-힣]{{2,7}}(?:{tail}))(?=(?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|,|\s|\(|$))",
            text,
        ):
            if not name.startswith(stop):
                found.add(name)
    return found - _GENERIC


_GENERIC = frozenset(name_words("generic"))
