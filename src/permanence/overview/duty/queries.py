"""Gaps ahead on a desk, and what happened in a shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from permanence.overview.duty.models import HandOff
from permanence.overview.duty.rules import AHEAD, needs_of_policy
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.service.escalation.models import Climb
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, StaffRole
from permanence.world.accounts.rules import ROLES, Right
from permanence.world.calendars.rules.openings import openings
from permanence.world.calendars.rules.spans import Spans, merge_spans
from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.models import Requirement, Rota
from permanence.world.rotas.queries import experts_of_desk, rotas_of_desk, schedules_of
from permanence.world.rotas.rules.coverage import Gap, Need, find_gaps

PLANNERS = sorted(role for role, rights in ROLES.items() if Right.PLAN_ROTAS in rights)
MOST_LISTED = 20
GRAVE = 2


@dataclass(frozen=True)
class Report:
    """What happened in a shift and what waits at its end, as far as the reader may see it."""

    climbs: tuple[tuple[Climb, Ticket], ...]
    opened: int
    resolved: int
    open: int
    overdue: int
    untriaged: int
    grave: tuple[Ticket, ...]


def gaps_ahead(desk: Desk, *, at: datetime, ahead: timedelta = AHEAD) -> list[Gap]:
    """Return when something that is promised, or that the desk wants, will not be within reach.

    A desk without rotas has none: it does not work by them.
    """
    rotas = rotas_of_desk(desk.pk)
    if not rotas:
        return []
    schedules = list(schedules_of(rotas, since=at).values())
    needs = needs_of_desk(desk, start=at, end=at + ahead)
    return find_gaps(schedules, experts_of_desk(desk.pk), needs, at, at + ahead)


def needs_of_desk(desk: Desk, *, start: datetime, end: datetime) -> dict[Need, Spans]:
    """Return what has to be within reach on a desk, each with its hours in a span of time.

    The hours are those in which the policy says that the desk is there.
    """
    wanted = {
        Need(one.level, one.language, one.skill) for one in Requirement.objects.filter(desk=desk)
    }
    since, until = to_seconds(start), to_seconds(end)
    try:
        policy = policy_in_force(desk.key, at=start)[1]
    except NoPolicy:
        return dict.fromkeys(wanted, ((since, until),))
    calendar = policy.calendars[policy.coverage.calendar_key]
    spans = merge_spans(openings(calendar, since, until))
    return dict.fromkeys(wanted | needs_of_policy(policy), spans)


def planners_of(desk: int) -> list[int]:
    """Return who plans the rotas of a desk."""
    rows = StaffRole.objects.filter(desk=desk, role__in=PLANNERS, specialist__left_at__isnull=True)
    return sorted(set(rows.values_list("specialist_id", flat=True)))


def hand_offs_of(rota: Rota, *, most: int = 20) -> list[HandOff]:
    """Return the last changes of hands on a rota, the newest first."""
    rows = HandOff.objects.filter(rota=rota).select_related("outgoing", "incoming")
    return list(rows.order_by("-to_at", "layer")[:most])


def report_of(desk: int, *, start: datetime, end: datetime, at: datetime) -> Report:
    """Return what happened on a desk in a shift, and what waits now."""
    tickets = Ticket.objects.filter(desk=desk)
    waiting = tickets.filter(ended=False)
    grave = waiting.filter(severity__lte=GRAVE).order_by("severity", F("order_at"), "pk")
    return Report(
        climbs=climbs_between(desk, start=start, end=end),
        opened=tickets.filter(opened_at__gte=start, opened_at__lt=end).count(),
        resolved=tickets.filter(resolved_at__gte=start, resolved_at__lt=end).count(),
        open=waiting.count(),
        overdue=waiting.filter(order_at__lte=at).count(),
        untriaged=waiting.filter(triaged_at=None).count(),
        grave=tuple(grave[:MOST_LISTED]),
    )


def climbs_between(
    desk: int, *, start: datetime, end: datetime
) -> tuple[tuple[Climb, Ticket], ...]:
    """Return the climbs of a desk's tickets that began in a span, as far as they may be seen."""
    rows = Climb.objects.filter(
        owner="ticket", desk_id=desk, started_at__gte=start, started_at__lt=end
    )
    climbs = list(rows.order_by("started_at", "pk")[:MOST_LISTED])
    tickets = Ticket.objects.in_bulk([one.subject for one in climbs])
    return tuple((one, tickets[one.subject]) for one in climbs if one.subject in tickets)
