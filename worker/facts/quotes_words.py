"""Shapes and function words that part an attribution from the words said, in languages with spaces."""

import re

BREAK = re.compile(r"[.!?…]['’”»]?\s|[;\n]")
CLAUSE = re.compile(r"[.!?…](?:\s|$)|[;:\n«“„\"—]|\s[–-]\s")
NAME = re.compile(
    r"[^\W\d_a-zß-öø-ÿ][\w'’-]+(?:\s(?:de|da|do|van|von|der|den|di|le|la|[^\W\d_a-zß-öø-ÿ]\.))*(?:\s[^\W\d_a-zß-öø-ÿ][\w'’-]+)+"
)
LEAD = re.compile(
    r"^(?:s['’]|se |si |sich |me |mir |uns |lui |leur |le |nous |m['’]|nos |a |ha |hat |hatte |han |had |has |have |also |later |then |ainsi |dabei |dazu |weiter |"
    r"t-|-t-|ont |recently |once |quietly |simply |noch |gestern |ayer |hoy |ieri |then )+"
)
THAT = ("que ", "qu'", "that ", "dass ", "che ", "dat ", "de ")
NUMBERED = frozenset(
    (
        "two",
        "three",
        "several",
        "deux",
        "trois",
        "plusieurs",
        "certains",
        "zwei",
        "drei",
        "mehrere",
        "dos",
        "tres",
        "varios",
        "due",
        "tre",
        "alcuni",
        "dois",
        "duas",
        "três",
        "vários",
        "twee",
        "drie",
        "enkele",
        "meerdere",
        "des",
        "some",
    )
)
GERMAN_NAME = re.compile(
    r"(?:der|die|das|ein|eine)\s(?:[a-zäöüß]\S*\s){0,2}((?:[A-ZÄÖÜ][\w-]*\s)*)((?:Dr\.\s)?[A-ZÄÖÜ][\w'’-]+\s(?:(?:von|van|de|der|zu)\s)?[A-ZÄÖÜ][\w'’-]+)"
)
IN = re.compile(
    r"(?:in|im|dans|en|nell['’]|nella|nel|no|na|em|numa|num|aus|secondo|según|selon)\s(?:der|dem|einem|einer|un|une|una|le|la|el|het|een|a|an|the)?\s?",
    re.IGNORECASE,
)
THING = re.compile(
    r"\b(?:gericht|regierung|unternehmen|firma|konzern|ministerium|schreiben|brief|memo|papier|behörde|company|court|government|firm|lab|ministry|agency|letter|note|"
    r"report|study|paper|statement|post|filing|complaint|empresa|gobierno|tribunal|ministerio|carta|nota|informe|entreprise|groupe|gouvernement|lettre|"
    r"communiqué|plainte|azienda|governo|ministero|lettera|governo|ministério|comunicado|bedrijf|kabinet|rechtbank|brief|universität|university|"
    r"université|universidad|università|hochschule|universiteit)\b"
)
"""What can be quoted but is no person: it is described, not resolved to somebody named before."""
DATIVE = re.compile(r"(?:mir|uns|ihm|me|nous|lui|him|us|mij|ons|mi|ci|nos|le|moi)\s")
SOURCES = frozenset(
    (
        "according to",
        "selon",
        "laut",
        "según",
        "secondo",
        "segundo",
        "volgens",
        "dixit",
        "aldus",
        "pour",
        "para",
        "per",
        "so",
    )
)
NO_VERB = frozenset(
    [
        "et",
        "mais",
        "ou",
        "que",
        "qui",
        "und",
        "oder",
        "aber",
        "der",
        "die",
        "das",
        "y",
        "pero",
        "o",
        "que",
        "e",
        "ma",
        "che",
        "mas",
        "ou",
        "en",
        "maar",
        "of",
        "die",
        "un",
        "une",
        "le",
        "la",
        "les",
        "el",
        "los",
        "las",
        "il",
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
