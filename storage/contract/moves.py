"""Views of moves: one canonical move, a claim from each article, its history, and the flows they make."""

from storage.contract.view import Column, View, evidence, versioned

_DAY = "coalesce(m.on_date, CAST(m.first_at AT TIME ZONE 'UTC' AS date))"
_SQLITE_DAY = "substr(coalesce(m.on_date, m.first_at), 1, 10)"


def _root(end: str, day: str) -> str:
    """SQL of an organisation's topmost parent on the day of the move: before it was bought, it is its own."""
    return f"CASE WHEN {end}.parent_since > {day} THEN {end}.id ELSE {end}.root_id END"


def _ends(day: str) -> str:
    return (
        "LEFT JOIN organisations o ON o.id = m.origin_id LEFT JOIN organisations d ON d.id = m.destination_id "
        f"LEFT JOIN organisations oroot ON oroot.id = {_root('o', day)} "
        f"LEFT JOIN organisations droot ON droot.id = {_root('d', day)}"
    )



MOVES = View(
    name="v1_moves",
    meaning="Who goes, or is wanted, from where to where: one row for each move, whoever tells of it.",
    columns=(
        Column("move_id", "id", "m.id", "the move"),
        Column("person_id", "id", "m.person_id", "who; null for an unnamed person or a group", True),
        Column("person", "text", "p.name", "canonical name", True),
        Column("person_desc", "text", "m.person_desc", "who an unnamed person or a group is", True),
        Column("from_org_id", "id", "m.origin_id", "left", True),
        Column("from_org", "text", "o.name", "its name", True),
        Column("from_root", "text", "oroot.name", "its topmost parent at the time", True),
        Column("to_org_id", "id", "m.destination_id", "joined", True),
        Column("to_org", "text", "d.name", "its name", True),
        Column("to_root", "text", "droot.name", "its topmost parent at the time", True),
        Column(
            "internal",
            "flag",
            "coalesce(oroot.id = droot.id, false)",
            "both ends belong to one organisation: a transfer, not a departure",
            sqlite="coalesce(oroot.id = droot.id, 0)",
        ),
        Column("kind", "text", "m.kind", "hire, departure, offer, compensation, retention, acquihire, scarcity, rules"),
        Column("status", "text", "m.status", "reported, confirmed, rumoured, attempted or refused: follows from the claims"),
        Column("hedged", "flag", "m.hedged", "no claim states it plainly"),
        Column("on_date", "day", "m.on_date", "when it happens, as far as articles say", True),
        Column("on_precision", "text", "m.on_precision", "day, month or year", True),
        Column("count", "number", 'm."count"', "people, if a counted group moves", True),
        Column("role", "text", "m.role", "post", True),
        Column("first_claimed_at", "time", "m.first_at", "the first article on it"),
        Column("last_claimed_at", "time", "m.last_at", "the latest"),
        Column("articles", "number", "m.articles", "articles that tell of it"),
        Column("publishers", "number", "m.publishers", "outlets that tell of it"),
        Column("origins", "number", "m.origins", "independent sources: a rewrite corroborates nothing"),
        *versioned("m"),
    ),
    source=f"FROM moves m LEFT JOIN people p ON p.id = m.person_id {_ends(_DAY)} WHERE m.merged_into IS NULL",
    sqlite_source=f"FROM moves m LEFT JOIN people p ON p.id = m.person_id {_ends(_SQLITE_DAY)} WHERE m.merged_into IS NULL",
)

CLAIMS = View(
    name="v1_claims",
    meaning="What one article claims of one move, with its words.",
    columns=(
        Column("claim_id", "id", "c.id", "the claim"),
        Column("move_id", "id", "c.move_id", "the move"),
        Column("article_id", "id", "c.article_id", "the article"),
        Column("claimed_at", "time", "c.at", "publication of the article, or first sight"),
        Column("outlet", "text", "a.outlet", "who published it", True),
        Column("from_org", "text", "o.name", "left", True),
        Column("to_org", "text", "d.name", "joined", True),
        Column("kind", "text", "c.kind", "as in v1_moves"),
        Column("status", "text", "c.status", "as in v1_moves"),
        Column("hedged", "flag", "c.hedged", "told with reserve: reportedly, aurait, soll …"),
        Column("on_date", "day", "c.on_date", "when it happens", True),
        Column("on_precision", "text", "c.on_precision", "day, month or year", True),
        Column("on_text", "text", "c.on_text", "the words the date was resolved from", True),
        Column("count", "number", 'c."count"', "people, if a counted group moves", True),
        Column("role", "text", "c.role", "post", True),
        Column("terms", "list", "c.terms", "inducements that are not money"),
        *evidence("c"),
        Column("extractor", "text", "c.extractor", "version of the fact finder"),
        Column("revision", "number", "c.revision", "counts the changes of this claim"),
        Column("content_hash", "text", "c.content_hash", "changes if, and only if, the claim does"),
    ),
    source=(
        "FROM claims c JOIN articles a ON a.id = c.article_id "
        "LEFT JOIN organisations o ON o.id = c.origin_id LEFT JOIN organisations d ON d.id = c.destination_id"
    ),
)

HISTORY = View(
    name="v1_move_history",
    meaning="What the record of a move looked like after each change of it.",
    columns=(
        Column("move_id", "id", "h.move_id", "the move"),
        Column("revision", "number", "h.revision", "of the move"),
        Column("at", "time", "h.at", "from when it looked so"),
        Column("status", "text", "h.status", "as in v1_moves"),
        Column("hedged", "flag", "h.hedged", "as in v1_moves"),
        Column("kind", "text", "h.kind", "as in v1_moves"),
        Column("from_org", "text", "o.name", "left", True),
        Column("to_org", "text", "d.name", "joined", True),
        Column("on_date", "day", "h.on_date", "when it happens", True),
        Column("articles", "number", "h.articles", "articles that told of it then"),
        Column("publishers", "number", "h.publishers", "outlets"),
        Column("origins", "number", "h.origins", "independent sources"),
        Column("article_id", "id", "h.article_id", "the article that changed it", True),
        Column("reason", "text", "h.reason", "ingest, rescore, reextract, forgotten …"),
    ),
    source=(
        "FROM move_history h LEFT JOIN organisations o ON o.id = h.origin_id "
        "LEFT JOIN organisations d ON d.id = h.destination_id"
    ),
)

_BACK_HOME = (
    "CASE WHEN m.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM moves e JOIN organisations eo ON eo.id = e.origin_id "
    "WHERE e.person_id = m.person_id AND e.merged_into IS NULL AND e.first_at < m.first_at "
    "AND {to} IN (eo.id, eo.root_id)) THEN 1 ELSE 0 END"
)
_MADE = (
    "SELECT {month} AS month, {there}.id AS from_id, {there}.name AS from_org, {here}.id AS to_id, {here}.name AS to_org, "
    "{counts} FROM moves m JOIN organisations o ON o.id = m.origin_id JOIN organisations d ON d.id = m.destination_id "
    "{roots}WHERE m.merged_into IS NULL AND m.status IN ('confirmed', 'reported') AND {there}.id <> {here}.id"
)
_PEOPLE = 'coalesce(m."count", 1)'
_MONTH = "to_char(coalesce(m.on_date::timestamp, m.first_at AT TIME ZONE 'UTC'), 'YYYY-MM')"
_SQLITE_MONTH = "substr(coalesce(m.on_date, m.first_at), 1, 7)"


def _flows(month: str, day: str) -> str:
    """Each move once for its own direction and once as what goes back in the other: one pass, no self-join.

    The levels are added up apart, so that a reader of one does not pay for the other; names are grouped by too, so that
    a condition on either end goes into the arms of the union.
    """
    roots = (
        f"JOIN organisations oroot ON oroot.id = {_root('o', day)} JOIN organisations droot ON droot.id = {_root('d', day)} "
    )
    levels = []
    for level, left, joined, joins in (("organisation", "o", "d", ""), ("root", "oroot", "droot", roots)):
        back_home = _BACK_HOME.format(to=f"{joined}.id")
        ways = (
            (left, joined, f"1 AS moves, {_PEOPLE} AS people, 0 AS back, {back_home} AS boomerangs"),
            (joined, left, f"0 AS moves, 0 AS people, {_PEOPLE} AS back, 0 AS boomerangs"),
        )
        rows = " UNION ALL ".join(
            _MADE.format(month=month, there=there, here=here, counts=counts, roots=joins) for there, here, counts in ways
        )
        levels.append(
            f"SELECT '{level}' AS level, month, from_id, from_org, to_id, to_org, sum(moves) AS moves, "
            f"sum(people) AS people, sum(back) AS back, sum(boomerangs) AS boomerangs FROM ({rows}) w "
            "GROUP BY month, from_id, from_org, to_id, to_org HAVING sum(moves) > 0"
        )
    return f"FROM ({' UNION ALL '.join(levels)}) f"


FLOWS = View(
    name="v1_flows",
    meaning=(
        "Who hires from whom, by month: confirmed and reported moves with both ends known, transfers inside one "
        "organisation left out. Level `root` rolls organisations up to their topmost parents."
    ),
    columns=(
        Column("level", "text", "f.level", "organisation or root"),
        Column("month", "month", "f.month", "of the move, or of its first article"),
        Column("from_org_id", "id", "f.from_id", "left"),
        Column("from_org", "text", "f.from_org", "its name"),
        Column("to_org_id", "id", "f.to_id", "joined"),
        Column("to_org", "text", "f.to_org", "its name"),
        Column("moves", "number", "CAST(f.moves AS bigint)", "moves in this direction", sqlite="f.moves"),
        Column("people", "number", "CAST(f.people AS bigint)", "people in them, groups counted", sqlite="f.people"),
        Column("back", "number", "CAST(f.back AS bigint)", "people the other way in the same month", sqlite="f.back"),
        Column("net", "number", "CAST(f.people - f.back AS bigint)", "people less people back", sqlite="f.people - f.back"),
        Column("boomerangs", "number", "CAST(f.boomerangs AS bigint)", "moves back to where the person left before", sqlite="f.boomerangs"),
    ),
    source=_flows(_MONTH, _DAY),
    sqlite_source=_flows(_SQLITE_MONTH, _SQLITE_DAY),
)

REDIRECTS = View(
    name="v1_redirects",
    meaning="Moves and stories that were merged into another: an old id leads on.",
    columns=(
        Column("entity_type", "text", "r.entity_type", "move or story"),
        Column("entity_id", "id", "r.id", "the id that was"),
        Column("merged_into", "id", "r.merged_into", "the id that is"),
    ),
    source=(
        "FROM (SELECT 'move' AS entity_type, id, merged_into FROM moves WHERE merged_into IS NOT NULL "
        "UNION ALL SELECT 'story', id, merged_into FROM stories WHERE merged_into IS NOT NULL) r"
    ),
)

MOVE_VIEWS = (MOVES, CLAIMS, HISTORY, FLOWS, REDIRECTS)
