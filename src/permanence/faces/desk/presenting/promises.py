"""What was promised on a ticket, by which clause, and how each deadline came about (SPEC C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import promise_names, say_words, state_names
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.moments import say_instant, say_span, say_zone
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.paths import link_to
from permanence.promises.contracts.queries import terms_of_source
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.amounts import amount_of
from permanence.promises.terms.rules import AgreedDate, Stop
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries import explain_commitment, stops_of
from permanence.service.tickets.rules.explaining import Beaten, Explanation
from permanence.world.calendars.rules import Line, OpenTime, Target, Why, open_seconds
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
    stops = stops_of(setting.ticket)
    standing = [row for row in rows if row.replaced_at is None and not is_past_round(row, rows)]
    standing.sort(key=lambda row: (row.met_at is not None, row.due_at is None, row.due_at))
    return [
        show_promise(
            row,
            explain_commitment(row, setting.policy, stops),
            setting,
            earlier=[one for one in rows if one.replaced_at and one.promise == row.promise],
            explained=explained,
        )
        for row in standing
    ]


def is_past_round(row: Commitment, rows: Sequence[Commitment]) -> bool:
    """Say whether a recurring promise was made again since: its round is over."""
    return any(one.promise == row.promise and one.round > row.round for one in rows)


def show_promise(
    row: Commitment,
    explanation: Explanation,
    setting: Setting,
    *,
    earlier: Sequence[Commitment],
    explained: bool,
) -> Shown:
    """Return one promise as `desk/parts/promise.html` reads it."""
    reader, policy = setting.reader, setting.policy
    zone = find_zone(explanation.zone or policy.zone)
    due = row.due_at
    elsewhere = say_instant(due, at=reader.at, zone=zone) if due else ""
    here = say_moment(due, reader) if due else ""
    return {
        "id": str(row.pk),
        "name": promise_names()[row.promise],
        "nature": row.nature,
        "deadline": deadline_of(row, explanation, reader),
        "clause": say_words(row.clause_text, policy.default_language),
        "clause_url": clause_url(row.clause_key, row.clause_source, setting),
        "source": say_source(row.clause_source, setting, published=row.is_published),
        "calendar": say_calendar(row.calendar_key, setting) if row.calendar_key else "",
        "due": here,
        "zone": say_zone(reader.zone, due or reader.at),
        "elsewhere": f"{elsewhere} ({say_zone(zone, due)})" if due and elsewhere != here else "",
        "late_reason": row.late_reason,
        "why": explain(row, explanation, setting, earlier) if explained else None,
    }


def deadline_of(row: Commitment, explanation: Explanation, reader: Reader) -> Any:
    """Return the deadline with the share of the promised time that is used, of open time."""
    calendar, target, share = explanation.calendar, explanation.target, None
    if calendar and isinstance(target, OpenTime) and row.due_at:
        stop = max(min(row.met_at or reader.at, reader.at), row.start_at)
        pauses = [(one.since, one.until) for one in explanation.pauses]
        used = open_seconds(calendar, start=row.start_at, end=stop, pauses=pauses)
        share = 100 * used // target.seconds if target.seconds else 100
    return show_deadline(
        start=row.start_at,
        due=row.due_at,
        at=reader.at,
        zone=reader.zone,
        clock_zone=find_zone(calendar.zone) if calendar else None,
        met_at=row.met_at,
        warn_at=row.warn_at,
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
    if kind == "agreement":
        return _("Agreement, version %(number)s") % {"number": rest.rpartition(":")[2]}
    if kind == "contract":
        terms = terms_of_source(source)
        return _("Contract %(number)s, version %(version)s") % {
            "number": terms.number,
            "version": terms.version,
        }
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
    row: Commitment, explanation: Explanation, setting: Setting, earlier: Sequence[Commitment]
) -> Shown:
    """Return why the deadline is what it is, and what else it might have been."""
    reader, lines = setting.reader, explanation.lines
    started = {"instant": say_moment(row.start_at, reader)}
    return {
        "start": _("Received %(instant)s") % started
        if row.start_at == setting.ticket.opened_at
        else _("Counted from %(instant)s") % started,
        "reason": reason_words()[explanation.reason],
        "target": say_target(explanation.target),
        "due": _("Due %(instant)s") % {"instant": say_moment(row.due_at, reader)}
        if row.due_at
        else _("Stopped"),
        "steps": [show_step(line) for line in lines[:MOST_STEPS]],
        "left_out": max(0, len(lines) - MOST_STEPS),
        "pauses": [{"text": say_pause(stop, reader)} for stop in explanation.pauses],
        "losing": [show_loser(one, row, setting) for one in explanation.beaten],
        "earlier": [{"text": say_earlier(one, setting)} for one in earlier],
    }


def say_target(target: Target | AgreedDate) -> str:
    """Return the promised time in words."""
    if isinstance(target, AgreedDate):
        return _("the agreed date")
    words = say_words(amount_of(target).words)
    if isinstance(target, OpenTime):
        return _("%(amount)s of open time") % {"amount": words}
    return words


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


def show_loser(loser: Beaten, row: Commitment, setting: Setting) -> Shown:
    """Return a clause that did not govern, and what it would have given."""
    clause = say_words(loser.text, setting.policy.default_language)
    if loser.calendar_key and loser.calendar_key != row.calendar_key:
        clause = f"{clause} ({say_calendar(loser.calendar_key, setting)})"
    return {
        "clause": clause,
        "url": clause_url(loser.key, loser.source, setting),
        "source": say_source(loser.source, setting, published=True),
        "due": say_moment(loser.due_at, setting.reader) if loser.due_at else _("never"),
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
