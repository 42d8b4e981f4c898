"""Views of stories: which articles tell the same event."""

from storage.contract.view import Column, View, plain, versioned

STORIES = View(
    name="v1_stories",
    meaning="Events, each told by one or more articles, over outlets and languages.",
    columns=(
        Column("story_id", "id", "s.id", "the story"),
        *plain(
            "s",
            ("title", "text", "headline of its first article"),
            ("kind", "text", "as in v1_articles", True),
            ("first_at", "time", "its first article"),
            ("last_at", "time", "its latest"),
            ("articles", "number", "articles that tell it"),
            ("publishers", "number", "outlets that tell it"),
            ("origins", "number", "independent sources: a rewrite corroborates nothing"),
        ),
        Column(
            "languages",
            "number",
            "(SELECT count(DISTINCT m.lang) FROM story_articles m WHERE m.story_id = s.id)",
            "languages it is told in",
        ),
        Column("langs", "list", "s.langs", "which", True),
        Column("first_article_id", "id", "s.first_article_id", "its first article", True),
        *versioned("s"),
    ),
    source="FROM stories s WHERE s.merged_into IS NULL AND s.articles > 0",
)

STORY_ARTICLES = View(
    name="v1_story_articles",
    meaning="Which article tells which story, and why we think so.",
    columns=plain(
        "m",
        ("story_id", "id", "the story"),
        ("article_id", "id", "the article"),
        ("at", "time", "its publication, or first sight"),
        ("lang", "text", "its language", True),
        ("score", "score", "how well it fits"),
        ("reason", "text", "what it shares with the story"),
        ("near_duplicate_of", "id", "an article it repeats nearly word for word", True),
    ),
    source="FROM story_articles m JOIN articles a ON a.id = m.article_id AND a.is_match",
)

STORY_VIEWS = (STORIES, STORY_ARTICLES)
