"""Telling colleagues of what happens to a ticket, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.clocks.models import Mark
from permanence.service.tickets.actions.guarding import refuse_mentions
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.secrecy import insiders_of, insiders_on
from permanence.world.attention.actions.notices import (
    News,
    carry_watches,
    tell_people,
    watch_subject,
)
from permanence.world.attention.queries.notices import Hearers, colleagues_on
from permanence.world.attention.rules.channels import Event
from permanence.world.attention.rules.mentions import find_mentions

OF_TEAM = frozenset({Event.CUSTOMER_WROTE, Event.BOUNCED})
MARKS = {"warn": Event.AT_RISK, "limit": Event.OVERDUE}


class MentionUnclear(Refusal):
    """A name in a note that may mean several colleagues: nobody knows who should hear of it."""


def tell_of_ticket(
    ticket: Ticket,
    event: Event,
    *,
    by: Actor = SYSTEM,
    at: datetime,
    named: Sequence[int] = (),
    besides: Collection[int] = (),
) -> None:
    """Tell those who watch a ticket, and its assignee.

    While it has none, its team hears of what cannot wait.
    """
    tell_people([news_of_ticket(ticket, event, by=by, named=named, besides=besides)], at=at)


def news_of_ticket(
    ticket: Ticket,
    event: Event,
    *,
    by: Actor = SYSTEM,
    named: Sequence[int] = (),
    besides: Collection[int] = (),
) -> News:
    """Return what happened to a ticket, with those who hear of it."""
    return News(
        event,
        Hearers(
            subject=f"ticket:{ticket.pk}",
            desk=ticket.desk_id,
            watched=True,
            assignee=ticket.assignee_id,
            team=ticket.team_id if event in OF_TEAM else None,
            named=named,
        ),
        by=by.key,
        who=by.name if by.key.startswith("specialist:") else "",
        besides=frozenset(besides),
        only=insiders_on(ticket),
    )


def tell_assigned(ticket: Ticket, before: int | None, *, by: Actor, at: datetime) -> None:
    """Tell somebody that a ticket is theirs now."""
    if ticket.assignee_id is None or ticket.assignee_id == before:
        return
    hearers = Hearers(f"ticket:{ticket.pk}", ticket.desk_id, assignee=ticket.assignee_id)
    only = insiders_on(ticket)
    tell_people([News(Event.ASSIGNED, hearers, by=by.key, who=by.name, only=only)], at=at)


def tell_insiders(
    ticket: Ticket, event: Event, *, by: Actor, at: datetime, besides: Collection[int] = ()
) -> None:
    """Tell those who may know of a confidential file what is done to its secret."""
    insiders = insiders_on(ticket) or frozenset()
    hearers = Hearers(f"ticket:{ticket.pk}", ticket.desk_id, named=sorted(insiders))
    news = News(event, hearers, by=by.key, who=by.name, besides=frozenset(besides))
    tell_people([news], at=at)


def tell_of_marks(marks: Iterable[Mark], tickets: dict[int, Ticket], *, at: datetime) -> None:
    """Tell those whose tickets they are that a promise is at risk, or was not kept."""
    news, insiders = [], insiders_of([pk for pk, one in tickets.items() if one.confidential])
    for mark in marks:
        ticket, event = tickets[mark.subject], MARKS.get(mark.kind)
        if event and (ticket.assignee_id or ticket.team_id):
            hearers = Hearers(
                f"ticket:{ticket.pk}",
                ticket.desk_id,
                assignee=ticket.assignee_id,
                team=ticket.team_id,
            )
            news.append(News(event, hearers, only=insiders.get(ticket.pk)))
    tell_people(news, at=at)


def tell_merged(ticket: Ticket, survivor: Ticket, *, by: Actor, at: datetime) -> None:
    """Tell those who follow either file, and let them follow the one that goes on."""
    carry_watches(f"ticket:{ticket.pk}", f"ticket:{survivor.pk}", at=at)
    owner = [ticket.assignee_id] if ticket.assignee_id else []
    tell_of_ticket(survivor, Event.MERGED, by=by, at=at, named=owner)


def read_mentions(ticket: Ticket, text: str) -> tuple[int, ...]:
    """Return the colleagues whom a note mentions; refuse a name that may mean several of them.

    Only those are meant who may read the ticket: a mention gives no right, and refuses who may not
    know of a confidential one.
    """
    if "@" not in text:
        return ()
    colleagues = colleagues_on(ticket.desk_id)
    found = find_mentions(text, colleagues)
    for typed, names in found.unclear:
        raise MentionUnclear(
            _("@{typed} may mean {names}: write more of the name."),
            typed=typed,
            names=", ".join(names),
        )
    refuse_mentions(ticket, found.people, colleagues)
    return found.people


def tell_mentioned(ticket: Ticket, mentioned: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Tell those whom a note mentions, who hear of the ticket from now on, and then the others."""
    if mentioned:
        subject = f"ticket:{ticket.pk}"
        others = [one for one in mentioned if f"specialist:{one}" != by.key]
        watch_subject(subject, others, at=at)
        hearers = Hearers(subject, ticket.desk_id, named=others)
        tell_people([News(Event.MENTIONED, hearers, by=by.key, who=by.name)], at=at)
    tell_of_ticket(ticket, Event.NOTED, by=by, at=at, besides=mentioned)
