"""What is read of articles: found by words, one of them, and those that are read most."""

from permanence.service.knowledge.queries.articles import (
    article_numbered,
    practice_of,
    topics_of,
    versions_of,
)
from permanence.service.knowledge.queries.consulting import Consulted, most_consulted
from permanence.service.knowledge.queries.helping import Helping, helping_since
from permanence.service.knowledge.queries.naming import (
    Named,
    find_articles,
    name_articles,
    times_used_on,
    uses_on,
)
from permanence.service.knowledge.queries.reading import Shown, read_article
from permanence.service.knowledge.queries.shelves import Shelf, Titled, shelves_of, titles_of
from permanence.service.knowledge.queries.suggesting import Suggested, suggest_articles

__all__ = [
    "Consulted",
    "Helping",
    "Named",
    "Shelf",
    "Shown",
    "Suggested",
    "Titled",
    "article_numbered",
    "find_articles",
    "helping_since",
    "most_consulted",
    "name_articles",
    "practice_of",
    "read_article",
    "shelves_of",
    "suggest_articles",
    "times_used_on",
    "titles_of",
    "topics_of",
    "uses_on",
    "versions_of",
]
