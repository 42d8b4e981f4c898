"""The change feed and what there is to know about the database itself."""

from storage.contract.view import SCHEMA_VERSION, Column, View, plain

CHANGES = View(
    name="v1_changes",
    meaning=(
        "Every change of a record, in commit order and in the same transaction as the data; removals too. A reader "
        "that keeps `seq` and asks for what is greater never misses a row."
    ),
    columns=(
        *plain(
            "c",
            ("seq", "number", "strictly increasing in commit order; there may be gaps"),
            ("entity_type", "text", "article, person, organisation, move, claim or story"),
            ("entity_id", "id", "the id under which its view has it"),
            ("revision", "number", "of the record"),
            ("op", "text", "upsert or delete"),
            ("changed_at", "time", "when"),
            ("content_hash", "text", "of the record after the change"),
            ("reason", "text", "ingest, rescore, reextract, merged, forgotten …"),
        ),
        Column("schema_version", "number", str(SCHEMA_VERSION), "major version of the contract"),
    ),
    source="FROM changes c",
)

_PRUNED = "coalesce((SELECT CAST(value AS bigint) FROM notes WHERE name = 'pruned_seq'), 0)"

META = View(
    name="v1_meta",
    meaning="One row: versions, the bounds of the change feed, how fresh the database is.",
    columns=(
        Column("schema_version", "number", str(SCHEMA_VERSION), "major version of the contract: stop at one you do not know"),
        Column(
            "schema_revision", "text", "(SELECT max(version_num) FROM alembic_version)", "of the private tables"
        ),
        Column("newest_seq", "number", f"coalesce((SELECT max(seq) FROM changes), {_PRUNED})", "the latest change"),
        Column(
            "oldest_seq",
            "number",
            f"{_PRUNED} + 1",
            "the lowest number still kept: a reader behind it has to begin from the views again",
        ),
        Column(
            "last_poll_at",
            "time",
            "(SELECT max(polled_at) FROM feeds)",
            "the latest poll of any feed",
            True,
        ),
        Column(
            "last_success_at",
            "time",
            "(SELECT max(succeeded_at) FROM feeds)",
            "the latest poll that was no failure",
            True,
        ),
        Column("feeds", "number", "(SELECT count(*) FROM feeds WHERE state <> 'paused')", "feeds polled"),
        Column(
            "feeds_blind",
            "number",
            "(SELECT count(*) FROM feeds WHERE state <> 'paused' AND failures > 0)",
            "of them failing at present",
        ),
    ),
    source="",
)

CHANGE_VIEWS = (CHANGES, META)
