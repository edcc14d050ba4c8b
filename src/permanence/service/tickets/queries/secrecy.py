"""Who knows of a confidential file. What a page may show is the database's to say, not asked here.

These are for acts and workers, which must choose among those who know.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from permanence.service.tickets.models import Knower, Secrecy, Ticket
from permanence.service.tickets.models.secrecy import KnowerQuerySet
from permanence.service.tickets.rules.secrecy import Circle
from permanence.world.accounts.models import Specialist


def circle_of(ticket: Ticket) -> Circle:
    """Return the people and teams who were chosen to know of a file."""
    rows = Knower.objects.named().filter(ticket=ticket)
    chosen = list(rows.values_list("specialist", "team"))
    return Circle(
        frozenset(person for person, _team in chosen if person),
        frozenset(team for _person, team in chosen if team),
    )


def insiders_of(tickets: Collection[int]) -> dict[int, frozenset[int]]:
    """Return, for each of these files that is confidential, who may hear of it and work on it.

    Who broke the glass may read for a time, and is not among them.
    """
    return people_of(tickets, Knower.objects.named())


def readers_of(tickets: Collection[int], *, at: datetime) -> dict[int, frozenset[int]]:
    """Return, for each of these files that is confidential, who may read it now."""
    return people_of(tickets, Knower.objects.standing(at))


def people_of(tickets: Collection[int], knowers: KnowerQuerySet) -> dict[int, frozenset[int]]:
    """Return the people behind these knowers, members of teams among them, by file."""
    confidential = Ticket.objects.filter(pk__in=tickets, confidential=True) if tickets else ()
    found: dict[int, set[int]] = {one.pk: set() for one in confidential}
    if not found:
        return {}
    rows = knowers.filter(ticket__in=found)
    people = rows.filter(team=None).values_list("ticket", "specialist")
    members = rows.filter(team__isnull=False).annotate(member=F("team__members"))
    for ticket, person in [*people, *members.values_list("ticket", "member")]:
        if person is not None:
            found[ticket].add(person)
    return {ticket: frozenset(people) for ticket, people in found.items()}


def insiders_on(ticket: Ticket) -> frozenset[int] | None:
    """Return who may hear of a file and work on it; None when it is not confidential."""
    return insiders_of([ticket.pk]).get(ticket.pk, frozenset()) if ticket.confidential else None


def may_know(ticket: Ticket, specialist: Specialist, *, at: datetime) -> bool:
    """Say whether somebody may know of a file now."""
    insiders = insiders_on(ticket)
    if insiders is None or specialist.pk in insiders:
        return True
    return Knower.objects.filter(ticket=ticket, specialist=specialist, until__gt=at).exists()


def standing_secrecy(ticket: Ticket) -> Secrecy | None:
    """Return since when and why a file is confidential; None when it is not."""
    return Secrecy.objects.filter(ticket=ticket, ended_at=None).first()


def knowers_of(ticket: Ticket, *, at: datetime) -> list[Knower]:
    """Return who may know of a file now: those chosen first, then those who broke the glass."""
    rows = Knower.objects.filter(ticket=ticket).standing(at)
    read = rows.select_related("specialist", "team")
    return list(read.order_by(F("until").asc(nulls_first=True), "pk"))
