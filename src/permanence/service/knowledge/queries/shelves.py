"""The articles of a desk under its topics, by their titles."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from permanence.service.knowledge.models import Article, Topic, Version
from permanence.service.knowledge.rules.audiences import seen_by
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.references import speak_article
from permanence.world.accounts.models import Desk


@dataclass(frozen=True)
class Shelf:
    """A topic with how many articles somebody may read under it; None is no topic."""

    topic: Topic | None
    count: int


@dataclass(frozen=True)
class Titled:
    """An article by its title, in the language asked for or in another; its topic's key."""

    reference: str
    title: str
    language: str
    is_other_language: bool
    topic: int | None


def shelves_of(desk: int, *, audience: str) -> list[Shelf]:
    """Return the topics under which one of this audience finds something, in their order."""
    rows = Article.objects.standing().read_by(audience).filter(desk=desk)
    counted = dict(rows.values_list("topic").annotate(count=Count("pk")).order_by())
    named = Topic.objects.filter(pk__in=[one for one in counted if one]).order_by("rank", "pk")
    shelves = [Shelf(topic, counted[topic.pk]) for topic in named]
    return shelves + ([Shelf(None, counted[None])] if None in counted else [])


def titles_of(desk: int, *, language: str, audience: str, topic: int | None = None) -> list[Titled]:
    """Return the articles of a desk by their titles: all, under a topic, or with 0 under none."""
    rows = Version.objects.heads().filter(
        article__desk=desk,
        article__retired_at=None,
        article__audience__in=seen_by(audience),
    )
    if topic is not None:
        rows = rows.filter(article__topic=topic or None)
    heads: dict[tuple[int, int | None], dict[str, str]] = {}
    facts = ("article__number", "article__topic", "language", "title")
    for number, under, spoken, title in rows.values_list(*facts):
        heads.setdefault((number, under), {})[spoken] = title
    fallback = Desk.objects.values_list("default_language", flat=True).get(pk=desk)
    found = []
    for (number, under), there in heads.items():
        if (chosen := choose_language(there, language, fallback)) is not None:
            title, is_other = there[chosen], chosen != language
            found.append(Titled(speak_article(number), title, chosen, is_other, under))
    return sorted(found, key=lambda one: (one.title.casefold(), one.reference))
