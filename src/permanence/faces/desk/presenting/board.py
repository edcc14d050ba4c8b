"""A supervisor's board: which promises are at risk and whose they are, load, ages, speed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import say_count
from permanence.faces.ui.addresses import ticket_address
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.moments import say_span
from permanence.faces.ui.promises import promise_names
from permanence.overview.boards.queries import Board, Risk
from permanence.overview.boards.rules import AGES, LENGTHS, SPANS, Backlog, Load, Speed
from permanence.overview.duty.queries import gaps_ahead
from permanence.overview.duty.rules import WARNED_AHEAD
from permanence.world.accounts.models import Desk, Organisation
from permanence.world.rotas.queries import rotas_of_desk

Shown = dict[str, Any]
NOBODY = 0


def show_risks(risks: Iterable[Risk], reader: Reader) -> list[Shown]:
    """Return the promises at risk with whoever can save them."""
    names = promise_names()
    return [show_risk(one, names, reader) for one in risks]


def show_risk(risk: Risk, names: Mapping[str, str], reader: Reader) -> Shown:
    """Return one promise at risk with whoever can save it."""
    ticket, promise = risk.ticket, risk.commitment
    whose = [one.name for one in (ticket.assignee, ticket.team) if one is not None]
    return {
        "url": ticket_address("desk:ticket", ticket.reference),
        "reference": ticket.reference,
        "subject": ticket.subject,
        "severity": ticket.severity,
        "customer": ticket.customer_name,
        "promise": names[promise.promise],
        "whose": " · ".join(whose) or _("nobody"),
        "is_nobodys": ticket.assignee is None,
        "deadline": show_deadline(
            start=promise.start_at,
            due=promise.due_at,
            at=reader.at,
            zone=reader.zone,
            warn_at=promise.warn_at,
        ),
    }


def show_whole(backlog: Backlog, desk: Desk, *, team: int | None) -> list[Shown]:
    """Return the figures at the head of the board."""
    nobodys = backlog.people.get(NOBODY, Load())
    narrowed = {"team": team} if team else {}
    return [
        show_figure(pgettext("tickets", "Open"), backlog.whole.open, narrow_url(desk, **narrowed)),
        show_figure(
            _("Overdue"), backlog.whole.late, narrow_url(desk, promise="overdue", **narrowed)
        )
        | {"tone": "overdue" if backlog.whole.late else ""},
        show_figure(_("Nobody's"), nobodys.open, narrow_url(desk, assignee=NOBODY, **narrowed)),
        show_figure(
            _("Severity 1"), backlog.whole.gravest, narrow_url(desk, severities=1, **narrowed)
        ),
    ]


def show_gaps_ahead(desk: Desk, *, at: datetime) -> list[Shown]:
    """Return how often something will be missing on call; nothing for a desk without rotas."""
    if not rotas_of_desk(desk.pk):
        return []
    count = len(gaps_ahead(desk, at=at, ahead=WARNED_AHEAD))
    figure = show_figure(_("Gaps on call ahead"), count, f"{reverse('desk:rotas')}?desk={desk.key}")
    return [figure | {"tone": "overdue" if count else ""}]


def show_figure(label: str, count: int, url: str) -> Shown:
    """Return one figure with the list behind it."""
    return {"label": label, "said": say_count(count), "url": url, "tone": ""}


def show_loads(
    loads: Mapping[int, Load], names: Mapping[int, str], desk: Desk, *, axis: str
) -> list[Shown]:
    """Return who has how much, the fullest first; those who have nothing stand last.

    Tickets of somebody who has left stand under their number's name or as of nobody known.
    """
    everybody = {number: loads.get(number, Load()) for number in names} | dict(loads)
    named = {NOBODY: _("nobody")} | dict(names)
    rows = sorted(everybody.items(), key=lambda one: (-one[1].open, named.get(one[0], "")))
    most = max((load.open for load in everybody.values()), default=0)
    return [
        show_load(
            named.get(number, _("somebody who has left")),
            load,
            most=most,
            url=narrow_url(desk, **{axis: number}),
        )
        for number, load in rows
        if load.open or number != NOBODY
    ]


def show_customers(customers: Sequence[tuple[Organisation, Load]], desk: Desk) -> list[Shown]:
    """Return the customers who wait for most."""
    most = max((load.open for _one, load in customers), default=0)
    return [
        show_load(one.name, load, most=most, url=narrow_url(desk, customer=one.name))
        for one, load in customers
    ]


def show_load(label: str, load: Load, *, most: int, url: str) -> Shown:
    """Return one line of a load."""
    return {
        "label": label,
        "url": url if load.open else "",
        "open": say_count(load.open),
        "late": say_count(load.late),
        "gravest": say_count(load.gravest),
        "part": load.open,
        "whole": max(1, most),
        "tone": "late" if load.late else "part",
    }


def show_bars(bars: Sequence[int], bounds: Sequence[timedelta]) -> list[Shown]:
    """Return the bars of a chart, each with what it counts in words."""
    whole = max(1, *bars)
    return [
        {"label": label, "said": say_count(count), "part": count, "whole": whole}
        for label, count in zip(name_bars(bounds), bars, strict=True)
    ]


def name_bars(bounds: Sequence[timedelta]) -> list[str]:
    """Return what each bar holds: "under 1 h", "1 h – 4 h", "1 week and more"."""
    names = [_("under %(span)s") % {"span": say_span(bounds[0])}]
    names += [
        _("%(since)s to %(until)s") % {"since": say_span(since), "until": say_span(until)}
        for since, until in pairwise(bounds)
    ]
    return [*names, _("%(span)s and more") % {"span": say_span(bounds[-1])}]


def show_ages(backlog: Backlog) -> list[Shown]:
    """Return the open tickets by how long ago they were received."""
    return show_bars(backlog.ages, AGES)


def show_speed(title: str, speed: Speed, *, key: str) -> Shown:
    """Return how long something took."""
    middle = ""
    if speed.median is not None and speed.ninth is not None:
        told = {"median": say_span(speed.median), "ninth": say_span(speed.ninth)}
        middle = _("Half within %(median)s, nine in ten within %(ninth)s") % told
    return {
        "key": key,
        "title": title,
        "middle": middle,
        "count": say_count(speed.count),
        "bars": show_bars(speed.bars, LENGTHS) if speed.count else [],
    }


def say_counted(board: Board, reader: Reader) -> str:
    """Return when the figures were counted, for a desk where they are kept; "" for now."""
    if board.backlog_at is None or board.speeds_at is None:
        return ""
    told = {
        "load": say_moment(board.backlog_at, reader),
        "lengths": say_moment(board.speeds_at, reader),
    }
    return _("Load and ages as of %(load)s, lengths as of %(lengths)s.") % told


def show_spans(days: int) -> list[Shown]:
    """Return the spans that may be chosen."""
    return [
        {
            "value": str(one),
            "label": _("%(days)s days") % {"days": one},
            "chosen": one == days,
        }
        for one in SPANS
    ]


def narrow_url(desk: Desk, **asked: object) -> str:
    """Return the list behind a figure."""
    query = {"desk": desk.key} | {key: str(value) for key, value in asked.items()}
    return f"{reverse('desk:narrowed')}?{urlencode(query)}"
