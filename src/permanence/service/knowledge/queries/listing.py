"""The list of a desk's articles, narrowed and by pages; their topics with counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.queries.suggesting import suggest_articles
from permanence.service.knowledge.rules.audiences import DESK
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.references import read_article_number

SHOWN: Final = ("standing", "drafts", "due", "missing", "retired", "all")
MOST_FOUND: Final = 50
DRAFTS: Final = Exists(Version.objects.drafts().filter(article=OuterRef("pk")))


@dataclass(frozen=True)
class Sift:
    """Which articles are wanted: `show` one of SHOWN; of a topic; not in a language."""

    show: str = "standing"
    topic: int | None = None
    missing: str = ""


def list_articles(
    desk: int, sift: Sift, *, day: date, before: int | None = None, most: int = 50
) -> list[Article]:
    """Return articles of a desk, the newest first; `before` is the last number seen before."""
    rows = sift_articles(desk, sift, day=day)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows.order_by("-number")[:most])


def sift_articles(desk: int, sift: Sift, *, day: date) -> QuerySet[Article]:
    """Return the articles that are wanted."""
    rows = Article.objects.filter(desk=desk).select_related("topic", "owner")
    if sift.topic is not None:
        rows = rows.filter(topic=sift.topic)
    if sift.missing:
        rows = rows.exclude(languages__contains=[sift.missing])
    if sift.show == "all":
        return rows
    if sift.show == "retired":
        return rows.filter(retired_at__isnull=False)
    if sift.show == "drafts":
        return rows.filter(DRAFTS, retired_at=None)
    if sift.show == "due":
        return rows.due(day)
    return rows.standing()


def search_articles(desk: int, text: str, sift: Sift, *, language: str, day: date) -> list[Article]:
    """Return the wanted articles that a text finds, the nearest first; drafts by their titles."""
    found = suggest_articles(desk, text, language=language, audience=DESK, most=MOST_FOUND)
    order = {one.article.pk: place for place, one in enumerate(found)}
    number = read_article_number(text)
    titled = Version.objects.filter(article__desk=desk, title__icontains=text.strip())
    fits = Q(pk__in=order) | Q(pk__in=titled.values("article"))
    if number is not None:
        fits |= Q(number=number)
    rows = list(sift_articles(desk, sift, day=day).filter(fits)[: MOST_FOUND * 2])
    rows.sort(key=lambda one: (one.number != number, order.get(one.pk, len(order)), -one.number))
    return rows[:MOST_FOUND]


def titles_of(articles: Collection[int]) -> dict[int, dict[str, Version]]:
    """Return what articles say now, by article and language; where nothing is published, drafts."""
    found: dict[int, dict[str, Version]] = {}
    rows = Version.objects.filter(article__in=articles, superseded_at=None).defer("words", "body")
    for one in rows:
        known = found.setdefault(one.article_id, {})
        if one.language not in known or not one.is_draft:
            known[one.language] = one
    return found


def choose_title(there: Mapping[str, Version], language: str) -> str:
    """Return the title in a language, else in another; nothing where there is no text."""
    chosen = choose_language(there, language)
    return there[chosen].title if chosen else ""


def count_topics(desk: int) -> dict[int | None, int]:
    """Return how many articles stand under each topic of a desk, and under none."""
    rows = Article.objects.filter(desk=desk).standing()
    return dict(rows.values_list("topic").annotate(many=Count("pk")).order_by())


def drafted_in(articles: Sequence[int]) -> set[int]:
    """Return which of these articles somebody writes on."""
    drafts = Version.objects.drafts().filter(article__in=articles)
    return set(drafts.values_list("article_id", flat=True))
