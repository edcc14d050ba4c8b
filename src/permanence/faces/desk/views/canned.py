"""Putting a canned answer, what solved another request, or the questions left into a reply."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.drafting import read_sent
from permanence.faces.desk.presenting.canned import add_text, ask_for_missing, list_answers
from permanence.faces.desk.presenting.composer import reply_form
from permanence.faces.desk.presenting.page import compose_page, policy_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.solved_before import SOLVED, put_solution
from permanence.service.tickets.actions.drafts import keep_draft
from permanence.service.tickets.actions.filling import Occasion
from permanence.service.tickets.models import Draft, Ticket
from permanence.world.accounts.rules import Right
from permanence.world.wording.queries import answer_keyed, answers_for

MISSING = "?"


@require_safe
@staff_page(Right.ANSWER)
def canned(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the canned answers that the writer may use, filled for this ticket."""
    found = access.ticket(request, reference, Right.ANSWER)
    context = {
        "items": offered(request, found),
        "put_url": reverse("desk:ticket-put", args=[found.reference]),
    }
    return render(request, "desk/canned.html#items", context)


@require_POST
@staff_page(Right.ANSWER)
def put(request: StaffRequest, reference: str) -> HttpResponse:
    """Put a text behind what was typed, and show the ticket with it; send nothing.

    Without a choice, show what can be chosen.
    """
    found = access.ticket(request, reference, Right.ANSWER)
    chosen, body = request.POST.get("put", ""), request.POST.get("body", "")
    if not chosen:
        return show_choice(request, found, body)
    notice, text, files = text_chosen(request, found, chosen)
    body = add_text(body, text)
    form = reply_form(policy_of(found), request.reader, body=body)
    if files:
        notice = " ".join(filter(None, (notice, keep_with_files(request, found, body))))
        found = access.ticket(request, reference, Right.ANSWER)
    context = compose_page(request, found, {"reply": form})
    if context["reply"]:
        context["reply"]["notice"] = notice
    return render(request, "desk/ticket.html", context)


def text_chosen(request: StaffRequest, ticket: Ticket, chosen: str) -> tuple[str, str, bool]:
    """Return what the writer has to know of a text, the text, and whether files go with it."""
    if chosen.startswith(SOLVED):
        return *put_solution(ticket, chosen), False
    policy, specialist = policy_of(ticket), request.reader.specialist
    if chosen == MISSING:
        return "", ask_for_missing(ticket, policy), False
    answer = answer_keyed(ticket.desk_id, chosen, specialist=specialist.pk)
    if answer is None:
        return _("There is no canned answer of that name."), "", False
    item = list_answers([answer], Occasion(ticket, policy, specialist))[0]
    return item["notice"], item["text"], bool(item["files"])


def keep_with_files(request: StaffRequest, ticket: Ticket, body: str) -> str:
    """Keep the draft with the files of the answer that is put in; return why not, if not."""
    form = reply_form(policy_of(ticket), request.reader, request)
    if not form.is_valid():
        return " ".join(str(error) for errors in form.errors.values() for error in errors)
    sent = read_sent(request, ticket, Draft.Kind.REPLY, form)
    with form.acting():
        keep_draft(
            ticket,
            replace(sent.writing, text=body),
            by=request.reader.specialist,
            known=sent.known,
            at=request.reader.at,
        )
    return str(form.refusal or "")


def show_choice(request: StaffRequest, ticket: Ticket, body: str) -> HttpResponse:
    """Return the page on which a canned answer is chosen without script."""
    context = {
        "shell": build_shell(request, ticket.desk),
        "items": offered(request, ticket),
        "put_url": reverse("desk:ticket-put", args=[ticket.reference]),
        "back_url": reverse("desk:ticket", args=[ticket.reference]),
        "reference": ticket.reference,
        "body": body,
        "draft": {
            "version": request.POST.get("draft", ""),
            "seen": request.POST.get("seen", ""),
            "kept": request.POST.getlist("kept"),
            "articles": request.POST.getlist("article"),
        },
    }
    return render(request, "desk/canned.html", context)


def offered(request: StaffRequest, ticket: Ticket) -> list[dict[str, object]]:
    """Return the canned answers that the writer may use on a ticket."""
    answers = answers_for(ticket.desk_id, specialist=request.reader.specialist.pk)
    return list_answers(answers, Occasion(ticket, policy_of(ticket), request.reader.specialist))
