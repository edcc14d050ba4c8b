"""Lists and counts of the views that specialists keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
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

from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.queries.beside import standing_to
from permanence.overview.worklists.queries.lists import (
    KeptRow,
    Page,
    Row,
    Whose,
    order_lane,
    rows_of,
)
from permanence.overview.worklists.rules import (
    ME,
    MOST_COUNTED,
    MOST_IN_RAIL,
    NOBODY,
    RISKY_SHARE,
    Order,
    Sieve,
    Span,
    read_sieve,
)
from permanence.service.incidents.models import Incident
from permanence.service.tickets.models import Ticket

FRESH = timedelta(seconds=10)
MOST_KNOWN = 512
KNOWN: dict[tuple[tuple[tuple[int, str], ...], Whose, ZoneInfo], dict[int, int]] = {}


@dataclass(frozen=True)
class Kept:
    """A kept view as the rail shows it."""

    number: int
    name: str
    count: int | None


@dataclass(frozen=True)
class Look:
    """Who looks at a view, by which clock, and when."""

    whose: Whose
    zone: ZoneInfo
    at: datetime


def list_sieved(sieve: Sieve, look: Look, *, span: Span, order: Order) -> Page:
    """Return a page of what a sieve lets through, walking the index of the order."""
    most = span.most + 1
    lane = order_lane(sift_tickets(sieve, look), order, span=span)
    rows: list[Row] = list(rows_of(lane)[:most])
    has_more = len(rows) == most
    rows = rows[: span.most]
    if span.before is not None:
        rows.reverse()
        return Page(rows, has_before=has_more, has_after=True)
    return Page(rows, has_before=span.after is not None, has_after=has_more)


def count_sieved(sieves: Sequence[Sieve], look: Look) -> list[int]:
    """Return how many tickets each sieve lets through, in one look; capped as all counts are."""
    if not sieves:
        return []
    parts = [
        sift_tickets(sieve, look)
        .order_by()
        .values("pk")[: MOST_COUNTED + 1]
        .query.sql_with_params()
        for sieve in sieves
    ]
    counts = ", ".join(
        f"(select count(*) from ({sql}) as v{place})"  # noqa: S608 -- written by the ORM
        for place, (sql, _) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts}", [value for _, told in parts for value in told])
        return list(cursor.fetchone())


def count_kept(rows: Sequence[KeptRow], look: Look, *, afresh: bool) -> list[Kept]:
    """Return kept views as the rail shows them; the first have counts, a little old.

    A view may ask what no index answers: so a page takes the counts that are known, and only the
    rail, which comes after the page, takes them afresh, no more than once in ten seconds.
    """
    keys = tuple((number, changed) for number, _, changed in rows[:MOST_IN_RAIL])
    known = (keys, look.whose, look.zone)
    if afresh and keys:
        KNOWN[known] = count_lately(keys, look.whose, look.zone, moment_of(look.at))
        if len(KNOWN) > MOST_KNOWN:
            KNOWN.pop(next(iter(KNOWN)), None)
    counts = KNOWN.get(known, {})
    return [Kept(number, name, counts.get(number)) for number, name, _ in rows]


def moment_of(at: datetime) -> datetime:
    """Return the last instant at which views were counted."""
    return at - (at - at.min.replace(tzinfo=at.tzinfo)) % FRESH


@lru_cache(maxsize=512)
def count_lately(
    keys: tuple[tuple[int, str], ...], whose: Whose, zone: ZoneInfo, at: datetime
) -> dict[int, int]:
    """Return the counts of views as they stood at an instant."""
    numbers = [pk for pk, _ in keys]
    kept = dict(SavedView.objects.filter(pk__in=numbers).values_list("pk", "sieve"))
    sieves = [read_sieve(kept[pk]) for pk in kept]
    return dict(zip(kept, count_sieved(sieves, Look(whose, zone, at)), strict=True))


def sift_tickets(sieve: Sieve, look: Look) -> QuerySet[Ticket]:
    """Return what a sieve lets through of the tickets that are not over."""
    tickets = Ticket.objects.filter(desk=look.whose.desk, ended=False)
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
    return judge_incident(sieve, tickets, desk=look.whose.desk)


def judge_incident(sieve: Sieve, tickets: QuerySet[Ticket], *, desk: int) -> QuerySet[Ticket]:
    """Return those that stand to incidents as a sieve asks; of one that is named, over or not."""
    incidents = Incident.objects.filter(desk=desk)
    if sieve.incident_number is not None:
        incidents = incidents.filter(pk=sieve.incident_number)
    elif sieve.incident:
        incidents = incidents.open()
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
    """Return what is asked of the days of receipt and of the last word."""
    bounds = {
        "opened_at__gte": begin_of(sieve.opened_since, zone),
        "opened_at__lt": begin_of(sieve.opened_until, zone, days=1),
        "last_word_at__gte": begin_of(sieve.word_since, zone),
        "last_word_at__lt": begin_of(sieve.word_until, zone, days=1),
    }
    return [Q(**{key: bound}) for key, bound in bounds.items() if bound is not None]


def begin_of(day: date | None, zone: tzinfo, *, days: int = 0) -> datetime | None:
    """Return when a day begins by a clock, or one so many days later."""
    if day is None:
        return None
    later = day + timedelta(days=days)
    return datetime(later.year, later.month, later.day, tzinfo=zone)
