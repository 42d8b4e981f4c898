"""Function words of the ten languages that decide who can be subject, object, agent; negation and pluperfect."""

import re

NOT_SUBJECT = {
    "en": r"(?:by|with|under|to|for|from|of|like|alongside|against|about|at|via|than|after|including|as|replacing|succeeding|reports to|told)",
    "fr": r"(?:par|avec|sous|à|pour|de|d['’]|comme|contre|chez|aux côtés de|que|après)",
    "de": r"(?:von|mit|unter|für|an|wie|gegen|bei|neben|als|durch|um|über|nach)",
    "es": r"(?:a|por|con|bajo|para|de|como|contra|según|junto a|del|que)",
    "it": r"(?:da|con|sotto|per|di|come|contro|secondo|insieme a|accanto a|a|ad)",
    "pt": r"(?:por|com|sob|para|de|como|contra|segundo|pelo|pela|do|da|ao)",
    "nl": r"(?:door|met|onder|voor|van|als|tegen|volgens|naast|aan|om)",
}
NOT_SUBJECT_RE = {
    lang: re.compile(rf"(?:^|[\s(«“„\"]){words}\s?$", re.IGNORECASE) for lang, words in NOT_SUBJECT.items()
}
NOT_OBJECT = {
    "en": r"(?:by|with|under|from|like|alongside|against|about|at|via|than|after|replacing|succeeding|told|to replace|led by|between)",
    "fr": r"(?:par|avec|sous|comme|contre|chez|aux côtés de|dirigée? par|remplacer)",
    "de": r"(?:von|mit|unter|wie|gegen|bei|neben|durch|um)",
    "es": r"(?:por|con|bajo|como|contra|según|junto a)",
    "it": r"(?:da|con|sotto|come|contro|secondo|insieme a|accanto a)",
    "pt": r"(?:por|com|sob|como|contra|segundo|pelo|pela)",
    "nl": r"(?:door|met|onder|als|tegen|volgens|naast)",
}
NOT_OBJECT_RE = {lang: re.compile(rf"(?:^|[\s(«“„\"]){words}\s?$", re.IGNORECASE) for lang, words in NOT_OBJECT.items()}
BY = {
    "en": "by", "fr": "par", "de": "von|durch", "es": "por", "it": "da|dal|dalla", "pt": "por|pelo|pela", "nl": "door",
}  # fmt: skip
BY_RE = {lang: re.compile(rf"(?:^|\s)(?:{words})\s+(?:[^\s,]+\s+)?$", re.IGNORECASE) for lang, words in BY.items()}
NOT = {
    "en": re.compile(r"(?:\bnot|n['’]t|\bnever|\bno plans? to|\bnor)\s(?:\w+\s)?$"),
    "fr": re.compile(r"(?:\bne |\bn['’])(?:\w+\s){0,2}(?:pas |plus |jamais )?(?:\w+\s)?$"),
    "de": re.compile(r"\b(?:nicht|nie|keineswegs)\s(?:zu\s)?(?:\w+\s)?$"),
    "es": re.compile(r"\b(?:no|nunca|ni)\s(?:se\s|ha\s|han\s|va a\s|van a\s|pueden?\s)*$"),
    "it": re.compile(r"\b(?:non|mai|né)\s(?:si\s|ha\s|hanno\s|è\s|possono\s)*$"),
    "pt": re.compile(r"\b(?:não|nunca|nem)\s(?:se\s|vai\s|vão\s|podem?\s)*$"),
    "nl": re.compile(r"\b(?:niet|nooit)\s(?:te\s)?(?:\w+\s)?$"),
    "zh": re.compile(r"(?:未|不|没有|沒有|并非|从未|不会|不能|無法|无法)(?:会|再|被|曾)?$"),
}
NOT_AFTER = {
    "ja": re.compile(r"[てでらしさせかわいっ]{0,3}(?:ない|なかった|ず|ません|ではない|ではなく|でなく)(?!か)"),
    "ko": re.compile(r"(?:하|되)?(?:지 않|지 못|지는 않)"),
}
PLUPERFECT = {
    "en": re.compile(r"\bhad\s(?:\w+\s)?\w*$"),
    "fr": re.compile(r"\b(?:avait|avaient|était|étaient)\s(?:\w+\s)?\w*$"),
    "es": re.compile(r"\b(?:había|habían)\s(?:\w+\s)?\w*$"),
    "it": re.compile(r"\b(?:aveva|avevano|era|erano)\s(?:\w+\s)?\w*$"),
    "pt": re.compile(r"\b(?:havia|haviam|tinha|tinham)\s(?:\w+\s)?\w*$"),
}
"""Before the verb: what had happened earlier is told as background."""
AT = {
    "en": ("at",), "fr": ("chez", "au sein de"), "de": ("bei",), "es": ("en",), "it": ("in", "presso"), "pt": ("na", "no"),
    "nl": ("bij",), "ja": ("で",), "ko": ("에서",), "zh": ("在",),
}  # fmt: skip
OF = {"ja": ("の",), "ko": ("의", "출신"), "zh": ("的",)}
ARROW = {
    "en": ("to",), "fr": ("chez", "à"), "de": ("zu",), "es": ("a",), "it": ("a", "ad"), "pt": ("para", "à"), "nl": ("naar",),
    "ja": ("へ", "に", "行き"), "zh": ("到", "至"), "ko": ("로", "으로", "행"),
}  # fmt: skip
OWNER = re.compile(r"^(?:['’]s?|s)?\s?$|^の$|^의\s?$|^旗下的?$|^的$")
