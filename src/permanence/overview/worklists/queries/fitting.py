"""Articles that fit a request, each with the reason why it is suggested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from permanence.overview.worklists.queries.nearest import first_message, solutions_like
from permanence.overview.worklists.queries.searching import SearchTooLong
from permanence.overview.worklists.rules import Grounds, rank_fitting
from permanence.service.incidents.queries.suspecting import components_spoken_of
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.queries import (
    Named,
    name_articles,
    suggest_articles,
    times_used_on,
)
from permanence.service.knowledge.rules.audiences import DESK
from permanence.service.tickets.models import Ticket
from permanence.world.catalogue.models import Component

MOST_LIKE: Final = 20
MOST_ASKED: Final = 10


@dataclass(frozen=True)
class Fitting:
    """An article that fits a request, in its customer's language where it is there."""

    named: Named
    grounds: Grounds


def fitting_articles(ticket: Ticket, *, most: int) -> list[Fitting]:
    """Return the published articles of a desk that fit a request best, with the reasons."""
    text = first_message(ticket)
    suggested = suggest_articles(
        ticket.desk_id,
        f"{ticket.subject}\n{text}",
        language=ticket.language,
        audience=DESK,
        most=MOST_ASKED,
    )
    near = {one.article.pk: one for one in suggested}
    standing = Article.objects.standing().filter(desk=ticket.desk_id)
    used = times_used_on(requests_like(ticket, text))
    same = articles_on_components(ticket)
    known = {*near, *standing.filter(pk__in=used).values_list("pk", flat=True), *same}
    grounds = {
        key: Grounds(
            words=near[key].met if key in near else (),
            rank=near[key].rank if key in near else 0.0,
            is_same_component=key in same,
            used=used.get(key, 0),
        )
        for key in known
    }
    chosen = rank_fitting(grounds, most=most)
    fallback = ticket.desk.default_language
    named = name_articles(chosen, language=ticket.language, fallback=fallback)
    return [Fitting(named[key], grounds[key]) for key in chosen if key in named]


def requests_like(ticket: Ticket, text: str) -> list[int]:
    """Return the solved requests of the desk that are most like one; none where that takes long."""
    try:
        return [one.solution.ticket_id for one in solutions_like(ticket, text, most=MOST_LIKE)]
    except SearchTooLong:
        return []


def articles_on_components(ticket: Ticket) -> set[int]:
    """Return the articles on a component that was noted of a request."""
    spoken = components_spoken_of(ticket)
    if not spoken:
        return set()
    keys = list(Component.objects.filter(pk__in=spoken).values_list("key", flat=True))
    rows = Article.objects.standing().filter(desk=ticket.desk_id, components__overlap=keys)
    return set(rows.values_list("pk", flat=True))
