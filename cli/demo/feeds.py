"""The newsroom's feeds: RSS 2.0, Atom (RFC 4287), RSS 1.0 (RDF) and JSON Feed 1.1."""

import json
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import quoteattr

from cli.demo.copy import Outlet, Story

MEDIA = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json",
}


def feed_of(outlet: Outlet, site: str) -> bytes:
    """The feed document of an outlet whose pages stand under ``site``."""
    write = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}[outlet.format]
    return write(outlet, f"{site}/{outlet.slug}").encode()


def _text(words: str) -> str:
    return escape(words, quote=False)


def _html(story: Story) -> str:
    return "".join(f"<p>{_text(paragraph)}</p>" for paragraph in story.paragraphs)


def _rss(outlet: Outlet, home: str) -> str:
    items = "".join(
        f"<item><title>{_text(story.title)}</title><link>{home}/{story.slug}?utm_source=rss</link>"
        f'<guid isPermaLink="false">{outlet.slug}-{story.slug}</guid>'
        f"<description>{_text(f'<p>{_text(story.summary)}</p>')}</description>"
        + "".join(f"<dc:creator>{_text(author)}</dc:creator>" for author in story.authors)
        + f"<pubDate>{format_datetime(story.published)}</pubDate>"
        + (f"<content:encoded>{_text(_html(story))}</content:encoded>" if story.full_in_feed else "")
        + "</item>"
        for story in outlet.stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{_text(outlet.name)}</title><link>{home}/</link>"
        f"<description>{_text(outlet.name)}</description><language>{outlet.lang}</language><ttl>30</ttl>"
        f"{items}</channel></rss>"
    )


def _atom(outlet: Outlet, home: str) -> str:
    newest = max(story.published for story in outlet.stories)
    entries = "".join(
        f"<entry><title>{_text(story.title)}</title><id>{home}/{story.slug}</id>"
        f'<link rel="alternate" href={quoteattr(f"{home}/{story.slug}")}/>'
        f"<updated>{story.published.isoformat()}</updated><published>{story.published.isoformat()}</published>"
        + "".join(f"<author><name>{_text(author)}</name></author>" for author in story.authors)
        + f"<summary>{_text(story.summary)}</summary>"
        + (f'<content type="html">{_text(_html(story))}</content>' if story.full_in_feed else "")
        + "</entry>"
        for story in outlet.stories
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">'
        f"<title>{_text(outlet.name)}</title><id>{home}/</id>"
        f'<link rel="alternate" href="{home}/"/><link rel="self" href="{home}/feed"/>'
        f"<updated>{newest.isoformat()}</updated>{entries}</feed>"
    )


def _rdf(outlet: Outlet, home: str) -> str:
    order = "".join(f'<rdf:li rdf:resource="{home}/{story.slug}"/>' for story in outlet.stories)
    items = "".join(
        f'<item rdf:about="{home}/{story.slug}"><title>{_text(story.title)}</title>'
        f"<link>{home}/{story.slug}</link><description>{_text(story.summary)}</description>"
        f"<dc:date>{story.published.isoformat()}</dc:date></item>"
        for story in outlet.stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{home}/feed"><title>{_text(outlet.name)}</title><link>{home}/</link>'
        f"<description>{_text(outlet.name)}</description><dc:language>{outlet.lang}</dc:language>"
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>{items}</rdf:RDF>"
    )


def _json(outlet: Outlet, home: str) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlet.name,
            "home_page_url": f"{home}/",
            "feed_url": f"{home}/feed",
            "language": outlet.lang,
            "items": [
                {
                    "id": f"{home}/{story.slug}",
                    "url": f"{home}/{story.slug}",
                    "title": story.title,
                    "summary": story.summary,
                    "authors": [{"name": author} for author in story.authors],
                    "date_published": story.published.isoformat(),
                }
                | ({"content_html": _html(story)} if story.full_in_feed else {})
                for story in outlet.stories
            ],
        },
        ensure_ascii=False,
    )
