"""Articles and their versions, as they are kept."""

from __future__ import annotations

from collections.abc import Collection

from permanence.service.knowledge.models import Article, Practice, Topic, Version
from permanence.service.knowledge.rules.references import read_article_number


def article_numbered(desk: int, reference: str) -> Article | None:
    """Return the article of a desk that is named so, retired or not; None when there is none."""
    number = read_article_number(reference)
    if number is None:
        return None
    rows = Article.objects.select_related("desk", "topic", "owner")
    return rows.filter(desk=desk, number=number).first()


def versions_of(article: int) -> list[Version]:
    """Return every version of an article, by language, the last one first."""
    return list(Version.objects.filter(article=article).order_by("language", "-number"))


def heads_of(articles: Collection[int]) -> dict[int, dict[str, Version]]:
    """Return what articles say now, by article and language."""
    found: dict[int, dict[str, Version]] = {}
    for one in Version.objects.heads().filter(article__in=articles).defer("words"):
        found.setdefault(one.article_id, {})[one.language] = one
    return found


def topics_of(desk: int) -> list[Topic]:
    """Return the topics of a desk that are in use, in their order."""
    return list(Topic.objects.filter(desk=desk, ended_at=None).order_by("rank", "id"))


def practice_of(desk: int) -> Practice:
    """Return how a desk keeps its articles."""
    return Practice.objects.filter(desk=desk).first() or Practice(desk_id=desk)
