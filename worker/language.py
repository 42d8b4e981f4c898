"""Which language a text is in (first version: script, then stop-words)."""

import re
from typing import Final

_WORDS: Final = re.compile(r"[^\W\d_]+")
_STOP: Final = {
    "en": "the of and to in is for on with by from at as that its his her are was has have be after over into who will an it their more than how why new says",
    "fr": "le la les des du de et en un une pour dans sur est par au aux avec que qui ses son sa plus ne pas chez après vers ce cette selon entre dont il elle leur l d qu",
    "de": "der die das und in den von zu mit im für auf ist des ein eine dem nicht sich bei nach aus wird als auch an wie um zum zur oder über vor hat sind",
    "es": "el la los las de en y a del un una por para con que se su es al como más lo sus sobre tras no entre desde ha",
    "it": "il la di che e in un una per del della dei le i gli con da al dal nel alla si sono è non più su come ha lo ai delle ma dopo anche",
    "pt": "o a os as de do da e em um uma para com por no na dos das que se ao é mais como não pela pelo seu sua à após diz são",
    "nl": "de het een van en in op voor met is te bij naar dat zijn aan om als niet die door over uit wordt ook meer er tot nog na hun",
}
_TABLE: Final = {}
for _lang, _text in _STOP.items():
    for _word in _text.split():
        _TABLE.setdefault(_word, []).append(_lang)


def detect(text: str, hint: str | None = None) -> str | None:
    """Language code of ``text``; ``hint`` decides where the text does not."""
    text = text[:800]
    if hint:
        hint = hint[:2].lower()
    if not text.isascii():
        kana = han = hangul = 0
        for char in text[:300]:
            if char >= "\u3041":
                if char <= "\u30ff":
                    kana += 1
                elif "\u4e00" <= char <= "\u9fff":
                    han += 1
                elif "\uac00" <= char <= "\ud7a3":
                    hangul += 1
        if hangul + kana + han > len(text[:300]) * 0.15:
            if hangul > kana + han:
                return "ko"
            return "ja" if kana * 12 > han else "zh"
    scores: dict[str, float] = {}
    for word in _WORDS.findall(text.lower()):
        for lang in _TABLE.get(word, ()):
            scores[lang] = scores.get(lang, 0) + 1 / len(_TABLE[word])
    if not scores:
        return hint
    if hint in scores:
        scores[hint] += 1
    return max(scores, key=scores.__getitem__)
