"""What a desk's customers have left of their hours, and the statement of each."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.files import answer_file
from permanence.faces.ui.hours.papers import (
    explain_statement,
    write_statement_csv,
    write_statement_pdf,
)
from permanence.faces.ui.hours.statement import Told, read_told, show_statement
from permanence.faces.ui.hours.words import say_alert, show_hours
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.queries import LoadedContract, contracts_on
from permanence.promises.contracts.queries.bank import Balance, balances_of, last_alerts
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
FILES = {
    "csv": (write_statement_csv, "text/csv; charset=utf-8"),
    "pdf": (write_statement_pdf, "application/pdf"),
}


@require_safe
@staff_page(Right.READ_TICKETS)
def hours(request: StaffRequest) -> HttpResponse:
    """Show the hours that each customer of a desk has left."""
    desk = access.desk(request)
    loaded = contracts_on(desks=[desk.pk], at=request.reader.at)
    balances = balances_of([one.terms.contract for one in loaded], at=request.reader.at)
    told = last_alerts(lot.lot for balance in balances.values() for lot in balance.lots)
    context = {
        "shell": build_shell(request, desk, place="hours"),
        "rows": [
            show_row(one, balances[one.terms.contract], told)
            for one in loaded
            if balances[one.terms.contract].lots or one.terms.hours or one.terms.plan
        ],
        "empty": {
            "icon": "clock",
            "title": _("No customer has hours"),
            "text": _("Hours come with a contract, or with the plan that it names."),
        },
    }
    return render(request, "desk/hours.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def hours_statement(request: StaffRequest, number: int) -> HttpResponse:
    """Show the account of a customer's hours."""
    desk, told = find_told(request, number)
    shown = show_statement(told)
    for line in shown["lines"]:
        if line["kind"] == "entry":
            number = line["reference"]
            line["url"] = reverse("desk:ticket", args=[number]) if number else ""
    days = urlencode({"first": shown["first"], "last": shown["last"]})
    context = {
        "shell": build_shell(request, desk, place="hours"),
        "back_url": f"{reverse('desk:hours')}?{urlencode({'desk': desk.key})}",
        "statement": shown,
        "explanation": explain_statement(),
        "csv_url": f"{reverse('desk:hours-file', args=[number, 'csv'])}?{days}",
        "pdf_url": f"{reverse('desk:hours-file', args=[number, 'pdf'])}?{days}",
    }
    return render(request, "desk/hours_statement.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def hours_file(request: StaffRequest, number: int, form: str) -> HttpResponse:
    """Download the account in the customer's language."""
    if form not in FILES:
        raise Http404
    _desk, told = find_told(request, number)
    write, kind = FILES[form]
    return answer_file(write(told), name=name_file(told, form), kind=kind)


def find_told(request: StaffRequest, number: int) -> tuple[Desk, Told]:
    """Return the account of a contract of one of the reader's desks; else 404."""
    contract = Contract.objects.filter(pk=number).first()
    desks = {one.pk: one for one in access.desks(request)}
    if contract is None or contract.desk_id not in desks:
        raise Http404
    access.note_read(request, f"contract:{number}")
    days = {name: read_day(request.GET.get(name, "")) for name in ("first", "last")}
    told = read_told(number, at=request.reader.at, **days)
    if told is None:
        raise Http404
    return desks[contract.desk_id], told


def read_day(text: str) -> date | None:
    """Return a day of the address; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def name_file(told: Told, form: str) -> str:
    """Return what the file of an account is called."""
    return f"{told.number}-{told.first}-{told.last}.{form}"


def show_row(loaded: LoadedContract, balance: Balance, told: dict[int, str]) -> Shown:
    """Return one contract with what is left of its hours."""
    terms = loaded.terms
    alerts = [said for lot in balance.lots if (said := say_alert(told.get(lot.lot, "")))]
    standings = {
        "in_force": _("in force"),
        "future": _("coming"),
        "expired": _("ended"),
        "suspended": _("suspended"),
    }
    tones = {"in_force": "in_force", "future": "coming"}
    return {
        "organisation": loaded.organisation_name,
        "number": terms.number,
        "title": terms.title,
        "url": reverse("desk:hours-statement", args=[terms.contract]),
        "standing": tones.get(loaded.standing, "past"),
        "standing_label": standings[loaded.standing],
        "alert": ", ".join(alerts),
        **show_hours(balance, ZoneInfo(terms.zone)),
    }
