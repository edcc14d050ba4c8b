"""What is read of articles: found by words, one of them, and those that are read most."""

from permanence.service.knowledge.queries.articles import (
    article_numbered,
    practice_of,
    topics_of,
    versions_of,
)
from permanence.service.knowledge.queries.consulting import Consulted, most_consulted
from permanence.service.knowledge.queries.reading import Shown, read_article
from permanence.service.knowledge.queries.shelves import Shelf, Titled, shelves_of, titles_of
from permanence.service.knowledge.queries.suggesting import Suggested, suggest_articles

__all__ = [
    "Consulted",
    "Shelf",
    "Shown",
    "Suggested",
    "Titled",
    "article_numbered",
    "most_consulted",
    "practice_of",
    "read_article",
    "shelves_of",
    "suggest_articles",
    "titles_of",
    "topics_of",
    "versions_of",
]
