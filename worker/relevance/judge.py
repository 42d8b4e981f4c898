"""The judge: is a text an AI-talent-war article, of which kind, and why.

Two stages, one model family. ``screen`` reads a headline and its summary and is generous: a miss is for
ever, a false alarm costs one page. ``judge`` reads the whole article. No input or output, no network; time
linear in the text, of which 200,000 characters a field are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import exp

from storage.records import Article, Kind, Signal, Verdict
from worker.language import detect
from worker.relevance.features import Found, features
from worker.relevance.lexicon import LANGUAGES, Lexicon, load_lexicon
from worker.relevance.model import KINDS, Model, Worded, load_model
from worker.relevance.reading import plain, read
from worker.relevance.signals import Part, mark, signals, worded_signals
from worker.relevance.wording import parts_read

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
    texts = {"title": title, "summary": summary}
    return _verdict(
        [(found, model.screen, 1.0)], 0.0, model.screen_wording, model.screen.threshold, model, lang, texts, explain
    )


def judge(article: Article, *, model: Model | None = None, explain: bool = True) -> Verdict:
    """Judge a whole article: the headline's own score and that of the whole text, mixed.

    One without a body is judged by its headline and summary alone.

    Signal offsets in the body count in ``Article.text``.
    """
    model = model or load_model()
    title, summary, body = plain(article.title), plain(article.summary), plain(article.text)
    lang = detect(f"{title}\n{summary[:200]}\n{body[:400]}", article.lang)
    lexicon = _lexicon(lang)
    texts = {"title": title, "summary": summary, "body": body}
    headline = read(title, "title", lexicon, whole=True)
    standfirst = read(summary, "summary", lexicon) if summary else None
    head = features(headline, standfirst, None, spaced=lexicon.spaced)
    if not body.strip():
        return _verdict(
            [(head, model.screen, 1.0)], 0.0, model.screen_wording, model.alone, model, lang, texts, explain
        )
    full = features(headline, standfirst, read(body, "body", lexicon), spaced=lexicon.spaced)
    parts = [(head, model.screen, model.head_factor), (full, model.judge, model.full_factor)]
    return _verdict(
        parts, model.offset, model.judge_wording, model.judge.threshold, model, lang, texts, explain
    )


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
    parts: Sequence[Part],
    offset: float,
    worded: Worded,
    threshold: float,
    model: Model,
    lang: str | None,
    texts: dict[str, str],
    explain: bool,
) -> Verdict:
    slope, counts = worded.slope, worded.slope * worded.factor
    parts = [(found, stage, factor * slope) for found, stage, factor in parts]
    bias = logit = worded.offset + slope * offset + counts * worded.wording.bias
    for found, stage, factor in parts:
        weights = stage.weights
        total = 0.0
        for number, value in found.values:
            total += weights[number] * value
        logit += factor * (stage.bias + total)
        bias += factor * stage.bias
    read_so = parts_read(texts)
    by_wording, by_word = worded.wording.of_text("\n".join(text for _, text in read_so), explain=explain)
    logit += counts * by_wording
    score = 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))
    match = score >= threshold
    return Verdict(
        score=score,
        is_match=match,
        kind=_kind(parts[-1][0], model) if match else None,
        lang=lang,
        signals=_explained(parts, texts, {word: counts * one for word, one in by_word.items()}, read_so) if explain else (),
        bias=bias,
        model=model.version,
    )


def _explained(
    parts: Sequence[Part], texts: dict[str, str], by_word: dict[str, float], read_so: Sequence[tuple[str, str]]
) -> tuple[Signal, ...]:
    """Signals of the lexicons, then those of the wording."""
    return (*signals(parts, texts), *worded_signals(by_word, read_so))


def _kind(found: Found, model: Model) -> Kind:
    sums = list(model.kind_bias)
    for item, value in found.kinds:
        row = model.kind_weights[item]
        if row is not None:
            for i, weight in enumerate(row):
                sums[i] += weight * value
    return KINDS[max(range(len(sums)), key=sums.__getitem__)]
