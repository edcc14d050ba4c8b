"""Articles by their keys or by what somebody types, with their texts in one language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from permanence.service.knowledge.models import Article, Usage, Version
from permanence.service.knowledge.queries.articles import heads_of
from permanence.service.knowledge.queries.suggesting import suggest_articles
from permanence.service.knowledge.rules.audiences import DESK
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.references import read_article_number

SHORTEST_TYPED = 2


@dataclass(frozen=True)
class Named:
    """An article with its text in the language asked for, or in the one that is there instead."""

    article: Article
    reference: str
    title: str
    body: str
    language: str
    is_other_language: bool


def name_articles(keys: Collection[int], *, language: str, fallback: str = "") -> dict[int, Named]:
    """Return articles with their texts, by their keys; retired ones too, drafts alone not."""
    if not keys:
        return {}
    articles, heads, named = Article.objects.in_bulk(keys), heads_of(keys), dict[int, Named]()
    for key, article in articles.items():
        there = heads.get(key, {})
        if (chosen := choose_language(there, language, fallback)) is not None:
            head, is_other = there[chosen], chosen != language
            named[key] = Named(article, article.reference, head.title, head.body, chosen, is_other)
    return named


def find_articles(desk: int, typed: str, *, language: str, most: int) -> list[int]:
    """Return the published articles of a desk that somebody may mean who types this.

    The one named so stands first, then those with that beginning of a word in a title, then those
    whose texts come near.
    """
    standing = Article.objects.standing().filter(desk=desk)
    number = read_article_number(typed)
    if number is not None and (found := standing.filter(number=number).first()):
        return [found.pk]
    words = typed.split()
    if not words or len(typed.strip()) < SHORTEST_TYPED:
        return []
    titled = Version.objects.heads().filter(article__in=standing)
    for word in words:
        titled = titled.filter(title__icontains=word)
    keys = list(titled.order_by("article").values_list("article", flat=True).distinct()[:most])
    near = suggest_articles(desk, typed, language=language, audience=DESK, most=most)
    return list(dict.fromkeys([*keys, *(one.article.pk for one in near)]))[:most]


def uses_on(ticket: int) -> list[Usage]:
    """Return which articles were named on a ticket, sent with it or read before, in their order."""
    rows = Usage.objects.filter(ticket=ticket).select_related("article")
    return list(rows.order_by("at", "pk"))


def times_used_on(tickets: Collection[int]) -> dict[int, int]:
    """Return on how many of these tickets each article was used, by its key."""
    if not tickets:
        return {}
    uses = Usage.objects.filter(ticket__in=tickets).exclude(kind=Usage.Kind.READ)
    rows = uses.values_list("article", "ticket").distinct()
    times: dict[int, int] = {}
    for article, _ticket in rows:
        times[article] = times.get(article, 0) + 1
    return times
