"""Where articles are used, and counts of how often they are read: nobody's name is in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from django.db import connection

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.service.knowledge.models import Article, Usage

COUNT_READING = "select knowledge_count_reading(%s, %s, %s, %s)"
COUNT_VERDICT = "select knowledge_count_verdict(%s, %s, %s, %s, %s)"


def note_usage(
    article: Article,
    *,
    ticket: int,
    entry: int | None,
    kind: Literal["linked", "sent", "read"],
    by: Actor,
    at: datetime,
) -> bool:
    """Keep that an article was named on a ticket, or sent with an entry; False when it is known.

    "read" says that the customer had read it before writing the ticket: counted without a name.
    """
    told = {"entry": entry, "by": "" if kind == "read" else by.name, "at": at}
    _kept, is_new = Usage.objects.get_or_create(
        article=article, ticket=ticket, kind=kind, defaults=told
    )
    if not is_new:
        return False
    record(
        f"ticket.article_{kind}",
        f"ticket:{ticket}",
        at=at,
        actor=by,
        desk=article.desk_id,
        reference=article.reference,
        article=article.pk,
    )
    return True


def forget_naming(article: Article, *, ticket: int, by: Actor, at: datetime) -> bool:
    """Take back that an article was named on a ticket; False when it is not named there."""
    found = Usage.objects.filter(article=article, ticket=ticket, kind=Usage.Kind.LINKED)
    if not found.delete()[0]:
        return False
    record(
        "ticket.article_unlinked",
        f"ticket:{ticket}",
        at=at,
        actor=by,
        desk=article.desk_id,
        reference=article.reference,
        article=article.pk,
    )
    return True


def count_reading(
    article: Article, *, language: str, face: Literal["desk", "portal"], at: datetime
) -> None:
    """Count that somebody read an article."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_READING, [article.pk, language, at.astimezone(UTC).date(), face])


def count_verdict(
    article: Article, *, language: str, helped: bool, at: datetime, spares: bool = False
) -> None:
    """Count that an article helped somebody, or that it did not.

    `spares` says that somebody was about to write to the desk, and does not.
    """
    day = at.astimezone(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_VERDICT, [article.pk, language, day, helped, spares])
