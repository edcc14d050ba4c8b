"""Articles whose words go into a message: none of the desk's own ever goes to a customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.knowledge.actions import forget_naming, note_usage
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries import name_articles
from permanence.service.knowledge.rules.audiences import is_for_customers
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Entry, Resolution, Ticket
from permanence.service.tickets.queries.articles import articles_in_use


class ForDeskOnly(Refusal):
    """An article of the desk's own people in a message that a customer would read."""


class IsInUse(Refusal):
    """An article that is in a message, or explains the solution, cannot be taken off."""


def name_in_draft(ticket: Ticket, articles: Iterable[Article]) -> list[dict[str, Any]]:
    """Return how a draft names the articles whose words are in it, in the customer's language."""
    keys = [one.pk for one in articles]
    named = name_articles(keys, language=ticket.language, fallback=ticket.desk.default_language)
    return [
        {
            "article": one.article.pk,
            "reference": one.reference,
            "title": one.title,
            "mark": f"[{one.language}]" if one.is_other_language else "",
            "audience": one.article.audience,
        }
        for one in (named[key] for key in dict.fromkeys(keys) if key in named)
    ]


def articles_of(ticket: Ticket, kept: Iterable[dict[str, Any]]) -> list[Article]:
    """Return the articles that a draft names, as they are now, in their order."""
    keys = [one["article"] for one in kept]
    found = Article.objects.filter(desk=ticket.desk_id).in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]


def refuse_inside(articles: Iterable[Article]) -> None:
    """Refuse to let the customer read what is for the desk only, whenever it became that."""
    inside = [one.reference for one in articles if not is_for_customers(one.audience)]
    if inside:
        raise ForDeskOnly(
            _(
                "{articles}: for the desk only. Take its words out and untick it below the text, or"
                " write a note."
            ),
            articles=", ".join(inside),
        )


def keep_articles(
    entry: Entry,
    articles: Sequence[Article],
    *,
    kind: Literal["linked", "sent"],
    by: Actor,
    at: datetime,
) -> None:
    """Keep on an entry which articles are in it, and that they were used on its ticket."""
    if not articles:
        return
    entry.articles = [one.number for one in articles]
    entry.save(update_fields=["articles"])
    for one in articles:
        note_usage(one, ticket=entry.ticket_id, entry=entry.pk, kind=kind, by=by, at=at)


def take_off_article(ticket: Ticket, article: Article, *, by: Actor, at: datetime) -> None:
    """Take an article off a ticket on which it was named by mistake; the journal keeps both.

    What was sent stays as sent, what stands in a note stays there.
    """
    ticket = lock_ticket(ticket, step="note")
    if Resolution.objects.filter(ticket=ticket, reopened_at=None, article=article).exists():
        raise IsInUse(
            _("{article} is named with the solution: choose another one, or none, there first."),
            article=article.reference,
        )
    if article.number in articles_in_use(ticket.pk):
        raise IsInUse(
            _("{article} stands in a message of this request: it stays as it was written."),
            article=article.reference,
        )
    if not forget_naming(article, ticket=ticket.pk, by=by, at=at):
        raise IsInUse(
            _("{article} is not named on this request any more."), article=article.reference
        )
