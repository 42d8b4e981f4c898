"""The contract for downstream, in one place: views, columns, types and meanings.

The views, the comments in the database, ``docs/contract.md`` and the JSON Schemas come from here.
Columns are only ever added; a removed or retyped one fails tests/storage/test_contract.py.
"""

from storage.contract.articles import ARTICLE_VIEWS
from storage.contract.changes import CHANGE_VIEWS
from storage.contract.facts import FACT_VIEWS
from storage.contract.feeds import FEED_VIEWS
from storage.contract.moves import MOVE_VIEWS
from storage.contract.page import contract_markdown, json_schemas
from storage.contract.stories import STORY_VIEWS
from storage.contract.view import Column, View

VIEWS: tuple[View, ...] = (
    *ARTICLE_VIEWS,
    *MOVE_VIEWS,
    *FACT_VIEWS,
    *STORY_VIEWS,
    *FEED_VIEWS,
    *CHANGE_VIEWS,
)

__all__ = ["VIEWS", "Column", "View", "contract_markdown", "json_schemas"]
