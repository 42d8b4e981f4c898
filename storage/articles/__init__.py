"""Articles with their revisions, pages and facts; moves and the claims they are made of; forgetting."""

from storage.articles.entities import OrganisationRow, upsert_organisations
from storage.articles.forgetting import forget_domain, forget_person, forget_url
from storage.articles.identity import article_id, organisation_id, person_id
from storage.articles.loading import StoredArticle, load_article, load_stored
from storage.articles.pages import StoredPage, load_page, prune_pages, save_page
from storage.articles.saving import save_article

__all__ = [
    "OrganisationRow",
    "StoredArticle",
    "StoredPage",
    "article_id",
    "forget_domain",
    "forget_person",
    "forget_url",
    "load_article",
    "load_page",
    "load_stored",
    "organisation_id",
    "person_id",
    "prune_pages",
    "save_article",
    "save_page",
    "upsert_organisations",
]
