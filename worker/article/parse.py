"""A page's bytes into an article: the door of the room."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from lxml import etree

from storage.records import Article, Page
from worker.article.access import is_paywalled, is_truncated
from worker.article.agencies import find_agencies
from worker.article.authors import choose_authors
from worker.article.blocks import Block, Layout, read_layout
from worker.article.body import Clues, find_body, near_headline, tidy
from worker.article.challenge import stand_in
from worker.article.dates import choose_date, parse_stamp
from worker.article.elements import Element
from worker.article.errors import empty, not_a_page
from worker.article.head import read_head
from worker.article.identity import choose_canonical, choose_lang, choose_outlet
from worker.article.likeness import fold, weight
from worker.article.markup import parse_tree, read_text
from worker.article.prune import prune
from worker.article.publishers import Publisher, apply, publisher_of
from worker.article.settings import ArticleSettings
from worker.article.state import hidden_bodies
from worker.article.title import choose_title
from worker.text import clean_line, clean_paragraphs
from worker.urls import host_of

_SHORT: Final = 400
"""A body of less weight (see likeness) is looked for a second time."""
_STUB: Final = 1_500
"""For a body of less weight the page's scripts are asked whether they carry more of it."""
_DEFAULT: Final = ArticleSettings()


def parse_article(page: Page, *, settings: ArticleSettings = _DEFAULT, now: datetime | None = None) -> Article:
    """The article on a page.

    ``now`` is when the page was fetched; dates beyond it are not believed. Raises PageError:
    ``not-a-page`` (another kind of document, a challenge, a login, a parked domain), ``empty``,
    ``hostile`` (more bytes or nesting than the settings allow), ``parse``. Time and memory are linear
    in the page, which the settings bound.
    """
    text = read_text(page, settings)
    root = parse_tree(text, page.url, settings)
    head = read_head(root, max_json=settings.max_json)
    outlet = choose_outlet(head)
    title = clean_line(choose_title(head, outlet), limit=settings.max_title)
    clues = Clues(
        titles=[title, *head.h1, *head.linked.headlines, head.meta("og:title") or "", head.title_tag],
        descriptions=[d for d in (head.meta("og:description", "description"), head.linked.description) if d],
        linked_body=head.linked.body,
        is_live=head.linked.is_live,
        kind=head.linked.kind,
    )
    row = publisher_of(page.url)
    if row is not None:
        apply(row, root)
    prose = prune(root)
    layout = layout_of(root)
    near = near_headline(layout, clues)
    clues.names = authors = choose_authors(head, outlet, host_of(page.url), near)
    blocks = find_body(layout, clues)
    paragraphs = lines_of(blocks, settings)
    length = sum(map(weight, paragraphs))
    if length < max(_SHORT, 0.2 * prose):
        paragraphs = second_look(text, page.url, row, clues, paragraphs, settings)
    elif length < _STUB and head.linked.is_free is not False and "<script" in text:
        paragraphs = carried(parse_tree(text, page.url, settings), clues, paragraphs, settings)
    length = sum(map(weight, paragraphs))
    linked = clean_paragraphs(head.linked.body)
    if sum(map(weight, linked)) > 2 * length:
        paragraphs, length = linked, sum(map(weight, linked))
    # What stands in an article's place does not declare itself to be one.
    declared = bool(head.linked.kind or head.meta("article:published_time"))
    instead = None if declared else stand_in(title, text, length)
    if instead is not None:
        raise not_a_page(page.url, instead[0], transient=instead[1])
    if length < settings.min_text and declared and clues.descriptions:
        paragraphs = (clues.descriptions[0],)  # a film or a gallery: its caption is all the text there is
        length = weight(paragraphs[0])
    if length < settings.min_text:
        raise empty(page.url, "no text was found on the page")
    paywalled = is_paywalled(head, layout, length)
    published, basis = choose_date(head, page.url, near, now)
    modified = parse_stamp(head.linked.modified or head.meta("article:modified_time", "og:updated_time"), now=now)
    return Article(
        url=page.url,
        canonical_url=choose_canonical(head, page.url),
        title=title,
        paragraphs=paragraphs,
        summary=choose_summary(clues.descriptions, paragraphs),
        authors=authors,
        published_at=published.at if published else None,
        published_basis=basis,
        published_precision=published.precision if published else None,
        published_offset=published.offset if published else None,
        modified_at=modified.at if modified else None,
        lang=choose_lang(head),
        outlet=outlet,
        paywalled=paywalled,
        truncated=is_truncated(head, paragraphs, paywalled),
        agencies=find_agencies(
            [*(name for name, _ in head.linked.authors), *head.metas.get("author", ()), *authors, *near],
            paragraphs[:2],
            [*paragraphs[-2:], *lines_behind(layout, blocks)],
        ),
    )


def choose_summary(descriptions: list[str], paragraphs: tuple[str, ...]) -> str:
    """The page's description, unless it is the first paragraph or its beginning."""
    first = fold(paragraphs[0]) if paragraphs else ""
    for text in descriptions:
        if fold(text)[:60] != first[:60]:
            return text
    return ""


def lines_behind(layout: Layout, blocks: list[Block]) -> list[str]:
    """The few lines that stand right behind the body."""
    if not blocks:
        return []
    last = next((i for i, block in enumerate(layout.blocks) if block is blocks[-1]), len(layout.blocks))
    return [block.text for block in layout.blocks[last + 1 : last + 5] if block.size < 120]


def second_look(
    text: str,
    url: str,
    row: Publisher | None,
    clues: Clues,
    first: tuple[str, ...],
    settings: ArticleSettings,
) -> tuple[str, ...]:
    """The best of three for a page with little text: believing no names, and what its scripts carry."""
    root = parse_tree(text, url, settings)
    best = carried(root, clues, first, settings)
    if row is not None:
        apply(row, root)
    prune(root, gently=True)
    lines = lines_of(find_body(layout_of(root), clues), settings)
    return lines if sum(map(weight, lines)) > 2 * sum(map(weight, best)) else best


def carried(root: Element, clues: Clues, shown: tuple[str, ...], settings: ArticleSettings) -> tuple[str, ...]:
    """What the scripts of an unpruned page carry, if it is this article and much more of it than is shown."""
    best = shown
    for body in hidden_bodies(root):
        lines = lines_of(fragment_blocks(body, clues, settings), settings)
        if sum(map(weight, lines)) > 1.5 * sum(map(weight, best)) and belongs(lines, shown, clues):
            best = lines
    return best


def belongs(lines: tuple[str, ...], shown: tuple[str, ...], clues: Clues) -> bool:
    """True if a text has the beginning of what a page shows, or at least its headline's words."""
    told = fold(" ".join(lines))
    openings = [fold(text)[:40] for text in (*shown[:5], *clues.descriptions) if len(text) >= 60]
    if any(opening in told for opening in openings):
        return True
    words = {word for title in clues.titles[:1] for word in title.casefold().split() if weight(word) > 3}
    low = " ".join(lines).casefold()
    return sum(1 for word in words if word in low) >= 0.4 * len(words)


def fragment_blocks(html: str, clues: Clues, settings: ArticleSettings) -> list[Block]:
    """Blocks of a piece of HTML that is all body."""
    root = parse_tree(f"<html><body>{html[: settings.max_bytes]}</body></html>", "", settings)
    prune(root)
    return tidy(layout_of(root).blocks, clues)


def lines_of(blocks: list[Block], settings: ArticleSettings) -> tuple[str, ...]:
    """Texts of blocks within bounds."""
    return tuple(block.text[: settings.max_paragraph] for block in blocks[: settings.max_paragraphs])


def layout_of(root: Element) -> Layout:
    """The pruned tree handed to BeautifulSoup and read."""
    return read_layout(etree.tostring(root, encoding="unicode", method="html"))


def parse_content(html: str, *, title: str, url: str, lang: str | None) -> tuple[str, ...]:
    """Paragraphs of the full content that a feed carries. Empty if there is none."""
    del url, lang
    settings = _DEFAULT
    if not html.strip():
        return ()
    if "<" not in html:
        return clean_paragraphs(html, limit=settings.max_bytes)
    return lines_of(fragment_blocks(html, Clues(titles=[title]), settings), settings)


def best_of(page_article: Article, feed_paragraphs: tuple[str, ...]) -> Article:
    """The article with the longer and cleaner of two bodies: the page's own, or the feed's content."""
    ours, theirs = len(page_article.text), sum(map(len, feed_paragraphs))
    if theirs > 1.2 * ours or (page_article.paywalled and theirs > ours):
        return replace(page_article, paragraphs=feed_paragraphs, truncated=False)
    return page_article
