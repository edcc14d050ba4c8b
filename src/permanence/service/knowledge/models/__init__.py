"""Articles of a desk with every version of them, and how they are used."""

from permanence.service.knowledge.models.article import Article, ArticleQuerySet, Practice, Topic
from permanence.service.knowledge.models.usage import Reading, Usage, Verdict
from permanence.service.knowledge.models.version import Version, VersionQuerySet, Word

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Practice",
    "Reading",
    "Topic",
    "Usage",
    "Verdict",
    "Version",
    "VersionQuerySet",
    "Word",
]
