"""What the wire asks the database: the contract's views and nothing else. Rows are plain JSON values."""

import re
from typing import Any

from sqlalchemy.orm import Session

from storage.contract import VIEWS
from storage.contract.rows import bound_time, read_rows

Row = dict[str, Any]
BY_NAME = {view.name: view for view in VIEWS}
PAGE = 20
MOST = 100
TOLD = 8
"""Articles shown of a story in the stream."""
MOVES = 40
_ID = re.compile(r"[a-z]_[0-9a-f]{24}")
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([a-z]_[0-9a-f]{24})")


class BadQuestion(ValueError):  # noqa: N818 - the thing's name
    """A parameter that is none; the message names it."""


def rows(session: Session, view: str, **query: Any) -> list[Row]:
    """Rows of a view."""
    return list(read_rows(session, BY_NAME[view], **query))


def checked_id(text: str) -> str:
    """An id in the contract's form; raises ``BadQuestion``."""
    if not _ID.fullmatch(text):
        raise BadQuestion("an id looks like s_0123456789abcdef01234567")
    return text


def checked_limit(text: str | None) -> int:
    """A number of rows within bounds; raises ``BadQuestion``."""
    if text is None:
        return PAGE
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST:
        raise BadQuestion(f"limit is a number from 1 to {MOST}")
    return int(text)


def checked_cursor(text: str | None) -> tuple[str, str] | None:
    """Where the page before ended; raises ``BadQuestion``."""
    if not text:
        return None
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise BadQuestion("before is a cursor as the link to older stories has it")
    return found[1], found[2]


def newest_seq(session: Session) -> int:
    """The latest change: what pages are as old as."""
    return int(rows(session, "v1_meta")[0]["newest_seq"])


def stories(session: Session, *, limit: int, before: tuple[str, str] | None = None, kind: str | None = None) -> list[Row]:
    """The stream: stories by their latest article, newest first, each with its facts."""
    given: dict[str, Any] = {}
    wanted = []
    if before is not None:
        from datetime import datetime

        given |= {"at": bound_time(session, datetime.fromisoformat(before[0])), "id": before[1]}
        wanted.append("(last_at < :at OR last_at = :at AND story_id < :id)")
    if kind is not None:
        given["kind"] = kind
        wanted.append("kind = :kind")
    found = rows(
        session, "v1_stories", where=" AND ".join(wanted), given=given, order="last_at DESC, story_id DESC", limit=limit
    )
    _tell(session, found)
    return found


def _tell(session: Session, stories: list[Row]) -> None:
    """Give each story its articles, moves and sums: a query for each sort of fact, however many stories."""
    told: dict[str, list[Row]] = {story["story_id"]: [] for story in stories}
    if not told:
        return
    named, given = _named("s", list(told))
    # SQLite does not look into the view for a list of stories; by their articles it goes straight to the rows.
    wanted = f"article_id IN (SELECT article_id FROM v1_story_articles WHERE story_id IN ({named}))"  # noqa: S608 - names of ours
    for article in rows(session, "v1_articles", where=wanted, given=given, order="published_at, article_id"):
        if len(told[article["story_id"]]) < TOLD:
            told[article["story_id"]].append(article)
    everything = [article for articles in told.values() for article in articles]
    claims = facts_of(session, "v1_claims", everything, order="claimed_at")
    moves = {move["move_id"]: move for move in _moves(session, [claim["move_id"] for claim in claims])}
    money = facts_of(session, "v1_money", [article for articles in told.values() for article in articles[:3]])
    for story in stories:
        articles = story["told_by"] = told[story["story_id"]]
        ids = {article["article_id"] for article in articles}
        mine = dict.fromkeys(claim["move_id"] for claim in claims if claim["article_id"] in ids)
        story["moves"] = sorted((moves[one] for one in mine if one in moves), key=lambda m: (-m["articles"], m["move_id"]))[:MOVES]
        story["money"] = [sum_ for sum_ in money if sum_["article_id"] in ids][:3]


def _named(letter: str, values: list[str]) -> tuple[str, dict[str, Any]]:
    """Parameters for a list of values, and their names."""
    given = {f"{letter}{place}": value for place, value in enumerate(values)}
    return ", ".join(":" + key for key in given), given


def story(session: Session, story_id: str) -> Row | None:
    """One story with all that is told of it; None if there is none. A merged id leads on by ``merged_into``."""
    found = rows(session, "v1_stories", where="story_id = :id", given={"id": story_id})
    if not found:
        led = rows(session, "v1_redirects", where="entity_id = :id", given={"id": story_id})
        return {"merged_into": led[0]["merged_into"]} if led else None
    (one,) = found
    one["told_by"] = articles_of(session, story_id, limit=MOST)
    one["moves"] = moves_of(session, one["told_by"])
    one["claims"] = facts_of(session, "v1_claims", one["told_by"], order="claimed_at")
    for name in ("money", "counts", "quotes", "credits"):
        one[name] = facts_of(session, f"v1_{name}", one["told_by"])
    one["people"] = facts_of(session, "v1_article_people", one["told_by"])
    return one


def articles_of(session: Session, story_id: str, *, limit: int) -> list[Row]:
    """A story's articles, oldest first, by language."""
    return rows(
        session, "v1_articles", where="story_id = :id", given={"id": story_id}, order="published_at, article_id", limit=limit
    )


def facts_of(session: Session, view: str, articles: list[Row], *, order: str = "article_id, n") -> list[Row]:
    """The facts of some articles, each with its article's outlet and language."""
    if not articles:
        return []
    named, given = _named("a", [article["article_id"] for article in articles])
    found = rows(session, view, where=f"article_id IN ({named})", given=given, order=order)
    by_id = {article["article_id"]: article for article in articles}
    return [{**fact, "article": by_id[fact["article_id"]]} for fact in found]


def moves_of(session: Session, articles: list[Row]) -> list[Row]:
    """The moves that some articles claim."""
    claims = facts_of(session, "v1_claims", articles, order="claimed_at")
    return _moves(session, list(dict.fromkeys(claim["move_id"] for claim in claims))[:MOVES])


def _moves(session: Session, ids: list[str]) -> list[Row]:
    if not ids:
        return []
    named, given = _named("m", list(dict.fromkeys(ids)))
    return rows(session, "v1_moves", where=f"move_id IN ({named})", given=given, order="articles DESC, move_id")


def person(session: Session, person_id: str) -> Row | None:
    """A person with moves, words and articles."""
    found = rows(session, "v1_people", where="person_id = :id", given={"id": person_id})
    if not found:
        return None
    given = {"id": person_id}
    (one,) = found
    one["moves"] = rows(session, "v1_moves", where="person_id = :id", given=given, order="last_claimed_at DESC", limit=50)
    one["quotes"] = rows(session, "v1_quotes", where="person_id = :id", given=given, order="published_at DESC", limit=30)
    # The newest are found by their ids alone: whole rows of thousands of articles are slow to sort.
    newest = (
        "SELECT article_id FROM v1_article_people WHERE person_id = :id "
        "GROUP BY article_id ORDER BY max(published_at) DESC NULLS LAST LIMIT 50"
    )
    one["in_articles"] = rows(
        session, "v1_articles", where=f"article_id IN ({newest})", given=given, order="published_at DESC"
    )
    return one


def people(session: Session, *, limit: int) -> list[Row]:
    """Those whom most articles name."""
    return rows(session, "v1_people", where="articles > 0", order="articles DESC, name", limit=limit)


def organisation(session: Session, organisation_id: str) -> Row | None:
    """An organisation with who came and who went."""
    found = rows(session, "v1_organisations", where="organisation_id = :id", given={"id": organisation_id})
    if not found:
        return None
    (one,) = found
    given = {"id": organisation_id}
    for word, column in (("came", "to_org_id"), ("went", "from_org_id")):
        one[word] = rows(
            session, "v1_moves", where=f"{column} = :id", given=given, order="last_claimed_at DESC", limit=50
        )
    one["money"] = rows(
        session, "v1_money", where="payer = :name", given={"name": one["name"]}, order="amount DESC", limit=30
    )
    return one


def organisations(session: Session, *, limit: int) -> list[Row]:
    """Those that most articles name."""
    return rows(session, "v1_organisations", where="articles > 0", order="articles DESC, name", limit=limit)


def flows(session: Session) -> list[Row]:
    """Who hires from whom, by month, rolled up to topmost parents."""
    return rows(session, "v1_flows", where="level = 'root'", order="month DESC, people DESC", limit=500)


def money(session: Session, *, limit: int) -> list[Row]:
    """Sums that are pay or the price of people, newest first."""
    wanted = "what NOT IN ('funding', 'valuation', 'other')"
    for newest in (1_000, 20_000):
        # Nearly always enough, and much quicker than to sort the sums of all articles by day.
        among = f"article_id IN (SELECT article_id FROM v1_articles WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT {newest})"  # noqa: S608 - a number of ours
        found = rows(
            session, "v1_money", where=f"{wanted} AND {among}", order="published_at DESC, amount DESC", limit=limit
        )
        if len(found) == limit:
            return found
    return rows(session, "v1_money", where=wanted, order="published_at DESC, amount DESC", limit=limit)


def feeds(session: Session) -> list[Row]:
    """How our eyes are."""
    return rows(session, "v1_feed_health", order="failures DESC, matched DESC, feed_id", limit=500)
