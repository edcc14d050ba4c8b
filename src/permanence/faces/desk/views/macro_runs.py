"""Carrying out a macro on a ticket: chosen, looked at, then done as a whole."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.macros import RunForm
from permanence.faces.desk.presenting.macros import Outlook
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.service.tickets.actions.macros import carry_out
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right
from permanence.world.wording.models import Macro
from permanence.world.wording.queries import macros_of


@require_safe
@staff_page(Right.ANSWER)
def choose(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the macros of the desk for one ticket."""
    found = access.ticket(request, reference, Right.ANSWER)
    rows = [
        {
            "title": one.title,
            "url": reverse("desk:ticket-macro", args=[found.reference, one.pk]),
        }
        for one in macros_of(found.desk_id)
    ]
    context = {
        "shell": build_shell(request, found.desk),
        "rows": rows,
        "new_url": "",
        "back_url": reverse("desk:ticket", args=[found.reference]),
        "back_label": speak_reference(found.reference),
        "empty": {"icon": "list", "title": _("No macro here yet"), "text": ""},
    }
    return render(request, "desk/macros.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.ANSWER)
def run(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Show exactly what a macro will do, and do it once that was seen."""
    found = access.ticket(request, reference, Right.ANSWER)
    if request.method == "POST":
        lock_ticket(found, step="note")
        found.refresh_from_db()
    macro = Macro.objects.filter(pk=number, desk=found.desk_id).first()
    if macro is None:
        raise Http404
    outlook = Outlook(macro, found, policy_of(found), request.reader.specialist)
    if outlook.is_judged:
        access.check(request, Right.TRIAGE, found.desk_id)
    steps, first = outlook.steps, outlook.first_words() | {"seen": outlook.mark()}
    wanted = {
        "reply": bool(steps.answer),
        "note": bool(steps.note),
        "reason": outlook.needs_reason,
    }
    sent = (request.POST,) if request.method == "POST" else ()
    form = RunForm(*sent, wanted=wanted, initial=first)
    if sent and form.is_valid() and do(request, outlook, form):
        messages.success(request, _("“%(title)s” is carried out.") % {"title": macro.title})
        return HttpResponseRedirect(reverse("desk:ticket", args=[found.reference]))
    return show(request, found, outlook, form)


def do(request: StaffRequest, outlook: Outlook, form: RunForm) -> bool:
    """Carry a macro out as it was looked at; say whether that was done."""
    if form.cleaned_data["seen"] != outlook.mark():
        form.add_error(None, _("The ticket has changed meanwhile: look again at what will happen."))
        sent = cast(QueryDict, form.data).copy()
        sent["seen"] = outlook.mark()
        form.data = sent
        return False
    reader = request.reader
    with form.acting():
        carry_out(
            outlook.ticket,
            outlook.plan(form.cleaned_data),
            policy=outlook.policy,
            by=reader.actor,
            at=reader.at,
        )
    return form.refusal is None


def show(request: StaffRequest, ticket: Ticket, outlook: Outlook, form: RunForm) -> HttpResponse:
    """Return the page that says what will happen."""
    context = {
        "shell": build_shell(request, ticket.desk),
        "title": outlook.macro.title,
        "changes": outlook.list_changes(),
        "form": form,
        "subject": ticket.subject,
        "reference": speak_reference(ticket.reference),
        "back_url": reverse("desk:ticket", args=[ticket.reference]),
    }
    return render(request, "desk/macro_run.html", context, status=form.status)
