"""Views of the other facts: money, counts, quotes, credits."""

from storage.contract.view import Column, View, evidence


def _fact_view(name: str, table: str, meaning: str, *columns: Column, joins: str = "") -> View:
    """A view of facts, each with the article that says it."""
    return View(
        name=name,
        meaning=meaning,
        columns=(
            Column("article_id", "id", "f.article_id", "the article that says it"),
            Column("n", "number", "f.n", "numbers these facts within the article"),
            *columns,
            *evidence("f"),
            Column("published_at", "time", "a.published_at", "of the article", True),
            Column("outlet", "text", "a.outlet", "of the article", True),
            Column("story_id", "id", "sa.story_id", "of the article", True),
        ),
        source=(
            f"FROM {table} f JOIN articles a ON a.id = f.article_id AND a.is_match "
            f"LEFT JOIN story_articles sa ON sa.article_id = a.id {joins}"
        ),
    )


_AROUND = 150
"""Characters shown on either side of a fact's words: enough for the sentence, too few for the article."""


def _context(paragraph: str, greatest: str) -> str:
    """SQL of the words with what stands around them."""
    text = f"CASE f.paragraph WHEN 0 THEN a.title WHEN -1 THEN a.summary ELSE {paragraph} END"
    begin = f'{greatest}(f.start - {_AROUND}, 0)'
    return f'substr({text}, {begin} + 1, f."end" - {begin} + {_AROUND})'


CONTEXT = Column(
    "context",
    "text",
    _context("a.paragraphs->>(f.paragraph - 1)", "greatest"),
    f"the words in their sentence: up to {_AROUND} characters before and after them",
    True,
    sqlite=_context("json_extract(a.paragraphs, '$[' || (f.paragraph - 1) || ']')", "max"),
)

MONEY = _fact_view(
    "v1_money",
    "money",
    "Sums that articles name, with what they are for and who pays whom.",
    Column("amount", "sum", "f.amount", "whole units; the lower end of a range or of a vague sum", True),
    Column("amount_max", "sum", "f.amount_max", "upper end of a range", True),
    Column("currency", "text", "f.currency", "ISO 4217", True),
    Column("basis", "text", "f.basis", "exact, at most, at least, about or vague"),
    Column("what", "text", "f.what", "package, bonus, salary, equity, deal, funding, valuation, saving, damages, fee, budget, other"),
    Column("payer", "text", "f.payer", "who pays", True),
    Column("payee", "text", "f.payee", "who is paid", True),
    Column("period", "text", "f.period", "year, month, or a span such as 4 years", True),
    Column("hedged", "flag", "f.hedged", "told with reserve"),
    CONTEXT,
)
COUNTS = _fact_view(
    "v1_counts",
    "counts",
    "Other figures that matter: researchers, departures, GPUs.",
    Column("value", "number", "f.value", "the figure, or the lower end of a range"),
    Column("value_max", "number", "f.value_max", "upper end of a range", True),
    Column("unit", "text", "f.unit", "what is counted"),
    Column("basis", "text", "f.basis", "exact, at most, at least, about or vague"),
)
QUOTES = _fact_view(
    "v1_quotes",
    "quotes",
    "Words said, in the article's language, and who said them.",
    Column("person_id", "id", "f.person_id", "the speaker, if a named person", True),
    Column("speaker", "text", "coalesce(p.name, f.speaker)", "canonical name", True),
    Column("speaker_desc", "text", "f.speaker_desc", "an unnamed speaker, or a document", True),
    Column("text", "text", 'f."text"', "the words"),
    Column("lang", "text", "f.lang", "their language", True),
    joins="LEFT JOIN people p ON p.id = f.person_id",
)
CREDITS = _fact_view(
    "v1_credits",
    "credits",
    "Outlets that an article names as its source.",
    Column("credited", "text", "f.outlet", "the outlet named"),
)

FACT_VIEWS = (MONEY, COUNTS, QUOTES, CREDITS)
