"""What is kept of one person: shown, handed out, erased."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.erasing import EraseForm
from permanence.faces.desk.presenting.erasing import (
    list_going,
    list_staying,
    refuse_erasing,
    show_open,
)
from permanence.faces.desk.presenting.retention import show_holds
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.contacts import find_contact
from permanence.faces.desk.views.files import answer_file
from permanence.ground.journal.actions import record
from permanence.overview.privacy.actions.erasing import erase_contact
from permanence.overview.privacy.queries.persons import tell_person, traces_of
from permanence.world.accounts.rules import Right


@require_http_methods(["GET", "POST"])
@staff_page(Right.ERASE)
def erasure(request: StaffRequest, number: int) -> HttpResponse:
    """Show what would go with a person and what stays, and erase it."""
    found, reader = find_contact(request, number), request.reader
    form = EraseForm(request.POST or None)
    back = reverse("desk:contact", args=[found.pk])
    if form.is_valid():
        with form.acting():
            erase_contact(found, reason=form.cleaned_data["reason"], by=reader.actor, at=reader.at)
            messages.success(request, _("Nothing is kept of this person any more."))
            return HttpResponseRedirect(back)
    traces = traces_of(found)
    context = {
        "shell": build_shell(request, access.desk(request, Right.ERASE), place="customers"),
        "name": found.name,
        "back_url": back,
        "export_url": reverse("desk:contact-export", args=[found.pk]),
        "goes": list_going(traces),
        "stays": list_staying(),
        "refused": refuse_erasing(traces),
        "open": show_open(traces.open, reader),
        "holds": show_holds(traces.holds, reader),
        "form": form,
    }
    return render(request, "desk/erasure.html", context, status=form.status)


@require_safe
@staff_page(Right.ERASE)
def export(request: StaffRequest, number: int) -> HttpResponse:
    """Hand out everything that is kept of a person; that it was done is recorded."""
    found, reader = find_contact(request, number), request.reader
    told = tell_person(found, at=reader.at)
    record("contact.exported", f"contact:{found.pk}", at=reader.at, actor=reader.actor)
    content = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    return answer_file(content, name=f"person-{found.pk}.json", kind="application/json")
