"""Words for the hours bank: kinds of work, what paid for it, and why nothing did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import say_date
from permanence.ground.lib.lengths import say_length
from permanence.promises.contracts.models import Lot
from permanence.promises.contracts.queries.bank import Balance, LotBalance
from permanence.promises.terms.rules import say

EVE = timedelta(microseconds=1)


def work_names() -> dict[str, str]:
    """Return what each kind of work is called."""
    return {
        "troubleshooting": pgettext("kind of work", "Troubleshooting"),
        "programming": pgettext("kind of work", "Programming"),
        "training": pgettext("kind of work", "Training"),
        "teleconference": pgettext("kind of work", "Teleconference"),
        "other": pgettext("kind of work", "Other work"),
    }


def lot_names() -> dict[str, str]:
    """Return what the hours of a contract and of its plan are called."""
    return {"contract": _("Contract hours"), "plan": _("Plan hours")}


def say_reason(reason: str) -> str:
    """Return why no hours paid."""
    return {
        "no_lot": _("no hours were valid then"),
        "kind": _("hours do not pay for this kind of work"),
        "window": _("outside the hours' window"),
        "spent": _("no hours were left"),
    }.get(reason, "")


def say_parts(parts: Iterable[Mapping[str, Any]], lots: Mapping[int, Lot]) -> list[str]:
    """Return what paid for some time, part by part, and why the rest was not paid."""
    names = lot_names()
    said = []
    for part in parts:
        told = {"time": say_length(part["seconds"])}
        if part["lot"]:
            said.append(f"{told['time']} {names[lots[part['lot']].kind]}")
        else:
            told["reason"] = say_reason(part["reason"])
            said.append(_("%(time)s unpaid: %(reason)s") % told)
    return said


def say_waived(reason: str) -> list[str]:
    """Return why some time costs nothing, as what pays is told; none for time that costs."""
    return [_("costs nothing: %(reason)s") % {"reason": reason}] if reason else []


def say_validity(valid_from: datetime, expires_at: datetime, zone: tzinfo) -> str:
    """Return the first and the last day on which hours are good."""
    first = say_date(valid_from.astimezone(zone).date(), "j M Y")
    last = say_date((expires_at - EVE).astimezone(zone).date(), "j M Y")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def say_left(left: int, granted: int) -> str:
    """Return "7 h of 10 h"."""
    return _("%(left)s of %(granted)s") % {
        "left": say_length(left),
        "granted": say_length(granted),
    }


def show_lot(lot: LotBalance, zone: tzinfo) -> dict[str, Any]:
    """Return a lot with what is left of it."""
    return {
        "name": lot_names()[lot.kind],
        "clause": say(lot.clause, get_language() or "en", "en"),
        "left": say_left(lot.left, lot.seconds),
        "until": say_date((lot.expires_at - EVE).astimezone(zone).date(), "j M Y"),
        "seconds": lot.seconds,
        "left_seconds": lot.left,
        "is_low": lot.left * 5 <= lot.seconds,
    }


def show_hours(balance: Balance, zone: tzinfo) -> dict[str, Any]:
    """Return what is left of a contract's hours, in all and lot by lot."""
    return {
        "left": say_length(balance.left),
        "of": say_left(balance.left, balance.granted),
        "lots": [show_lot(lot, zone) for lot in balance.lots],
    }


def say_alert(key: str) -> str:
    """Return what a customer was told of a lot last, from "used:80" or "expires:7"."""
    kind, _colon, number = key.partition(":")
    if kind == "used":
        return _("%(share)s %% used") % {"share": number}
    if kind == "expires":
        return _("%(days)s days before the end") % {"days": number}
    return ""
