"""Why a deadline is what it is: the panel of a ticket's promise and of the simulator (SPEC C2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.clauses import (
    clause_url,
    say_calendar,
    say_source,
    say_target,
)
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import reader_language, say_words, state_names
from permanence.faces.ui.moments import say_instant, say_span, say_zone, write_day
from permanence.promises.contracts.queries import terms_of_source
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.offers import SETTLED
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.rules.explaining import Beaten, Explanation
from permanence.world.calendars.rules import Line, Why, name_holiday
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
MOST_STEPS = 40


@dataclass(frozen=True)
class Frame:
    """What an explanation is read with: the policy, the reader, the receipt, the customer's zone.

    `zones` are further zones in which the reader wants to see the due instant, by whose they are.
    """

    policy: Policy
    reader: Reader
    received_at: datetime
    zones: Mapping[str, tzinfo] = field(default_factory=dict)


def show_why(explanation: Explanation, frame: Frame) -> Shown:
    """Return why the deadline is what it is, and what else it might have been."""
    reader, lines = frame.reader, explanation.lines
    started = {"instant": say_moment(explanation.start_at, reader)}
    return {
        "start": _("Received %(instant)s") % started
        if explanation.start_at == frame.received_at
        else _("Counted from %(instant)s") % started,
        "reason": reason_words()[explanation.reason],
        "target": say_target(explanation.target),
        "due": _("Due %(instant)s") % {"instant": say_moment(explanation.due_at, reader)}
        if explanation.due_at
        else _("Stopped"),
        "dues": show_zones(explanation, frame),
        "steps": [show_step(line) for line in lines[:MOST_STEPS]],
        "left_out": max(0, len(lines) - MOST_STEPS),
        "holidays": [say_holiday(day, explanation) for day in explanation.holidays],
        "stopped_by": say_stopping(explanation),
        "pauses": [{"text": say_pause(stop, reader)} for stop in explanation.pauses],
        "losing": [show_loser(one, explanation, frame) for one in explanation.beaten],
    }


def show_zones(explanation: Explanation, frame: Frame) -> list[Shown]:
    """Return the due instant by the reader's clock, the clause's, the contract's, the customer's.

    A zone that tells the same time as one before it is left out.
    """
    due = explanation.due_at
    if due is None:
        return []
    zones: dict[str, tzinfo] = {_("your clock"): frame.reader.zone}
    if explanation.zone:
        zones[_("the clause's clock")] = find_zone(explanation.zone)
    if explanation.clause.source.startswith("contract:"):
        terms = terms_of_source(explanation.clause.source)
        zones[_("the contract's clock")] = find_zone(terms.zone)
    zones |= frame.zones
    shown: dict[str, Shown] = {}
    for whose, zone in zones.items():
        moment = say_instant(due, at=frame.reader.at, zone=zone)
        shown.setdefault(
            moment,
            {
                "at": moment,
                "zone": say_zone(zone, due),
                "whose": whose,
                "iso": due.astimezone(zone).isoformat(),
            },
        )
    return list(shown.values())


def say_holiday(day: date, explanation: Explanation) -> str:
    """Return a holiday that was skipped, with its name where it has one."""
    said = write_day(day, "D j M Y")
    calendar = explanation.calendar
    names = name_holiday(calendar, day, reader_language()) if calendar else ()
    return f"{said}: {' · '.join(names)}" if names else said


def say_stopping(explanation: Explanation) -> str:
    """Return the states that stop this clock; empty when nothing does."""
    names = state_names()
    return " · ".join(names[one] for one in names if one in explanation.paused_by - SETTLED)


def reason_words() -> dict[str, str]:
    """Return why a clause governs."""
    return {
        "only": _("It is the only clause that promises this."),
        "earliest": _("It is the most favourable of the clauses that apply."),
        "contract": _("The contract stands over the policy."),
        "agreed": _("It was agreed, and earlier dates were waived."),
        "order": _("It comes first among clauses that give the same."),
    }


def say_pause(stop: Stop, reader: Reader) -> str:
    """Return a span in which the clock stood still, with its reason."""
    told = {
        "state": state_names()[stop.state],
        "since": say_moment(stop.since, reader),
        "until": say_moment(stop.until, reader) if stop.until else "…",
    }
    text = _("%(state)s: %(since)s to %(until)s") % told
    return f"{text} · {stop.reason}" if stop.reason else text


def show_step(line: Line) -> Shown:
    """Return one line of the arithmetic, by the calendar's own clock."""
    counts = line.why in {Why.OPEN, Why.BUSINESS_DAY}
    spent = say_span(timedelta(seconds=line.seconds or 0)) if counts else ""
    return {
        "day": write_day(line.date, "D j M"),
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


def show_loser(loser: Beaten, explanation: Explanation, frame: Frame) -> Shown:
    """Return a clause that did not govern, and what it would have given."""
    policy = frame.policy
    clause = say_words(loser.text, policy.default_language)
    if loser.calendar_key and loser.calendar_key != explanation.calendar_key:
        clause = f"{clause} ({say_calendar(loser.calendar_key, policy, source=loser.source)})"
    return {
        "clause": clause,
        "url": clause_url(loser.key, loser.source, policy),
        "source": say_source(loser.source, published=True),
        "due": say_moment(loser.due_at, frame.reader) if loser.due_at else _("never"),
        "by": say_distance(loser.later_by),
    }


def say_distance(later_by: timedelta | None) -> str:
    """Return by how much a clause lost."""
    if later_by is None:
        return _("without end")
    if not later_by:
        return _("the same instant")
    span = {"span": say_span(later_by)}
    return _("%(span)s later") % span if later_by > timedelta() else _("%(span)s earlier") % span
