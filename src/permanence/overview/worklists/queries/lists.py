"""The lists of work and their counts; each a walk along one index, as long as its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from permanence.overview.worklists.rules import MOST_COUNTED, VIEWS, Place, Span
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Team

ROW = (
    "pk",
    "reference",
    "subject",
    "state",
    "ended",
    "level",
    "severity",
    "triaged_at",
    "last_word_at",
    "last_word_by",
    "next_due_at",
    "next_promise",
    "next_start_at",
    "order_at",
    "policy_version_id",
    "organisation__name",
    "contact__name",
    "team__name",
    "assignee__name",
)
COUNTS = """
select
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended limit %(most)s) as open),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and order_at <= %(at)s limit %(most)s) as late),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and triaged_at is null limit %(most)s) as fresh),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and assignee_id = %(specialist)s
   limit %(most)s) as own),
 (select count(*) from (select 1 from tickets_ticket
   where not ended and team_id = any(array(select m.team_id from accounts_team_members m
   join accounts_team t on t.id = m.team_id
   where m.specialist_id = %(specialist)s and t.desk_id = %(desk)s)) limit %(most)s) as ours),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and assignee_id is null limit %(most)s) as nobodys),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended
   and state in ('waiting_customer', 'waiting_third_party') limit %(most)s) as waiting),
 (select count(*) from (select 1 from intake_letter
   where desk_id = %(desk)s and state in ('held', 'quarantined') limit %(most)s) as letters),
 (select count(*) from (select 1 from outbox_message
   where desk_id = %(desk)s and failed_at is not null limit %(most)s) as failed)
"""
COUNTED = (
    "next",
    "overdue",
    "untriaged",
    "mine",
    "teams",
    "unassigned",
    "waiting",
    "letters",
    "failed",
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Whose:
    """For whom a list is made: a specialist on a desk."""

    desk: int
    specialist: int


@dataclass(frozen=True)
class Page:
    """One page of a list, and whether there is more on either side of it."""

    rows: list[Row]
    has_before: bool
    has_after: bool


def list_tickets(view: str, whose: Whose, *, span: Span, at: datetime) -> Page:
    """Return a page of a view: by what is due next, or the newest first for what is over.

    The walk along the index is as long as the page, however many tickets there are.
    """
    backwards = span.before is not None
    lanes = [order_lane(lane, VIEWS[view], span=span) for lane in lanes_of(view, whose, at=at)]
    most = span.most + 1
    if len(lanes) == 1:
        rows = list(lanes[0].values(*ROW)[:most])
    else:
        rows = merge_lanes(lanes, VIEWS[view], most=most, backwards=backwards)
    has_more = len(rows) == most
    rows = rows[: span.most]
    if backwards:
        rows.reverse()
        return Page(rows, has_before=has_more, has_after=True)
    return Page(rows, has_before=span.after is not None, has_after=has_more)


def lanes_of(view: str, whose: Whose, *, at: datetime) -> Sequence[QuerySet[Ticket]]:
    """Return a view as stretches of indexes, each in the view's order, none overlapping."""
    tickets = Ticket.objects.filter(desk=whose.desk)
    unended = tickets.filter(ended=False)
    lanes: dict[str, Sequence[QuerySet[Ticket]]] = {
        "next": [unended],
        "overdue": [unended.filter(order_at__lte=at)],
        "untriaged": [unended.filter(triaged_at=None)],
        "mine": [unended.filter(assignee=whose.specialist)],
        "teams": [unended.filter(team=team) for team in teams_of(whose, view)] or [unended.none()],
        "unassigned": [unended.filter(assignee=None)],
        "waiting": [
            unended.filter(state=state)
            for state in (Ticket.State.WAITING_CUSTOMER, Ticket.State.WAITING_THIRD_PARTY)
        ],
        "resolved": [tickets.filter(ended=True, state=Ticket.State.RESOLVED)],
        "ended": [
            tickets.filter(ended=True, state=state)
            for state in (Ticket.State.CLOSED, Ticket.State.MERGED)
        ],
    }
    return lanes[view]


def teams_of(whose: Whose, view: str) -> list[int]:
    """Return the specialist's teams on the desk, for the view that asks for them."""
    if view != "teams":
        return []
    teams = Team.objects.filter(members=whose.specialist, desk=whose.desk)
    return list(teams.values_list("pk", flat=True))


def order_lane(lane: QuerySet[Ticket], order: str, *, span: Span) -> QuerySet[Ticket]:
    """Return a lane in its order, from the place on at which the page begins."""
    if order == "newest":
        if span.before is not None:
            return lane.filter(pk__gt=span.before.number).order_by("pk")
        if span.after is not None:
            lane = lane.filter(pk__lt=span.after.number)
        return lane.order_by("-pk")
    row = Tuple("order_at", "pk")
    if span.before is not None:
        lane = lane.filter(TupleLessThan(row, pair_of(span.before)))
        return lane.order_by("-order_at", "-pk")
    if span.after is not None:
        lane = lane.filter(TupleGreaterThan(row, pair_of(span.after)))
    return lane.order_by("order_at", "pk")


def pair_of(place: Place) -> tuple[datetime, int]:
    """Return a place as the database compares it."""
    return place.order_at, place.number


def merge_lanes(
    lanes: Sequence[QuerySet[Ticket]], order: str, *, most: int, backwards: bool
) -> list[Row]:
    """Return the first rows of several lanes together."""
    found = [pair for lane in lanes for pair in lane.values_list("order_at", "pk")[:most]]
    newest = order == "newest"
    found.sort(key=lambda pair: pair[1] if newest else pair, reverse=newest != backwards)
    keys = [pk for _, pk in found[:most]]
    rows = {row["pk"]: row for row in Ticket.objects.filter(pk__in=keys).values(*ROW)}
    return [rows[pk] for pk in keys]


def count_views(whose: Whose, *, at: datetime) -> dict[str, int]:
    """Return how many tickets each view holds, letters that wait and mails that failed.

    No count goes further than one beyond the most that is shown (`rules.is_capped`).
    """
    facts: dict[str, Any] = {
        "desk": whose.desk,
        "specialist": whose.specialist,
        "at": at,
        "most": MOST_COUNTED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, facts)
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))
