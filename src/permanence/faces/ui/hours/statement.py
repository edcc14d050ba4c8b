"""The account of a customer's hours, as the page and the files show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from permanence.faces.ui.hours.words import (
    lot_names,
    say_parts,
    say_validity,
    say_waived,
    work_names,
)
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.lengths import say_length
from permanence.promises.contracts.queries import contract_in_effect
from permanence.promises.contracts.queries.bank import balance_of
from permanence.promises.contracts.rules.bank import StatementLine
from permanence.service.timesheets.models import TimeEntry
from permanence.service.timesheets.queries import Account, account_of, reversed_of

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """An account with what its words need: the contract's number, title and zone."""

    account: Account
    number: str
    title: str
    zone: ZoneInfo
    first: date
    last: date


def read_told(
    contract: int, *, at: datetime, first: date | None = None, last: date | None = None
) -> Told | None:
    """Return the account from a first to a last day, both included; None without a contract.

    It begins by itself with the oldest hours that are valid now, and ends today.
    """
    loaded = contract_in_effect(contract, at=at)
    if loaded is None:
        return None
    zone = ZoneInfo(loaded.terms.zone)
    last = min(last or date.max, at.astimezone(zone).date())
    valid = [lot.valid_from for lot in balance_of(contract, at).lots]
    begun = min(valid).astimezone(zone).date() if valid else loaded.terms.starts_on
    first = min(first or begun, last)
    account = account_of(contract, since=midnight(first, zone), until=midnight(last + DAY, zone))
    return Told(account, loaded.terms.number, loaded.terms.title, zone, first, last)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins in a zone."""
    return datetime.combine(day, time(), zone)


def show_statement(told: Told) -> dict[str, Any]:
    """Return the account as `ui/parts/hours_statement.html` shows it."""
    account = told.account
    return {
        "number": told.number,
        "title": told.title,
        "organisation": account.contract.organisation.name,
        "period": say_period(told),
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "zone": str(told.zone).replace("_", " "),
        "totals": list_totals(account),
        "lots": list_lots(told),
        "lines": list_lines(told),
    }


def say_period(told: Told) -> str:
    """Return the first and the last day of the account."""
    days = {"first": say_date(told.first, "j F Y"), "last": say_date(told.last, "j F Y")}
    return _("%(first)s to %(last)s") % days


def list_totals(account: Account) -> list[dict[str, Any]]:
    """Return how the balance came about; the first four add up to the fifth."""
    totals = account.statement.totals
    rows = [
        (_("Balance before"), totals.opening),
        (_("Granted"), totals.granted),
        (_("Used"), -totals.used),
        (_("Expired"), -totals.expired),
        (_("Balance"), totals.closing),
    ]
    shown: list[dict[str, Any]] = [
        {"label": label, "value": say_length(seconds)} for label, seconds in rows
    ]
    shown[-1]["is_sum"] = True
    if account.unpaid:
        shown.append({"label": _("Not paid by hours"), "value": say_length(account.unpaid)})
    return shown


def list_lots(told: Told) -> list[dict[str, str]]:
    """Return each lot with what was granted, used and expired of it, and what is left."""
    names = lot_names()
    return [
        {
            "name": names[row.lot.kind],
            "validity": say_validity(row.lot.valid_from, row.lot.expires_at, told.zone),
            "granted": say_length(row.lot.seconds),
            "used": say_length(row.used),
            "expired": say_length(row.expired),
            "left": say_length(row.left),
        }
        for row in told.account.statement.lots
    ]


def list_lines(told: Told) -> list[dict[str, Any]]:
    """Return every event of the account in its order, with the balance after it."""
    return [show_line(line, told) for line in told.account.statement.lines]


def show_line(line: StatementLine, told: Told) -> dict[str, Any]:
    """Return one event: hours that came or expired, or a piece of work."""
    account = told.account
    shown: dict[str, Any] = {
        "kind": line.kind,
        "day": say_day(line.at, told.zone),
        "iso": line.at.astimezone(told.zone).isoformat(timespec="seconds"),
        "change": say_change(line.change),
        "change_seconds": line.change,
        "balance": say_length(line.balance),
        "balance_seconds": line.balance,
    }
    if line.entry is not None:
        return shown | show_work(account.entries[line.entry], told)
    lot = account.lots[line.lot or 0]
    texts = {"granted": _("%(lot)s granted"), "expired": _("%(lot)s expired")}
    return shown | {"text": texts[line.kind] % {"lot": lot_names()[lot.kind]}, "parts": []}


def show_work(entry: TimeEntry, told: Told) -> dict[str, Any]:
    """Return a piece of work as a line tells it; one that is taken back says why."""
    worked = say_day(entry.worked_at, told.zone)
    return {
        "reference": entry.ticket.reference,
        "subject": entry.ticket.subject,
        "work": work_names()[entry.kind],
        "text": entry.note,
        "reason": entry.reason,
        "is_reversal": entry.reverses_id is not None,
        "reverses_day": say_day(reversed_of(entry).worked_at, told.zone)
        if entry.reverses_id
        else "",
        "worked_on": worked,
        "worked": say_length(entry.seconds),
        "charged": say_length(entry.charged),
        "seconds": entry.seconds,
        "charged_seconds": entry.charged,
        "parts": say_parts(entry.parts, told.account.lots) or say_waived(entry.waived),
    }


def say_day(at: datetime, zone: ZoneInfo) -> str:
    """Return a day in the contract's zone."""
    return say_date(at.astimezone(zone).date(), "j M Y")


def say_change(seconds: int) -> str:
    """Return what an event did to the balance, with its sign; nothing where it did nothing."""
    if not seconds:
        return "–"
    return f"+{say_length(seconds)}" if seconds > 0 else say_length(seconds)
