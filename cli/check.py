"""``talentwire check``: the verdict with its reasons, and the facts with their words."""

import sys
from datetime import UTC, datetime
from typing import Any

from cli.fetching import page_from
from cli.forms import check_form
from cli.jsonl import BadLine, answer_lines, error_form, id_of, objects_in, paths_or_stdin, text_in, told
from cli.trouble import Trouble
from storage.records import Article, Extraction, Failed, Page, Precision, Verdict
from worker.facts.extract import extract
from worker.relevance.judge import judge, screen
from worker.text import clean_line, clean_paragraphs

WORTH_EXTRACTING = 0.05
"""Facts are looked for from this score on: below it a text is no business of ours."""
LONGEST_TEXT = 2_000_000


def check(source: str | None, *, lines: bool, stories: bool, facts: bool = True) -> int:
    """Answer lines, or show one text; the exit code."""
    if stories and not facts:
        raise Trouble("--stories compares facts: it does not go with --no-facts", exit_code=2)
    if lines and stories:
        return _with_stories()
    if lines:
        return answer_lines(paths_or_stdin(source), answer if facts else verdict_alone)
    if stories or not facts:
        raise Trouble("--stories and --no-facts are for lines: use them with --jsonl", exit_code=2)
    from cli.show import show_check

    article = article_from(source)
    verdict, extraction = think(article, whole=True)
    show_check(article, verdict, extraction)
    return 0


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The answer to one line; raises ``BadLine``."""
    article, whole = article_in(given)
    verdict, extraction = think(article, whole=whole)
    return {"id": id_of(given), **check_form(verdict, extraction)}


def verdict_alone(given: dict[str, Any]) -> dict[str, Any]:
    """The same without looking for facts."""
    article, whole = article_in(given)
    verdict = judge(article) if whole else screen(article.title, article.summary, lang=article.lang)
    return {"id": id_of(given), **check_form(verdict, Extraction())}


def think(article: Article, *, whole: bool) -> tuple[Verdict, Extraction]:
    """Verdict and facts: the judge's with the whole text, the screen's with headline and summary alone."""
    verdict = judge(article) if whole else screen(article.title, article.summary, lang=article.lang)
    if verdict.score < WORTH_EXTRACTING:
        return verdict, Extraction()
    return verdict, extract(article, kind=verdict.kind)


def article_in(given: dict[str, Any]) -> tuple[Article, bool]:
    """The article a line holds, and whether it is whole (body or page given) or only a headline."""
    title, summary = text_in(given, "title"), text_in(given, "summary")
    body, html, url = text_in(given, "body"), text_in(given, "html"), text_in(given, "url")
    lang = text_in(given, "lang", default=None)
    if not (title or summary or body or html):
        if "title" not in given:
            raise BadLine("bad-input", 'the line has none of "title", "summary", "body", "html"')
        return Article(url=url, canonical_url=url, title=""), False
    published = moment(text_in(given, "published", default=None))
    if html:
        article = _from_html(html, url)
        return _filled(article, title=title, summary=summary, lang=lang, published=published), True
    article = Article(
        url=url,
        canonical_url=url,
        title=clean_line(title, limit=2_000),
        summary=clean_line(summary, limit=20_000),
        paragraphs=clean_paragraphs(body, limit=LONGEST_TEXT) if body else (),
        lang=lang,
        published_at=published[0],
        published_precision=published[1],
    )
    return article, bool(body)


def _from_html(html: str, url: str) -> Article:
    from worker.article.parse import parse_article

    page = Page(url=url, requested_url=url, body=html.encode(), content_type="text/html", charset="utf-8")
    return parse_article(page)


def _filled(article: Article, **given: Any) -> Article:
    """What a page does not say, said by the line."""
    from dataclasses import replace

    at, precision = given["published"]
    return replace(
        article,
        title=article.title or clean_line(given["title"], limit=2_000),
        summary=article.summary or clean_line(given["summary"], limit=20_000),
        lang=given["lang"] or article.lang,
        published_at=article.published_at or at,
        published_precision=article.published_precision or precision,
    )


def moment(text: str | None) -> tuple[datetime | None, Precision | None]:
    """An ISO 8601 date or time as an aware datetime; (None, None) for nothing. Raises ``BadLine``."""
    if not text:
        return None, None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadLine("bad-input", f'"published" is no ISO 8601 date: {text[:40]!r}') from None
    precision = Precision.DAY if len(text.strip()) <= 10 else Precision.SECOND
    return (at if at.tzinfo else at.replace(tzinfo=UTC)), precision


def article_from(source: str | None) -> Article:
    """The article of a file, a URL or standard input: a page, or plain text with the headline first."""
    page = page_from(source)
    if page.body.lstrip()[:1] == b"<":
        from worker.article.parse import parse_article

        return parse_article(page)
    paragraphs = clean_paragraphs(page.body.decode("utf-8", "replace"), limit=LONGEST_TEXT)
    if not paragraphs:
        raise Trouble(f"{source or 'standard input'}: there is no text in it")
    return Article(url=page.url, canonical_url=page.url, title=paragraphs[0], paragraphs=paragraphs[1:])


def _with_stories() -> int:
    """Every line answered with its story: all are read first, since a later line may join two stories."""
    from worker.story.shelf import StoryShelf

    shelf = StoryShelf()
    answers: list[dict[str, Any]] = []
    bad = 0
    for place, (given, error) in enumerate(objects_in(sys.stdin.buffer)):
        try:
            if error is not None:
                raise error
            article, whole = article_in(given)
            verdict, extraction = think(article, whole=whole)
            shelf.add(str(place), article, extraction, verdict)
            answers.append({"id": id_of(given), **check_form(verdict, extraction), "story": str(place)})
        except (BadLine, Failed) as trouble:
            bad += 1
            answers.append(error_form(given, trouble))
    stories = shelf.stories()
    told({**form, "story": stories.get(form["story"])} if "story" in form else form for form in answers)
    return 1 if bad else 0
