"""The stories as feeds: Atom (RFC 4287) and JSON Feed 1.1."""

import json
from html import escape
from typing import Any


def _told(story: dict[str, Any]) -> str:
    moves = "; ".join(
        f"{move['person'] or move['person_desc'] or 'somebody'}: {move['from_org'] or '?'} → {move['to_org'] or '?'} ({move['status']})"
        for move in story["moves"][:6]
    )
    outlets = ", ".join(dict.fromkeys(article["outlet"] or article["host"] for article in story["told_by"]))
    return f"{moves}{'. ' if moves else ''}{story['articles']} articles, {story['origins']} origins: {outlets}"


def atom_of(stories: list[dict[str, Any]], site: str) -> str:
    """An Atom feed of stories."""
    newest = max((story["last_at"] for story in stories), default="1970-01-01T00:00:00Z")
    entries = "".join(
        f"<entry><id>urn:talentwire:story:{story['story_id']}</id><title>{escape(story['title'])}</title>"
        f'<link rel="alternate" href="{site}/stories/{story["story_id"]}"/>'
        f"<published>{story['first_at']}</published><updated>{story['last_at']}</updated>"
        + (f'<category term="{escape(story["kind"])}"/>' if story["kind"] else "")
        + f"<summary>{escape(_told(story))}</summary></entry>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{site}/</id><title>talentwire: stories</title><author><name>talentwire</name></author>"
        f'<link rel="self" href="{site}/feed.atom"/><link rel="alternate" href="{site}/"/>'
        f"<updated>{newest}</updated>{entries}</feed>\n"
    )


def json_feed_of(stories: list[dict[str, Any]], site: str) -> str:
    """A JSON Feed of stories."""
    items = [
        {
            "id": f"urn:talentwire:story:{story['story_id']}",
            "url": f"{site}/stories/{story['story_id']}",
            "title": story["title"],
            "content_text": _told(story),
            "date_published": story["first_at"],
            "date_modified": story["last_at"],
            "tags": [story["kind"]] if story["kind"] else [],
        }
        for story in stories
    ]
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "talentwire: stories",
            "home_page_url": f"{site}/",
            "feed_url": f"{site}/feed.json",
            "items": items,
        },
        ensure_ascii=False,
    )
