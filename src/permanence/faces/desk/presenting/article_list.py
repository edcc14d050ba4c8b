"""The list of a desk's articles, its topics and its filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.article_words import (
    article_url,
    articles_url,
    audience_names,
    show_names,
)
from permanence.faces.desk.presenting.words import language_within
from permanence.faces.ui.moments import write_day
from permanence.service.knowledge.models import Article, Topic, Version
from permanence.service.knowledge.queries.listing import Sift, drafted_in, titles_of
from permanence.service.knowledge.rules.languages import choose_language
from permanence.world.accounts.models import Desk

Shown = dict[str, Any]


def show_articles(
    rows: Sequence[Article], desk: Desk, reader: Reader, *, language: str
) -> list[Shown]:
    """Return the rows of the list."""
    keys = [one.pk for one in rows]
    titles, drafted = titles_of(keys), drafted_in(keys)
    return [
        show_article(one, titles.get(one.pk, {}), desk, reader, language=language)
        | {"is_drafted": one.pk in drafted}
        for one in rows
    ]


def show_article(
    article: Article, texts: Mapping[str, Version], desk: Desk, reader: Reader, *, language: str
) -> Shown:
    """Return one row; its title is in the reader's language, else in another that is named."""
    chosen = choose_language(texts, language, desk.default_language)
    is_other = chosen is not None and chosen != language
    due = article.review_due_on
    return {
        "reference": article.reference,
        "title": texts[chosen].title if chosen else "",
        "language": chosen or "",
        "language_name": language_within(chosen) if is_other and chosen else "",
        "topic": article.topic.name_in(language, otherwise=desk.default_language)
        if article.topic
        else "",
        "audience": audience_names()[article.audience],
        "languages": article.languages,
        "owner": article.owner.name if article.owner else "",
        "due": write_day(due, "j M Y") if due else "",
        "is_due": bool(due and due <= reader.at.date() and article.languages),
        "is_retired": article.retired_at is not None,
        "is_new": not article.languages,
        "url": article_url(article, desk, language=chosen if is_other else ""),
    }


def list_filters(desk: Desk, sift: Sift, query: str) -> list[Shown]:
    """Return the narrowings of the list."""
    asked = {"q": query, "topic": sift.topic, "missing": sift.missing}
    return [
        {
            "label": label,
            "url": articles_url(desk, show="" if key == "standing" else key, **asked),
            "current": key == sift.show,
        }
        for key, label in show_names().items()
    ]


def list_topics(
    topics: Sequence[Topic],
    counts: Mapping[int | None, int],
    desk: Desk,
    sift: Sift,
    *,
    language: str,
) -> list[Shown]:
    """Return the headings under which articles stand, with how many."""
    asked = {"show": "" if sift.show == "standing" else sift.show, "missing": sift.missing}
    every = {
        "label": _("All topics"),
        "count": sum(counts.values()),
        "url": articles_url(desk, **asked),
        "current": sift.topic is None,
    }
    return [
        every,
        *(
            {
                "label": one.name_in(language, otherwise=desk.default_language),
                "count": counts.get(one.pk, 0),
                "url": articles_url(desk, topic=one.pk, **asked),
                "current": one.pk == sift.topic,
            }
            for one in topics
        ),
    ]
