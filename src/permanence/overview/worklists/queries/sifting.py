"""Which tickets a sieve lets through: of those that are not over, and of those that are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.lookups import LessThanOrEqual

from permanence.overview.worklists.queries.asides import judge_asides
from permanence.overview.worklists.queries.beside import standing_to
from permanence.overview.worklists.queries.lists import Whose
from permanence.overview.worklists.rules import (
    ME,
    NOBODY,
    RISKY_SHARE,
    Sieve,
    holds_work,
    states_over,
)
from permanence.service.incidents.models import Incident
from permanence.service.tickets.models import Ticket

# Where the answer to yes or no is an instant that there is or is not.
INSTANTS = {
    "snoozed": "snoozed_until",
    "triaged": "triaged_at",
    "answered": "answered_at",
}
GOING_ON = ("open", "upheld")


@dataclass(frozen=True)
class Look:
    """Who looks at a view, by which clock, and when."""

    whose: Whose
    zone: ZoneInfo
    at: datetime

    @property
    def today(self) -> date:
        """The day it is by the clock of who looks."""
        return self.at.astimezone(self.zone).date()


def sift_tickets(sieve: Sieve, look: Look) -> QuerySet[Ticket]:
    """Return what a sieve lets through of the tickets that are not over."""
    return sift_among(Ticket.objects.filter(desk=look.whose.desk, ended=False), sieve, look)


def lanes_of_work(sieve: Sieve, look: Look) -> list[QuerySet[Ticket]]:
    """Return what a sieve lets through of what is not over: one stretch of an index, or none."""
    return [sift_tickets(sieve, look)] if holds_work(sieve) else []


def lanes_of_past(sieve: Sieve, look: Look) -> list[QuerySet[Ticket]]:
    """Return what a sieve lets through of what is over: a stretch of the index for each state."""
    over = Ticket.objects.filter(desk=look.whose.desk, ended=True)
    rest = replace(sieve, states=())
    return [sift_among(over.filter(state=state), rest, look) for state in states_over(sieve)]


def sift_among(tickets: QuerySet[Ticket], sieve: Sieve, look: Look) -> QuerySet[Ticket]:
    """Return what a sieve lets through of some tickets of the desk."""
    lists: dict[str, tuple[Any, ...]] = {
        "state__in": sieve.states,
        "severity__in": sieve.severities,
        "level__in": sieve.levels,
        "kind__in": sieve.kinds,
        "channel__in": sieve.channels,
        "language__in": sieve.languages,
    }
    tickets = tickets.filter(**{key: values for key, values in lists.items() if values})
    if sieve.team is not None:
        tickets = tickets.filter(team=sieve.team if sieve.team != NOBODY else None)
    if sieve.assignee is not None:
        person = look.whose.specialist if sieve.assignee == ME else sieve.assignee
        tickets = tickets.filter(assignee=person if person != NOBODY else None)
    if sieve.customer:
        tickets = tickets.filter(organisation__name__icontains=sieve.customer)
    if sieve.installation:
        tickets = tickets.filter(installation__name__icontains=sieve.installation)
    if sieve.service:
        tickets = tickets.filter(service=sieve.service)
    if sieve.text:
        tickets = tickets.filter(subject__icontains=sieve.text)
    tickets = tickets.filter(judge_promise(sieve, look.at), *judge_days(sieve, look.zone))
    beside = judge_asides(sieve, look.whose, at=look.at, today=look.today)
    tickets = tickets.filter(*judge_standing(sieve), *beside)
    return judge_incident(sieve, tickets, desk=look.whose.desk)


def judge_standing(sieve: Sieve) -> list[Q]:
    """Return what is asked of how the work on a request stands, as far as its own row tells."""
    asked = [
        Q(**{f"{column}__isnull": getattr(sieve, name) == "no"})
        for name, column in INSTANTS.items()
        if getattr(sieve, name)
    ]
    if sieve.confidential:
        asked.append(Q(confidential=sieve.confidential == "yes"))
    if sieve.last_word_by:
        asked.append(Q(last_word_by=sieve.last_word_by))
    if sieve.outside:
        asked.append(Q(outside=sieve.outside))
    if sieve.escalation == "going":
        asked.append(Q(escalation__in=GOING_ON))
    elif sieve.escalation:
        asked.append(Q(escalation="" if sieve.escalation == "never" else sieve.escalation))
    return asked


def judge_incident(sieve: Sieve, tickets: QuerySet[Ticket], *, desk: int) -> QuerySet[Ticket]:
    """Return those that stand to incidents as a sieve asks; of one that is named, over or not."""
    incidents = Incident.objects.filter(desk=desk)
    if sieve.incident_number is not None:
        incidents = incidents.filter(pk=sieve.incident_number)
    elif sieve.incident:
        incidents = incidents.unclosed()
    else:
        return tickets
    return standing_to(tickets, incidents, how=sieve.incident or "either")


def judge_promise(sieve: Sieve, at: datetime) -> Q:
    """Return what is asked of the next promise."""
    if sieve.promise == "overdue":
        return Q(order_at__lte=at)
    if sieve.promise == "none":
        return Q(next_due_at=None)
    if sieve.promise == "at_risk":
        promised = ExpressionWrapper(
            (F("next_due_at") - F("next_start_at")) * Value(RISKY_SHARE), DurationField()
        )
        risky_at = ExpressionWrapper(F("next_start_at") + promised, DateTimeField())
        return Q(order_at__gt=at) & Q(LessThanOrEqual(risky_at, Value(at, DateTimeField())))
    return Q()


def judge_days(sieve: Sieve, zone: ZoneInfo) -> list[Q]:
    """Return what is asked of the days of receipt, of the last word and of what is due."""
    bounds = {
        "opened_at__gte": begin_of(sieve.opened_since, zone),
        "opened_at__lt": begin_of(sieve.opened_until, zone, days=1),
        "last_word_at__gte": begin_of(sieve.word_since, zone),
        "last_word_at__lt": begin_of(sieve.word_until, zone, days=1),
        "next_due_at__gte": begin_of(sieve.due_since, zone),
        "next_due_at__lt": begin_of(sieve.due_until, zone, days=1),
    }
    return [Q(**{key: bound}) for key, bound in bounds.items() if bound is not None]


def begin_of(day: date | None, zone: tzinfo, *, days: int = 0) -> datetime | None:
    """Return when a day begins by a clock, or one so many days later."""
    if day is None:
        return None
    later = day + timedelta(days=days)
    return datetime(later.year, later.month, later.day, tzinfo=zone)
