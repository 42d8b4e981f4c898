"""300 kB of text made to be slow to think about costs two seconds at most, verdict and facts together."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import Article
from worker.facts.extract import extract
from worker.relevance.judge import judge

SIZE = 300_000
BAIT = {
    "moves": "OpenAI hired Jane Example from Google DeepMind for $100 million, The Information reported. ",
    "moves without an end": "leaves Google for Meta ",
    "names": "Jane Example John Sample ",
    "apostrophes": "O'",
    "hyphens": "A-b-",
    "initials": "J. R. ",
    "money": "$100 million ",
    "digits": "1,000,",
    "words for numbers": "one hundred twenty million dollars ",
    "quotes": "“a ” ",
    "open quotes": "“",
    "said": '"x," said Jane. ',
    "organisations": "Google Meta OpenAI Anthropic ",
    "brackets": "((Jane) ",
    "marks": "a\u0301",
    "joiners": "a\u200d",
    "Chinese": "谷歌聘请了一百万",
    "Japanese": "グーグルが採用",
    "Korean": "구글이 영입 ",
    "dates": "March 1, 2026 ",
    "titles": "chief executive officer Jane Example, ",
}


def spent_on(text: str, lang: str, *, pieces: int) -> float:
    size = len(text) // pieces
    paragraphs = tuple(text[at : at + size] for at in range(0, len(text), size))
    url = "https://e.example/a"
    title = "OpenAI hires Jane Example from Google DeepMind"
    article = Article(url=url, canonical_url=url, title=title, paragraphs=paragraphs, lang=lang)
    began = time.process_time()
    extract(article, kind=judge(article).kind)
    return time.process_time() - began


@pytest.mark.parametrize("name", BAIT)
def test_bait_costs_little(name: str) -> None:
    bait = BAIT[name]
    lang = {"Chinese": "zh", "Japanese": "ja", "Korean": "ko"}.get(name, "en")
    text = (bait * (SIZE // len(bait) + 1))[:SIZE]
    spent_on("Warm up.", lang, pieces=1)
    assert spent_on(text, lang, pieces=1) < 2


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([*BAIT.values(), ".", "\n", " ", "\u202e", "\0", "’", "—"]), min_size=1, max_size=6),
    st.sampled_from(["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pt", "zh"]),
)
def test_any_mixture_of_bait_costs_little(pieces: list[str], lang: str) -> None:
    mixture = "".join(pieces)
    assert spent_on((mixture * 20_000)[:20_000], lang, pieces=1) < 1
