"""The time of a ticket: what was spent, what pays for it, what is left, and what runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.time import BackForm, ExtraTimeForm, TimeForm, TimerForm
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.standing import Standing
from permanence.faces.ui.hours.words import say_left, say_parts, say_waived, show_hours, work_names
from permanence.ground.lib.lengths import say_length
from permanence.overview.worklists.queries import people_of_desk
from permanence.promises.contracts.models import Lot
from permanence.promises.contracts.queries.bank import Balance, Banking
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.models import ExtraTime, TimeEntry, Timer
from permanence.service.timesheets.queries import (
    balances_on,
    banking_on,
    entries_of,
    named_lots,
    questions_on,
    timers_on,
)
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
FIRST_SHOWN = 4
# What sort of work a kind of request mostly asks for.
WORK_OF_KIND = {"training": "training", "custom": "programming", "problem": "troubleshooting"}


def show_time(
    request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm] | None = None
) -> Shown:
    """Return what `desk/drawers/time.html` reads; `sent` are forms that came back wrong."""
    reader, sent = request.reader, sent or {}
    banking = banking_on(ticket, at=reader.at)
    entries, timers = entries_of(ticket), timers_on(ticket)
    may_log = reader.may(Right.LOG_TIME, ticket.desk_id)
    lots = named_lots(entries)
    shown = [show_entry(one, lots, ticket, reader) for one in entries]
    mine = next((one for one in timers if one.specialist_id == reader.specialist.pk), None)
    return {
        **show_totals(entries),
        **show_bank(banking, reader),
        "question": show_question(questions_on(ticket), reader),
        "mine": show_timer(mine, reader) if mine else None,
        "others": [show_timer(one, reader) for one in timers if one is not mine],
        "timer_url": reverse("desk:ticket-timer", args=[ticket.reference]) if may_log else "",
        "timer": sent.get("timer") or (TimerForm() if mine else None),
        "form": (sent.get("time") or time_form(request, ticket)) if may_log else None,
        "url": reverse("desk:ticket-time", args=[ticket.reference]),
        "is_open": "time" in sent,
        "entries": shown[:FIRST_SHOWN],
        "earlier": shown[FIRST_SHOWN:],
        "ask": show_ask(ticket, banking, sent) if may_log else None,
        "back": sent.get("back"),
    }


def say_sheet(ticket: Ticket) -> str:
    """Return what was worked on a ticket and whether a timer runs, as the page has read it."""
    worked = getattr(ticket, "worked", None)
    said = [say_length(worked)] if worked else []
    if getattr(ticket, "is_timed", False):
        said.append(_("a timer runs"))
    return " · ".join(said)


def say_hours_left(standing: Standing) -> str:
    """Return what is left of the hours that can pay for work on a ticket; empty without any."""
    banking = standing.banking
    if banking.bank is None:
        return ""
    whole = whole_balance(banking, at=standing.at)
    return say_left(whole.left, whole.granted) if whole.lots else _("none")


def time_form(request: StaffRequest, ticket: Ticket, *, is_sent: bool = False) -> TimeForm:
    """Return the form by which time is written by hand, with what was sent."""
    reader = request.reader
    _teams, people = people_of_desk(ticket.desk_id, anybody=True)
    return TimeForm(
        request.POST if is_sent else None,
        people=people,
        reader=reader.specialist.pk,
        zone=reader.zone,
        at=reader.at,
        work=WORK_OF_KIND.get(ticket.kind, ""),
    )


def show_totals(entries: list[TimeEntry]) -> Shown:
    """Return the time worked and charged on a ticket, corrections taken off."""
    worked, charged = sum(one.seconds for one in entries), sum(one.charged for one in entries)
    return {
        "worked": say_length(worked) if entries else "",
        "charged": say_length(charged) if charged != worked else "",
    }


def show_bank(banking: Banking, reader: Reader) -> Shown:
    """Return the hours that can pay for work on a ticket, lot by lot; none without a bank."""
    if banking.bank is None:
        return {"lots": [], "has_bank": False, "warning": ""}
    whole = whole_balance(banking, at=reader.at)
    return {
        "has_bank": True,
        "lots": show_hours(whole, ZoneInfo(banking.contracts[0].zone))["lots"],
        "warning": "" if whole.left else say_at_zero(banking.bank.at_zero),
        "statement_url": reverse("desk:hours-statement", args=[banking.contract]),
    }


def whole_balance(banking: Banking, *, at: datetime) -> Balance:
    """Return the hours of all contracts that may pay for work on a ticket."""
    contracts = [terms.contract for terms in banking.contracts]
    balances = balances_on(contracts, at=at)
    return Balance(0, tuple(lot for balance in balances for lot in balance.lots))


def say_at_zero(at_zero: str) -> str:
    """Return what happens now that no hours are left."""
    return {
        "warn": _("No hours are left: more work is recorded as unpaid."),
        "ask": _("No hours are left: the customer is asked before more is done."),
        "refuse": _("No hours are left: the contract allows no more work."),
    }[at_zero]


def show_question(questions: list[ExtraTime], reader: Reader) -> Shown | None:
    """Return what the customer was asked last, and what it answered."""
    if not questions:
        return None
    last = questions[0]
    told = {
        "time": say_length(last.seconds),
        "when": say_moment(last.answered_at or last.asked_at, reader),
    }
    asked = _("The customer is asked for %(time)s beyond its hours, since %(when)s.")
    said = {
        "": (asked, "hourglass"),
        "agreed": (_("The customer agreed to %(time)s beyond its hours: %(when)s."), "check"),
        "declined": (_("The customer declined %(time)s beyond its hours: %(when)s."), "cross"),
    }
    sentence, icon = said[last.answer]
    return {"sentence": sentence % told, "icon": icon, "answer": last.answer or "asked"}


def show_ask(ticket: Ticket, banking: Banking, sent: Mapping[str, DeskForm]) -> Shown | None:
    """Return the form that asks the customer beforehand, where its contract says so."""
    if banking.bank is None or banking.bank.at_zero != "ask":
        return None
    return {
        "form": sent.get("ask") or ExtraTimeForm(auto_id="ask-%s"),
        "url": reverse("desk:ticket-extra-time", args=[ticket.reference]),
        "is_open": "ask" in sent,
    }


def show_timer(timer: Timer, reader: Reader) -> Shown:
    """Return a timer that runs."""
    ran = (reader.at - timer.started_at) // timedelta(seconds=1)
    return {
        "name": timer.specialist.name,
        "ran": say_length(ran - ran % 60),
        **show_instant(timer.started_at, reader, name="since"),
    }


def show_entry(entry: TimeEntry, lots: Mapping[int, Lot], ticket: Ticket, reader: Reader) -> Shown:
    """Return time that was written, with what pays for it and whether it can be corrected."""
    corrected = getattr(entry, "reversal", None)
    may = reader.may(Right.CORRECT_TIME, ticket.desk_id)
    own = entry.written_by == f"specialist:{entry.specialist_id}"
    can_reverse = may and corrected is None and entry.reverses_id is None
    return {
        "number": entry.pk,
        "name": entry.specialist.name,
        "by": "" if own else entry.written_by_name,
        "kind": work_names()[entry.kind],
        "worked": say_length(entry.seconds),
        "charged": say_length(entry.charged)
        if entry.charged != entry.seconds and not entry.waived
        else "",
        "note": entry.note,
        "parts": say_parts(entry.parts, lots) or say_waived(entry.waived),
        "consent": say_consent(entry.extra_time),
        "is_reversal": entry.reverses_id is not None,
        "is_reversed": corrected is not None,
        "reason": entry.reason,
        **show_instant(entry.worked_at, reader),
        "back_url": reverse("desk:ticket-time-back", args=[ticket.reference, entry.pk])
        if can_reverse
        else "",
        "back_form": BackForm(auto_id=f"back-{entry.pk}-%s") if can_reverse else None,
    }


def say_consent(question: ExtraTime | None) -> str:
    """Return how the customer answered about unpaid time."""
    if question is None:
        return ""
    return {
        "": _("the customer has not answered yet"),
        "agreed": _("agreed by the customer"),
        "declined": _("declined by the customer"),
        "withdrawn": "",
    }[question.answer]
