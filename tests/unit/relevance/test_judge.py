"""The judge on headlines and texts of our own."""

from math import exp, log
from pathlib import Path
from time import perf_counter

import pytest

from storage.records import Article, Kind, Verdict
from worker.relevance.judge import judge, judge_many, load_model, mark, screen, screen_many

SEED = Path(__file__).parents[3].parent / "shared" / "seed-article.txt"


def article(title: str, *paragraphs: str, summary: str = "", lang: str | None = None) -> Article:
    return Article(url="", canonical_url="", title=title, paragraphs=paragraphs, summary=summary, lang=lang)


def logit(score: float) -> float:
    return log(score / (1 - score))


def assert_adds_up(verdict: Verdict) -> None:
    total = verdict.bias + sum(signal.weight for signal in verdict.signals)
    assert logit(verdict.score) == pytest.approx(total, abs=1e-6)


POSITIVE = {
    "en": [
        "Meta poaches four OpenAI researchers for its superintelligence team",
        "Apple loses its top AI executive to Meta",
        "Google rehires Noam Shazeer in $2.7 billion deal",
        "Ex-DeepMind scientists leave to found AI start-up",
        "OpenAI raises pay to keep its researchers from leaving for Meta",
        "AI researchers offered $100 million signing bonuses",
        "Nimbus Labs snags chief scientist from Verdant AI",
    ],
    "fr": [
        "Meta débauche trois chercheurs d'OpenAI à Zurich",
        "Yann LeCun quitte Meta pour fonder sa start-up",
        "Guerre des talents en IA : les chercheurs vedettes s'arrachent à prix d'or",
    ],
    "de": [
        "Meta wirbt OpenAI vier KI-Forscher ab",
        "Apple verliert KI-Chef an Meta",
        "OpenAI zahlt Forschern Millionenbonus, damit sie bleiben",
    ],
    "es": ["Meta ficha a cuatro investigadores de OpenAI", "El jefe de IA de Apple se marcha a Meta"],
    "it": ["Meta strappa quattro ricercatori a OpenAI", "Il capo dell'AI di Apple passa a Meta"],
    "pt": ["Meta tira quatro pesquisadores da OpenAI", "Chefe de IA da Apple troca empresa pela Meta"],
    "nl": ["Meta kaapt vier onderzoekers weg bij OpenAI", "AI-topman van Apple stapt over naar Meta"],
    "ja": ["メタ、オープンAIの研究者4人を引き抜き", "アップルのAI責任者がメタに移籍"],
    "zh": ["Meta挖走OpenAI四名研究员", "苹果AI负责人跳槽Meta"],
    "ko": ["메타, 오픈AI 연구원 4명 영입", "애플 AI 총괄, 메타로 이직"],
}

NEGATIVE = {
    "en": [
        "OpenAI releases a new model with a voice mode",
        "Law firm poaches eight partners from a rival",
        "Lakers sign star guard from Boston in record transfer",
        "Airlines fight for pilots with signing bonuses",
        "Chef's guide to the perfect poached eggs",
        "Hospital poaches surgeons from rival clinic",
        "Bank cuts 3,000 jobs as AI takes over back office",
        "Talent show crowns its winner in live final",
        "City council approves budget for new tram line",
        "Storm closes schools across the north",
    ],
    "fr": ["Mercato : le PSG offre 100 millions pour un ailier", "Cabinet d'avocats : six associés débauchés"],
    "de": ["Bundesliga: Bayern wirbt Dortmund den Stürmer ab", "Kliniken werben Pflegekräfte im Ausland an"],
    "es": ["El Barça ficha a un delantero por 80 millones", "Un bufete ficha a dos socios de la competencia"],
    "it": ["Calciomercato, la Juventus ingaggia un attaccante", "Infermieri in fuga verso la Svizzera"],
    "pt": ["Flamengo contrata atacante e paga luvas milionárias", "Falta de médicos no interior preocupa prefeitos"],
    "nl": ["Ajax haalt spits weg bij PSV", "Lerarentekort: scholen kapen docenten bij elkaar weg"],
    "ja": ["Jリーグ移籍市場、FW獲得に10億円", "夏のボーナス、平均額が過去最高"],
    "zh": ["中超转会费创新高 外援加盟", "多地城市抢人大战 落户门槛降低"],
    "ko": ["민주당, 총선 인재 영입 발표", "프로야구 FA 최대어 몸값 100억"],
}


@pytest.mark.parametrize(("lang", "title"), [(lang, t) for lang, titles in POSITIVE.items() for t in titles])
def test_a_plain_talent_war_headline_passes_the_screen(lang: str, title: str) -> None:
    verdict = screen(title)
    assert verdict.is_match, verdict
    assert verdict.lang == lang


@pytest.mark.parametrize(("lang", "title"), [(lang, t) for lang, titles in NEGATIVE.items() for t in titles])
def test_other_trades_and_other_news_do_not_match_on_their_own(lang: str, title: str) -> None:
    verdict = screen(title, lang=lang)
    assert verdict.score < load_model().alone, verdict


def test_weights_and_bias_add_up_to_the_score_in_both_stages() -> None:
    for titles in (*POSITIVE.values(), *NEGATIVE.values()):
        for title in titles:
            assert_adds_up(screen(title))
            assert_adds_up(judge(article(title, title + ".", "The company did not comment.")))


def test_signals_point_at_their_words() -> None:
    text = article(
        "Meta poaches OpenAI researchers",
        "Four researchers left OpenAI for Meta. The pay was not disclosed.",
        "An engineer said the offers were large.",
        summary="The AI lab loses a team.",
    )
    verdict = judge(text)
    fields = {"title": text.title, "summary": text.summary, "body": text.text}
    shown = [signal for signal in verdict.signals if signal.text]
    assert shown
    for signal in shown:
        assert fields[signal.field][signal.start : signal.end] == signal.text


def test_marking_gives_the_text_again() -> None:
    title = "Meta poaches four OpenAI researchers"
    runs = mark(title, screen(title).signals, field="title")
    assert "".join(run for run, _ in runs) == title
    assert any(signal for _, signal in runs)


def test_garden_leave_is_not_leaving() -> None:
    concepts = {signal.concept for signal in screen("DeepMind keeps AI researchers on garden leave").signals}
    assert "noncompete" in concepts
    assert "leave" not in concepts


def test_a_two_part_verb_is_found_across_its_sentence() -> None:
    signals = screen("Meta wirbt dem Konkurrenten OpenAI gleich vier Forscher auf einmal ab", lang="de").signals
    assert {"wirbt", "ab"} <= {signal.text for signal in signals if signal.concept == "poach"}


def test_an_article_without_a_body_is_judged_by_its_headline() -> None:
    title = "Meta poaches four OpenAI researchers for superintelligence team"
    assert judge(article(title)).score == screen(title).score


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Meta poaches four OpenAI researchers", Kind.HIRE),
        ("Amazon hires Adept's founders and licenses its technology in a reverse acqui-hire", Kind.ACQUIHIRE),
        ("AI start-up sues former engineer over non-compete and trade secrets", Kind.RULES),
        ("Two OpenAI founders leave to start their own company", Kind.DEPARTURE),
    ],
)
def test_the_kind_of_a_plain_headline(title: str, kind: Kind) -> None:
    assert screen(title).kind is kind


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies outside the repository")
def test_the_seed_article_is_a_clear_match() -> None:
    title, *paragraphs = [line for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    verdict = judge(article(title, *paragraphs))
    assert verdict.score > 0.9
    assert verdict.lang == "fr"
    assert verdict.kind in (Kind.SCARCITY, Kind.HIRE, Kind.COMPENSATION)
    assert screen(title, paragraphs[1]).is_match


@pytest.mark.parametrize(
    "title",
    ["", " ", "\x00\x01", "a" * 500, "?!…", "<b>Meta</b> <script>poach()</script> & <i>AI", "\u202eمرحبا بالعالم", "Μετα προσλαμβάνει ερευνητές",
     "Мета переманивает исследователей OpenAI", "Meta 挖走 OpenAI researchers と 연구원", "İİİİİ İstanbul AI"],
)  # fmt: skip
def test_odd_titles_get_an_answer(title: str) -> None:
    verdict = screen(title)
    assert 0.0 <= verdict.score <= 1.0
    assert_adds_up(verdict)
    assert_adds_up(judge(article(title, title, "")))


@pytest.mark.parametrize("piece", ["AI researchers leave OpenAI for Meta. ", "a", "AI ", "人材AI", ". ", "<", "wirbt "])
def test_five_megabytes_are_answered_in_bounded_time(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    start = perf_counter()
    verdict = judge(article(text, text, lang="de" if piece == "wirbt " else None))
    assert perf_counter() - start < 5.0
    assert 0.0 <= verdict.score <= 1.0
    assert_adds_up(verdict)


def test_a_language_of_none_of_the_ten_is_named_and_judged() -> None:
    verdict = screen("Мета переманила четырёх исследователей OpenAI")
    assert verdict.lang == "ru"


def test_batches_say_what_single_calls_say() -> None:
    titles = POSITIVE["en"] + NEGATIVE["en"]
    assert [v.score for v in screen_many((t, "", None) for t in titles)] == [screen(t).score for t in titles]
    articles = [article(t, t + ".") for t in titles]
    assert [v.score for v in judge_many(articles)] == [judge(a).score for a in articles]


def test_a_verdict_names_its_model() -> None:
    assert screen("x").model == load_model().version
    assert exp(0) == 1.0


def test_typeset_apostrophes_and_blanks_read_as_typed_ones():
    typed = "L'équipe d'OpenAI rejoint Anthropic, qui s'offre deux chercheurs en IA à prix d'or"
    typeset = typed.replace("'", "’").replace(" à prix", "\u00a0à prix")
    assert screen(typeset, "", lang="fr").score == pytest.approx(screen(typed, "", lang="fr").score)


def test_a_capital_may_go_without_its_accent():
    told = "{} démissionne en bloc d'OpenAI pour Anthropic"
    with_accent, without = (screen(told.format(word), "", lang="fr").score for word in ("Équipe", "Equipe"))
    assert without == pytest.approx(with_accent, abs=0.02)
