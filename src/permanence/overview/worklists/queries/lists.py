"""The lists of work and their counts; each a walk along one index, as long as its page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from permanence.ground.lib.prepared import ask
from permanence.overview.worklists.queries.beside import NAMED, standing_to
from permanence.overview.worklists.rules import MOST_COUNTED, SOON, VIEWS, Order, Place, Span
from permanence.service.escalation.models import Climb
from permanence.service.incidents.models import Incident
from permanence.service.tickets.models import GRAVITY, Ticket
from permanence.service.tickets.rules.order import gravity_of
from permanence.world.accounts.models import Team

ROW = (
    "pk",
    "reference",
    "subject",
    "state",
    "outside",
    "ended",
    "level",
    "severity",
    "kind",
    "triaged_at",
    "last_word_at",
    "last_word_by",
    "next_due_at",
    "next_promise",
    "next_start_at",
    "order_at",
    "snoozed_until",
    "confidential",
    "incident",
    "advised",
    "policy_version_id",
    "organisation__name",
    "contact__name",
    "team__name",
    "assignee__name",
)
COUNTS = """
select
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and snoozed_until is null limit %(most)s) as open),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and order_at <= %(at)s limit %(most)s) as late),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and order_at > %(at)s and order_at <= %(soon)s
   limit %(most)s) as soon),
 (select count(*) from (select 1 from tickets_ticket t
   where t.desk_id = %(desk)s and not t.ended and t.id in (select c.subject
   from escalation_climb c where c.desk_id = %(desk)s and c.owner = 'ticket'
   and c.ended_at is null) limit %(most)s) as climbing),
 (select count(*) from (select 1 from tickets_ticket t
   where t.desk_id = %(desk)s and not t.ended
   and (t.incident is not null or t.incident_near is not null)
   and coalesce(t.incident, t.incident_near) in (select i.id from incidents_incident i
   where i.desk_id = %(desk)s and i.state in ('suspected', 'declared', 'resolved'))
   limit %(most)s) as concerned),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and triaged_at is null and snoozed_until is null
   limit %(most)s) as fresh),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and assignee_id = %(specialist)s
   and snoozed_until is null limit %(most)s) as own),
 (select count(*) from (select 1 from tickets_ticket
   where not ended and snoozed_until is null
   and team_id = any(array(select m.team_id from accounts_team_members m
   join accounts_team t on t.id = m.team_id
   where m.specialist_id = %(specialist)s and t.desk_id = %(desk)s)) limit %(most)s) as ours),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and assignee_id is null and snoozed_until is null
   limit %(most)s) as nobodys),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and state = 'waiting_customer'
   limit %(most)s) as waiting),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and not ended and state = 'waiting_third_party'
   limit %(most)s) as others),
 (select count(*) from (select 1 from tickets_ticket
   where desk_id = %(desk)s and snoozed_until is not null limit %(most)s) as asleep),
 (select count(*) from (select 1 from intake_letter
   where desk_id = %(desk)s and state in ('held', 'quarantined') limit %(most)s) as letters),
 (select count(*) from (select 1 from outbox_message
   where desk_id = %(desk)s and failed_at is not null limit %(most)s) as failed),
 (select count(*) from (select 1 from attention_notice n
   where n.specialist_id = %(specialist)s and n.in_page and n.read_at is null
   and n.desk_id in (select r.desk_id from accounts_staffrole r
   where r.specialist_id = %(specialist)s) limit %(most)s) as told),
 (select count(*) from (select 1 from escalation_climb c
   where c.desk_id = %(desk)s and c.ended_at is null and c.held_at is null
   and c.alarm_at is not null limit %(most)s) as alarms),
 (select count(*) from (select 1 from incidents_incident i
   where i.desk_id = %(desk)s and i.state in ('suspected', 'declared') and not i.drill
   limit %(most)s) as incidents),
 (select jsonb_agg(jsonb_build_array(v.id, v.name, v.changed_at) order by v.is_shared, v.name, v.id)
   from worklists_savedview v
   where v.desk_id = %(desk)s and (v.owner_id = %(specialist)s or v.is_shared))
""".replace("%(most)s", str(MOST_COUNTED + 1))
COUNTED = (
    "next",
    "overdue",
    "soon",
    "escalated",
    "incidents",
    "untriaged",
    "mine",
    "teams",
    "unassigned",
    "waiting",
    "third_party",
    "snoozed",
    "letters",
    "failed",
    "notices",
    "alarms",
    "going_on",
)

Row = dict[str, Any]
# The number of a kept view, its name, and when it was last changed.
KeptRow = tuple[int, str, str]


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


def list_tickets(
    view: str, whose: Whose, *, span: Span, at: datetime, order: Order = "due"
) -> Page:
    """Return a page of a view: the gravest first, or what is due next; what is over newest first.

    The walk along the index is as long as the page, however many tickets there are.
    """
    order = VIEWS[view] if VIEWS[view] == "newest" else order
    backwards = span.before is not None
    lanes = [order_lane(lane, order, span=span) for lane in lanes_of(view, whose, at=at)]
    most = span.most + 1
    if len(lanes) == 1:
        rows = list(rows_of(lanes[0])[:most])
    else:
        rows = merge_lanes(lanes, order, most=most, backwards=backwards)
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
    in_sight = unended.filter(snoozed_until=None)
    climbing = Climb.objects.filter(desk_id=whose.desk, owner="ticket", ended_at=None)
    lanes: dict[str, Callable[[], Sequence[QuerySet[Ticket]]]] = {
        "next": lambda: [in_sight],
        "overdue": lambda: [unended.filter(order_at__lte=at)],
        "soon": lambda: [unended.filter(order_at__gt=at, order_at__lte=at + SOON)],
        "escalated": lambda: [unended.filter(pk__in=climbing.values("subject"))],
        "incidents": lambda: [
            standing_to(unended, Incident.objects.unclosed().filter(desk=whose.desk))
        ],
        "untriaged": lambda: [in_sight.filter(triaged_at=None)],
        "mine": lambda: [in_sight.filter(assignee=whose.specialist)],
        "teams": lambda: (
            [in_sight.filter(team=team) for team in teams_of(whose)] or [unended.none()]
        ),
        "unassigned": lambda: [in_sight.filter(assignee=None)],
        "waiting": lambda: [unended.filter(state=Ticket.State.WAITING_CUSTOMER)],
        "third_party": lambda: [unended.filter(state=Ticket.State.WAITING_THIRD_PARTY)],
        "snoozed": lambda: [tickets.filter(snoozed_until__isnull=False)],
        "resolved": lambda: [tickets.filter(ended=True, state=Ticket.State.RESOLVED)],
        "ended": lambda: [
            tickets.filter(ended=True, state=state)
            for state in (Ticket.State.CLOSED, Ticket.State.MERGED)
        ],
    }
    return lanes[view]()


def rows_of(tickets: QuerySet[Ticket]) -> QuerySet[Ticket, Row]:
    """Return tickets as the rows of a list; `named` is the incident beside them, not closed yet."""
    rows: QuerySet[Ticket, Row] = tickets.values(*ROW, named=NAMED)
    return rows


def teams_of(whose: Whose) -> list[int]:
    """Return the specialist's teams on the desk."""
    teams = Team.objects.filter(members=whose.specialist, desk=whose.desk)
    return list(teams.values_list("pk", flat=True))


def order_lane(lane: QuerySet[Ticket], order: Order, *, span: Span) -> QuerySet[Ticket]:
    """Return a lane in its order, from the place on at which the page begins."""
    if order == "newest":
        return order_newest(lane, span=span)
    columns: tuple[Any, ...] = ("order_at", "pk")
    if order == "severity":
        columns = (GRAVITY, *columns)
    row = Tuple(*columns)
    if span.before is not None:
        lane = lane.filter(TupleLessThan(row, key_of_place(span.before, order)))
    if span.is_backwards:
        return lane.order_by(*[backwards_by(column) for column in columns])
    if span.after is not None:
        lane = lane.filter(TupleGreaterThan(row, key_of_place(span.after, order)))
    return lane.order_by(*columns)


def order_newest(lane: QuerySet[Ticket], *, span: Span) -> QuerySet[Ticket]:
    """Return a lane with the newest first, from the place on at which the page begins."""
    if span.before is not None:
        lane = lane.filter(pk__gt=span.before.number)
    if span.is_backwards:
        return lane.order_by("pk")
    if span.after is not None:
        lane = lane.filter(pk__lt=span.after.number)
    return lane.order_by("-pk")


def backwards_by(column: Any) -> Any:
    """Return a column of an order, downwards."""
    return f"-{column}" if isinstance(column, str) else column.desc()


def key_of_place(place: Place, order: Order) -> tuple[Any, ...]:
    """Return a place as the database compares it."""
    key = (place.order_at, place.number)
    return (place.gravity, *key) if order == "severity" else key


SORTERS: dict[Order, Callable[[Any], Any]] = {
    "newest": lambda row: -row[2],
    "due": lambda row: (row[1], row[2]),
    "severity": lambda row: (gravity_of(row[0]), row[1], row[2]),
}


def merge_lanes(
    lanes: Sequence[QuerySet[Ticket]], order: Order, *, most: int, backwards: bool
) -> list[Row]:
    """Return the first rows of several lanes together."""
    found = [row for lane in lanes for row in lane.values_list("severity", "order_at", "pk")[:most]]
    found.sort(key=SORTERS[order], reverse=backwards)
    keys = [pk for _, _, pk in found[:most]]
    rows = {row["pk"]: row for row in rows_of(Ticket.objects.filter(pk__in=keys))}
    return [rows[pk] for pk in keys]


def count_views(whose: Whose, *, at: datetime) -> dict[str, int]:
    """Return how many tickets each view holds, letters that wait and mails that failed.

    No count goes further than one beyond the most that is shown (`rules.is_capped`).
    """
    return read_rail(whose, at=at)[0]


def read_rail(whose: Whose, *, at: datetime) -> tuple[dict[str, int], list[KeptRow]]:
    """Return the counts, and which views the specialist keeps or shares: one look for a page."""
    facts: dict[str, Any] = {
        "desk": whose.desk,
        "specialist": whose.specialist,
        "at": at,
        "soon": at + SOON,
    }
    ((*counts, kept),) = ask(COUNTS, facts)
    rows = json.loads(kept) if isinstance(kept, str) else kept
    return dict(zip(COUNTED, counts, strict=True)), [(*row,) for row in rows or ()]
