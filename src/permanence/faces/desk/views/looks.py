"""Who looked at which customer's data."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.looks import LooksForm
from permanence.faces.desk.presenting.looks import show_looks
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.ground.journal.queries import looks_on
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Reference
from permanence.world.accounts.queries import staff_of_desk
from permanence.world.accounts.rules import Right

LINES = 100
NOBODY = "ticket:0"


@never_cache
@require_safe
@staff_page(Right.READ_LOOKS)
def looks(request: StaffRequest) -> HttpResponse:
    """Show who looked at customers' data on the reader's desks, the last sitting first."""
    desk = access.desk(request, Right.READ_LOOKS)
    audited = access.desks(request, Right.READ_LOOKS)
    people = {one.pk: one.name for listed in audited for one, _roles in staff_of_desk(listed)}
    form = LooksForm(request.GET or None, people=people)
    asked = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    rows = looks_on(
        [one.pk for one in audited],
        actor=asked.get("who", ""),
        subject=subject_of(asked.get("reference", "")),
        only_secret=bool(asked.get("secret")),
        before=read_number(before),
        most=LINES + 1,
    )
    told = {key: one for key, one in request.GET.items() if one and key != "before"}
    address = f"{reverse('desk:looks')}?{urlencode({'desk': desk.key} | told)}"
    context = {
        "shell": build_shell(request, desk, place="looks"),
        "form": form,
        "rows": show_looks(rows[:LINES], request.reader),
        "pager": {
            "previous_url": address if before else "",
            "next_url": f"{address}&before={rows[LINES - 1].pk}" if len(rows) > LINES else "",
        },
    }
    return render(request, "desk/looks.html", context, status=form.status)


def subject_of(reference: str) -> str:
    """Return the file that a reference finds, hidden or not; empty when none is asked for."""
    digits = "".join(one for one in reference if one.isdecimal())
    if not digits:
        return ""
    with house():
        found = Reference.objects.filter(number=digits).first()
    return f"ticket:{found.ticket_id}" if found else NOBODY
