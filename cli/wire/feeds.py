"""The stories as feeds: Atom (RFC 4287) and JSON Feed 1.1."""

import json
from html import escape
from typing import Any


def address_of(story: dict[str, Any], site: str | None = None) -> str | None:
    """Where a story can be read: its page, or without a site its first article."""
    if site is not None:
        return f"{site}/stories/{story['story_id']}"
    return story["told_by"][0]["canonical_url"] if story["told_by"] else None


def summary_of(story: dict[str, Any]) -> str:
    """Who moves in it, and who tells it, in a line."""
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
        + f"<summary>{escape(summary_of(story))}</summary></entry>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{site}/</id><title>talentwire: stories</title><author><name>talentwire</name></author>"
        f'<link rel="self" href="{site}/feed.atom"/><link rel="alternate" href="{site}/"/>'
        f"<updated>{newest}</updated>{entries}</feed>\n"
    )


def json_feed_of(stories: list[dict[str, Any]], site: str | None = None) -> str:
    """A JSON Feed of stories; without a site it names no place of its own."""
    items = [
        {
            "id": f"urn:talentwire:story:{story['story_id']}",
            "url": address_of(story, site),
            "title": story["title"],
            "content_text": summary_of(story),
            "date_published": story["first_at"],
            "date_modified": story["last_at"],
            "tags": [story["kind"]] if story["kind"] else [],
        }
        for story in stories
    ]
    places = {} if site is None else {"home_page_url": f"{site}/", "feed_url": f"{site}/feed.json"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "talentwire: stories", **places, "items": items}
    return json.dumps(feed, ensure_ascii=False)
