"""Views of articles, and of the people and organisations in them."""

from storage.contract.view import Column, View, plain, versioned

_ARTICLE = "LEFT JOIN story_articles sa ON sa.article_id = a.id"

ARTICLES = View(
    name="v1_articles",
    meaning="AI-talent-war articles: what they are, where they stand, when they were published and first seen.",
    columns=(
        Column("article_id", "id", "a.id", "the same again if the database is rebuilt: made of the address"),
        *plain(
            "a",
            ("url", "text", "where it was read"),
            ("canonical_url", "text", "the publisher's own address for it"),
            ("title", "text", "the headline"),
            ("outlet", "text", "who published it", True),
            ("host", "text", "the site"),
            ("lang", "text", "language, ISO 639-1", True),
        ),
        Column("excerpt", "text", "substr(a.summary, 1, 500)", "standfirst or summary, 500 characters at most"),
        *plain(
            "a",
            ("authors", "list", "names in the byline"),
            ("agencies", "list", "wire agencies credited with the copy"),
            ("published_at", "time", "when it was published; null if the publisher does not say", True),
            ("published_basis", "text", "where the date stood: json-ld, meta, microdata, time, byline, url, feed", True),
            ("published_precision", "text", "second, minute, day, month or year", True),
            ("modified_at", "time", "when the publisher last changed it", True),
            ("first_seen_at", "time", "when its entry was first seen in a feed"),
            ("first_indexed_at", "time", "when it first stood in this view; never rewritten"),
            ("score", "score", "relevance, 0 to 1, calibrated"),
            (
                "kind",
                "text",
                "hire, departure, offer, compensation, retention, acquihire, scarcity or rules",
                True,
            ),
            ("model", "text", "version of the weights that judged"),
            ("signals", "list", "the words that spoke for and against, with their weights (log-odds)"),
            ("bias", "score", "what is added to the signals' weights to give the score's log-odds"),
            ("extractor", "text", "version of the fact finders"),
            ("paywalled", "flag", "only the visible text was read"),
            ("truncated", "flag", "only a part was to be had"),
            ("words", "number", "length of the text that was read"),
        ),
        Column("story_id", "id", "sa.story_id", "the story it tells", True),
        Column("status", "text", "a.status", "usable, withheld or withdrawn"),
        *versioned("a"),
    ),
    source=f"FROM articles a {_ARTICLE} WHERE a.is_match",
)

TEXTS = View(
    name="v1_article_texts",
    meaning="The full text of articles. Granted on purpose only: it is the publishers'.",
    columns=(
        Column("article_id", "id", "a.id", "the article"),
        Column("paragraphs", "list", "a.paragraphs", "the body, paragraph by paragraph"),
        *plain("a", ("title", "text", "the headline"), ("lang", "text", "language", True), ("revision", "number", "of the article")),
    ),
    source="FROM articles a WHERE a.is_match",
)

PEOPLE = View(
    name="v1_people",
    meaning="People named in articles, one row each whatever the script.",
    columns=(
        Column("person_id", "id", "p.id", "the person"),
        Column("name", "text", "p.name", "canonical name"),
        Column(
            "articles",
            "number",
            "(SELECT count(DISTINCT m.article_id) FROM article_people m WHERE m.person_id = p.id)",
            "how many articles name them",
        ),
        Column("first_seen_at", "time", "p.first_at", "when an article first named them"),
        *versioned("p"),
    ),
    source="FROM people p",
)

MENTIONS = View(
    name="v1_article_people",
    meaning="Who is in which article, in which part. An unnamed person has a description and no id.",
    columns=(
        Column("article_id", "id", "m.article_id", "the article"),
        Column("n", "number", "m.n", "numbers the people of an article"),
        Column("person_id", "id", "m.person_id", "the person; null for an unnamed one", True),
        Column("person", "text", "p.name", "canonical name", True),
        Column("person_desc", "text", "m.description", "who an unnamed one is", True),
        Column("role", "text", "m.role", "post or profession, as written", True),
        Column("org", "text", "o.name", "organisation the article gives for them", True),
        Column("part", "text", "m.part", "subject, speaker, recruiter, comparison or background"),
        Column("paragraph", "number", "m.paragraph", "0 is the title, -1 the summary"),
        Column("evidence_text", "text", "m.words", "the words"),
        Column("published_at", "time", "a.published_at", "of the article", True),
    ),
    source=(
        "FROM article_people m JOIN articles a ON a.id = m.article_id AND a.is_match "
        "LEFT JOIN people p ON p.id = m.person_id LEFT JOIN organisations o ON o.id = m.organisation_id"
    ),
)

ORGANISATIONS = View(
    name="v1_organisations",
    meaning="Organisations, with what they belong to: flows roll up along `root`.",
    columns=(
        Column("organisation_id", "id", "o.id", "the organisation"),
        Column("name", "text", "o.name", "canonical name"),
        Column("kind", "text", "o.kind", "lab, bigtech, startup, chip, robotics, university, institute, vc, government …", True),
        Column("parent", "text", "parent.name", "what it belongs to", True),
        Column("parent_since", "day", "o.parent_since", "since when", True),
        Column("parent_until", "day", "o.parent_until", "until when", True),
        Column("root", "text", "root.name", "the topmost parent; itself if it has none"),
        Column("aliases", "list", "o.aliases", "other names, in other scripts too"),
        Column("known", "flag", "o.known", "false if only articles speak of it, no list of ours"),
        Column(
            "articles",
            "number",
            "(SELECT count(DISTINCT m.article_id) FROM article_organisations m WHERE m.organisation_id = o.id)",
            "how many articles name it",
        ),
        *versioned("o"),
    ),
    source=(
        "FROM organisations o LEFT JOIN organisations parent ON parent.id = o.parent_id "
        "LEFT JOIN organisations root ON root.id = o.root_id"
    ),
)

ARTICLE_VIEWS = (ARTICLES, TEXTS, PEOPLE, MENTIONS, ORGANISATIONS)
