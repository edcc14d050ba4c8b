"""What was promised on a ticket, by which clause, and how each deadline came about (SPEC C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import promise_names, say_words
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.moments import say_instant, say_span, say_zone
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.paths import link_to
from permanence.promises.policies.rules import Policy, Promise, warn_share
from permanence.promises.policies.rules.amounts import amount_of
from permanence.service.tickets.models import Commitment, Ticket
from permanence.world.calendars.rules import (
    BusinessDays,
    Calendar,
    Line,
    NeverDue,
    OpenTime,
    Target,
    Why,
    due_instant,
    open_seconds,
    reckon_due,
)
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
MOST_STEPS = 40


@dataclass(frozen=True)
class Setting:
    """What a promise is shown with: its ticket, the policy it was made under, the reader."""

    ticket: Ticket
    policy: Policy
    reader: Reader
    language: str


def show_promises(setting: Setting, *, explained: bool = True) -> list[Shown]:
    """Return the promises that stand on a ticket, with those that stood before."""
    rows = list(Commitment.objects.filter(ticket=setting.ticket).order_by("pk"))
    standing = [row for row in rows if row.replaced_at is None]
    standing.sort(key=lambda row: (row.met_at is not None, row.due_at is None, row.due_at))
    return [
        show_promise(
            row,
            setting,
            earlier=[one for one in rows if one.replaced_at and one.promise == row.promise],
            explained=explained,
        )
        for row in standing
    ]


def show_promise(
    row: Commitment, setting: Setting, *, earlier: Sequence[Commitment], explained: bool
) -> Shown:
    """Return one promise as `desk/parts/promise.html` reads it."""
    reader, policy = setting.reader, setting.policy
    calendar = policy.calendars.get(row.calendar_key)
    zone = find_zone(calendar.zone if calendar else policy.zone)
    due = row.due_at
    elsewhere = say_instant(due, at=reader.at, zone=zone) if due else ""
    here = say_moment(due, reader) if due else ""
    return {
        "id": str(row.pk),
        "name": promise_names()[row.promise],
        "nature": row.nature,
        "deadline": deadline_of(row, setting, calendar),
        "clause": say_words(row.clause_text, policy.default_language),
        "clause_url": clause_url(row.clause_key, row.clause_source, setting),
        "source": say_source(row.clause_source, setting, published=row.is_published),
        "calendar": say_calendar(row.calendar_key, setting),
        "due": here,
        "zone": say_zone(reader.zone, due or reader.at),
        "elsewhere": f"{elsewhere} ({say_zone(zone, due)})" if due and elsewhere != here else "",
        "why": explain(row, setting, calendar, earlier) if explained and calendar else None,
    }


def target_of(kept: dict[str, int]) -> Target:
    """Return a target as it is kept in the database."""
    if "business_days" in kept:
        return BusinessDays(kept["business_days"])
    return OpenTime(kept["seconds"])


def deadline_of(row: Commitment, setting: Setting, calendar: Calendar | None) -> Any:
    """Return the deadline with the share of the promised time that is used, of open time."""
    reader, target = setting.reader, target_of(row.target)
    share = warn_at = None
    if calendar and isinstance(target, OpenTime) and row.due_at:
        stop = min(row.met_at or reader.at, reader.at)
        used = open_seconds(calendar, start=row.start_at, end=max(stop, row.start_at))
        share = 100 * used // target.seconds if target.seconds else 100
        part = warn_share(setting.policy, cast(Promise, row.promise))
        if 0 < part <= 1:
            warn_at = due_instant(
                calendar, start=row.start_at, target=OpenTime(int(target.seconds * part))
            )
    return show_deadline(
        start=row.start_at,
        due=row.due_at,
        at=reader.at,
        zone=reader.zone,
        clock_zone=find_zone(calendar.zone) if calendar else None,
        met_at=row.met_at,
        warn_at=warn_at,
        share=share,
    )


def clause_url(key: str, source: str, setting: Setting) -> str:
    """Return where customers read the clause; a contract's is not published."""
    if not source.startswith(("policy:", "plan:")):
        return ""
    return f"{link_to('policy', base='', desk=setting.policy.desk)}#{key}"


def say_source(source: str, setting: Setting, *, published: bool) -> str:
    """Return the document that a clause stands in."""
    kind, _colon, rest = source.partition(":")
    if kind == "contract":
        contract = setting.ticket.contract
        return _("Contract %(number)s") % {"number": contract.number if contract else rest}
    number = rest.rpartition(":")[2] or rest
    text = _("Policy, version %(number)s") % {"number": number}
    own = _("the operator's own, not published")
    return text if published else f"{text} · {own}"


def say_calendar(key: str, setting: Setting) -> str:
    """Return what the document says of a calendar."""
    policy = setting.policy
    for place in (f"coverage.{key}", f"operator.coverage.{key}"):
        if clause := policy.clause(place):
            return say_words(clause.text, policy.default_language)
    return key


def explain(
    row: Commitment, setting: Setting, calendar: Calendar, earlier: Sequence[Commitment]
) -> Shown | None:
    """Return why the deadline is what it is, and what else it might have been."""
    reader, target = setting.reader, target_of(row.target)
    try:
        lines = reckon_due(calendar, start=row.start_at, target=target).explanation
    except NeverDue:
        return None
    words = say_words(amount_of(target).words)
    open_time = _("%(amount)s of open time") % {"amount": words}
    return {
        "start": _("Received %(instant)s") % {"instant": say_moment(row.start_at, reader)},
        "target": open_time if isinstance(target, OpenTime) else words,
        "due": _("Due %(instant)s") % {"instant": say_moment(row.due_at, reader)}
        if row.due_at
        else _("Stopped"),
        "steps": [show_step(line) for line in lines[:MOST_STEPS]],
        "losing": [show_loser(loser, row, setting) for loser in row.candidates["losers"]],
        "earlier": [{"text": say_earlier(one, setting)} for one in earlier],
    }


def show_step(line: Line) -> Shown:
    """Return one line of the arithmetic, by the calendar's own clock."""
    counts = line.why in {Why.OPEN, Why.BUSINESS_DAY}
    spent = say_span(timedelta(seconds=line.seconds or 0)) if counts else ""
    return {
        "day": say_date(line.date, "D j M"),
        "from": line.clock_from[:5],
        "to": line.clock_to[:5] if line.clock_to else "…",
        "spent": _("1 day") if line.why is Why.BUSINESS_DAY else spent,
        "word": why_words()[line.why],
        "counts": counts,
    }


def why_words() -> dict[Why, str]:
    """Return what each kind of time is called."""
    return {
        Why.OPEN: _("open"),
        Why.PAUSE: _("paused"),
        Why.CLOSED: _("closed"),
        Why.BREAK: _("break"),
        Why.HOLE: _("closed this once"),
        Why.HOLIDAY: _("holiday"),
        Why.START: _("day of receipt"),
        Why.BUSINESS_DAY: _("business day"),
    }


def show_loser(loser: Shown, row: Commitment, setting: Setting) -> Shown:
    """Return a clause that did not govern, and what it would have given."""
    due = loser["due"]
    calendar = say_calendar(loser["calendar"], setting)
    clause = say_words(loser["text"], setting.policy.default_language)
    return {
        "clause": clause if loser["calendar"] == row.calendar_key else f"{clause} ({calendar})",
        "url": clause_url(loser["clause"], loser["source"], setting),
        "due": say_moment(datetime.fromisoformat(due), setting.reader) if due else _("never"),
        "by": say_distance(loser["later_by"]),
    }


def say_distance(seconds: int | None) -> str:
    """Return by how much a clause lost."""
    if seconds is None:
        return _("without end")
    if seconds == 0:
        return _("the same instant")
    span = {"span": say_span(timedelta(seconds=seconds))}
    return _("%(span)s later") % span if seconds > 0 else _("%(span)s earlier") % span


def say_earlier(row: Commitment, setting: Setting) -> str:
    """Return a promise that stood before and was replaced."""
    reader = setting.reader
    due = say_moment(row.due_at, reader) if row.due_at else _("never")
    told = {
        "clause": say_words(row.clause_text, setting.policy.default_language),
        "due": due,
        "until": say_moment(row.replaced_at, reader) if row.replaced_at else "",
    }
    text = _("%(clause)s: due %(due)s; stood until %(until)s") % told
    return f"{text} · {_('missed')}" if row.missed_at else text
