"""The judge: is a text an AI-talent-war article, of which kind, and why.

Two stages, one model family. ``screen`` reads a headline and its summary and is generous: a miss is for
ever, a false alarm costs one page. ``judge`` reads the whole article. No input or output, no network; time
linear in the text, of which 200,000 characters a field are read.
"""

from collections.abc import Iterable, Iterator
from math import exp

from storage.records import Article, Kind, Verdict
from worker.language import detect
from worker.relevance.features import Found, features
from worker.relevance.lexicon import LANGUAGES, Lexicon, load_lexicon
from worker.relevance.model import KINDS, Model, Stage, load_model
from worker.relevance.reading import plain, read
from worker.relevance.signals import mark, signals

__all__ = ["Model", "judge", "judge_many", "load_model", "mark", "screen", "screen_many"]


def screen(
    title: str, summary: str = "", *, lang: str | None = None, model: Model | None = None, explain: bool = True
) -> Verdict:
    """Judge a headline with its summary. ``is_match`` uses the generous threshold.

    ``lang`` is a hint (what the feed says); the text may overrule it. ``explain=False`` leaves the signals out.
    """
    model = model or load_model()
    title, summary = plain(title), plain(summary)
    lang = detect(f"{title}\n{summary[:300]}", lang)
    lexicon = _lexicon(lang)
    found = features(
        read(title, "title", lexicon, whole=True),
        read(summary, "summary", lexicon) if summary else None,
        None,
        spaced=lexicon.spaced,
    )
    return _verdict(
        found, model, model.screen, model.screen.threshold, lang, {"title": title, "summary": summary}, explain
    )


def judge(article: Article, *, model: Model | None = None, explain: bool = True) -> Verdict:
    """Judge a whole article; one without a body is judged by its headline and summary alone.

    Signal offsets in the body count in ``Article.text``.
    """
    model = model or load_model()
    title, summary, body = plain(article.title), plain(article.summary), plain(article.text)
    lang = detect(f"{title}\n{summary[:200]}\n{body[:400]}", article.lang)
    lexicon = _lexicon(lang)
    texts = {"title": title, "summary": summary, "body": body}
    headline = read(title, "title", lexicon, whole=True)
    standfirst = read(summary, "summary", lexicon) if summary else None
    if not body.strip():
        found = features(headline, standfirst, None, spaced=lexicon.spaced)
        return _verdict(found, model, model.screen, model.alone, lang, texts, explain)
    found = features(headline, standfirst, read(body, "body", lexicon), spaced=lexicon.spaced)
    return _verdict(found, model, model.judge, model.judge.threshold, lang, texts, explain)


def screen_many(
    entries: Iterable[tuple[str, str, str | None]], *, model: Model | None = None, explain: bool = False
) -> Iterator[Verdict]:
    """``screen`` for (title, summary, language hint), in order, as they come."""
    model = model or load_model()
    for title, summary, lang in entries:
        yield screen(title, summary, lang=lang, model=model, explain=explain)


def judge_many(articles: Iterable[Article], *, model: Model | None = None, explain: bool = False) -> Iterator[Verdict]:
    """``judge`` for many articles, in order, as they come."""
    model = model or load_model()
    for article in articles:
        yield judge(article, model=model, explain=explain)


def _lexicon(lang: str | None) -> Lexicon:
    return load_lexicon(lang if lang in LANGUAGES else "en")


def _verdict(
    found: Found, model: Model, stage: Stage, threshold: float, lang: str | None, texts: dict[str, str], explain: bool
) -> Verdict:
    weights = stage.weights
    logit = stage.bias
    for number, value in found.values:
        logit += weights[number] * value
    score = 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))
    match = score >= threshold
    return Verdict(
        score=score,
        is_match=match,
        kind=_kind(found, model) if match else None,
        lang=lang,
        signals=signals(found, stage, texts) if explain else (),
        bias=stage.bias,
        model=model.version,
    )


def _kind(found: Found, model: Model) -> Kind:
    sums = list(model.kind_bias)
    for item, value in found.kinds:
        row = model.kind_weights[item]
        if row is not None:
            for i, weight in enumerate(row):
                sums[i] += weight * value
    return KINDS[max(range(len(sums)), key=sums.__getitem__)]
