"""A ticket's page, and what a specialist does on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.drafting import doubts_of, drop_sent, keep_sent, read_sent
from permanence.faces.desk.forms import DeskForm, ReasonForm
from permanence.faces.desk.presenting.composer import note_form, reply_form, triage_form
from permanence.faces.desk.presenting.drawers import find_drawer, show_drawer
from permanence.faces.desk.presenting.page import (
    Forms,
    compose_page,
    head_of,
    lay_timeline,
    policy_of,
    promised,
)
from permanence.faces.desk.presenting.spent import time_of_answer
from permanence.faces.desk.presenting.standing import read_standing
from permanence.faces.desk.presenting.timeline import show_timeline
from permanence.faces.desk.unwritten import suggest_article
from permanence.service.tickets.actions import (
    Judgement,
    add_note,
    assign_ticket,
    close_ticket,
    reopen_by_hand,
    resolve_ticket,
    triage_ticket,
)
from permanence.service.tickets.actions.articles import articles_of
from permanence.service.tickets.actions.drafts import parts_of
from permanence.service.tickets.actions.guarding import NotLetIn
from permanence.service.tickets.actions.holding import Sending, hold_answer
from permanence.service.tickets.actions.pausing import FindingStands, resume_ticket
from permanence.service.tickets.actions.solving import NoCause
from permanence.service.tickets.actions.validating import NotChecked
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import survivor_of
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Specialist, Team
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
PREVIEWED = 6
THEN = {"resolve", "wait"}
# The drawer in which what is wanted first can be done.
WANTED_IN: dict[type, str] = {
    FindingStands: "scope",
    NoCause: "solution",
    NotChecked: "validation",
    NotLetIn: "secrecy",
}


@require_safe
@staff_page(Right.READ_TICKETS)
def ticket(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a ticket, or one part of it to htmx."""
    found = access.ticket(request, reference)
    part = request.GET.get("part", "")
    if part == "timeline":
        context = {**head_of(request, found), **lay_timeline(request, found)}
        return render(request, "desk/ticket.html#timeline", context)
    if part == "promises":
        whys = request.GET.getlist("why")
        context = {**head_of(request, found), **promised(request, found, explained=whys)}
        return render(request, "desk/ticket.html#promises", context)
    if part == "preview":
        items = show_timeline(found, request.reader, last=PREVIEWED)
        context = {
            **head_of(request, found),
            **promised(request, found),
            "timeline": items,
        }
        return render(request, "desk/ticket.html#preview", context)
    if part == "why":
        return explain(request, found)
    if part == "drawer":
        return open_drawer(request, found)
    if part:
        raise Http404
    survivor = survivor_of(found)
    if survivor.pk != found.pk:
        told = {"reference": speak_reference(found.reference)}
        messages.info(request, _("Request %(reference)s was merged into this one.") % told)
        return HttpResponseRedirect(address_of(survivor))
    return answer_page(request, found)


def explain(request: StaffRequest, found: Ticket) -> HttpResponse:
    """Show why one promise is due when it is."""
    number = request.GET.get("promise", "")
    shown = promised(request, found, explained=[number])["promises"]
    promise = next((one for one in shown if one["id"] == number), None)
    if promise is None:
        raise Http404
    return render(request, "desk/parts/promise.html#why", {"promise": promise})


def open_drawer(request: StaffRequest, found: Ticket) -> HttpResponse:
    """Show what is in one drawer of a ticket's page."""
    drawer = find_drawer(request.GET.get("drawer", ""), found, request.reader)
    if drawer is None:
        raise Http404
    shown = show_drawer(request, found, drawer, {})
    return render(request, "desk/parts/drawers.html#inside", {"drawer": shown})


@require_POST
@staff_page(Right.ANSWER)
def reply(request: StaffRequest, reference: str) -> HttpResponse:
    """Send an answer to the customer."""
    found = access.ticket(request, reference, Right.ANSWER)
    reader = request.reader
    form = reply_form(policy_of(found), reader, request)
    then, later, held = request.POST.get("then", ""), None, None
    if form.is_valid():
        later = form.cleaned_data["later"]
        spent = time_of_answer(request, found, form)
        sending = Sending(then if then in THEN else "", later, spent)  # type: ignore[arg-type]  # one of the two
        sent = read_sent(request, found, "reply", form)
        form.hold_back(doubts_of(found, sent, reader.actor.key))
        if not form.errors:
            with form.acting():
                held = hold_answer(
                    found,
                    sent.writing,
                    sending,
                    by=reader.specialist,
                    known=sent.known,
                    at=reader.at,
                )
        if form.errors:
            keep_sent(request, found, sent)
    if then == "resolve" and not form.errors:
        suggest_article(request, found, sent=request.POST.getlist("article"))
    if then == "resolve" and found.duplicates and not form.errors:
        messages.info(
            request, _("Once it is resolved, you can resolve its duplicates in the same words.")
        )
    if later and found.next_due_at and reader.at < found.next_due_at < later:
        messages.warning(request, _("A promise on this request is due before that."))
    # In its ten seconds, what can be taken back has to be in sight.
    return go_on(request, found, "reply", form, place=f"held-{held.pk}" if held else "")


@require_POST
@staff_page(Right.ANSWER)
def note(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep a note among colleagues."""
    found = access.ticket(request, reference, Right.ANSWER)
    form, entry = note_form(policy_of(found), request), None
    if form.is_valid():
        sent = read_sent(request, found, "note", form)
        with form.acting():
            entry = add_note(
                found,
                text=form.cleaned_data["body"],
                by=request.reader.actor,
                at=request.reader.at,
                parts=parts_of(sent.writing.files or (), form.cleaned_data["body"]),
                articles=articles_of(found, sent.writing.articles),
            )
            drop_sent(request, found, sent)
        if form.errors:
            keep_sent(request, found, sent)
    return go_on(request, found, "note", form, place=f"item-e{entry.pk}" if entry else "")


@require_POST
@staff_page(Right.TRIAGE)
def triage(request: StaffRequest, reference: str) -> HttpResponse:
    """Set level and severity, team and assignee."""
    found = access.ticket(request, reference, Right.TRIAGE)
    policy = policy_of(found)
    contracts = read_standing(found, at=request.reader.at).contracts
    form = triage_form(found, policy, request, contracts=contracts)
    if form.is_valid():
        judgement = Judgement(
            level=form.cleaned_data["level"],
            severity=form.cleaned_data["severity"],
            team=Team.objects.filter(pk=form.cleaned_data["team"]).first(),
            assignee=Specialist.objects.filter(pk=form.cleaned_data["assignee"]).first(),
            reason=form.cleaned_data.get("reason", ""),
            service=form.cleaned_data.get("service"),
            kind=form.cleaned_data["kind"] if "kind" in request.POST else None,
            suggestion=form.cleaned_data.get("suggestion"),
        )
        with form.acting():
            triage_ticket(
                found, judgement, policy=policy, by=request.reader.actor, at=request.reader.at
            )
            if is_suggested(judgement):
                return HttpResponseRedirect(address_of(found, drawer="assign"))
    return go_on(request, found, "triage", form)


def is_suggested(judgement: Judgement) -> bool:
    """Say whether somebody is suggested by the team that has got a ticket for nobody yet."""
    team = judgement.team
    return judgement.assignee is None and team is not None and team.mode == Team.Mode.SUGGEST


@require_POST
@staff_page(Right.ANSWER)
def reopen(request: StaffRequest, reference: str) -> HttpResponse:
    """Open an ended ticket again, with a reason."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = ReasonForm(request.POST, auto_id="reopen-%s")
    if form.is_valid():
        with form.acting():
            reopen_by_hand(
                found,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "reopen", form)


@require_POST
@staff_page(Right.ANSWER)
def act(request: StaffRequest, reference: str) -> HttpResponse:
    """Do the one thing that a button at the head of the page says."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = DeskForm(request.POST)
    chosen = request.POST.get("act", "")
    told: Shown = {"by": request.reader.actor, "at": request.reader.at}
    if chosen in {"reopen", "duplicates"}:
        return HttpResponseRedirect(address_to_ask(found, chosen))
    with form.acting():
        if chosen == "take":
            assign_ticket(found, team=found.team, assignee=access.specialist(request), **told)
        elif chosen == "resume":
            resume_ticket(found, **told)
        elif chosen == "resolve":
            resolve_ticket(found, **told)
            suggest_article(request, found)
        elif chosen == "close":
            close_ticket(found, **told)
        else:
            raise Http404
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    if drawer := WANTED_IN.get(type(form.refusal)):
        return HttpResponseRedirect(address_of(found, drawer=drawer))
    return go_on(request, found, "act", form)


def address_to_ask(ticket: Ticket, act: str) -> str:
    """Return where an act asks before it is done."""
    if act == "duplicates":
        return reverse("desk:ticket-duplicates", args=[ticket.reference])
    return f"{address_of(ticket)}?ask=reopen#reopen"


def go_on(
    request: StaffRequest,
    ticket: Ticket,
    name: str,
    form: DeskForm,
    *,
    done: str = "",
    drawer: str = "",
    place: str = "",
) -> HttpResponse:
    """Go back to the ticket when it was done; else show the page with what was wrong and kept.

    A drawer that is named stands open there, a `place` on the page is in sight.
    """
    if form.errors:
        fresh = access.ticket(request, ticket.reference)
        return answer_page(request, fresh, {name: form}, status=form.status)
    if done:
        messages.success(request, done)
    page = address_of(ticket, drawer=drawer)
    return HttpResponseRedirect(f"{page}#{place}" if place else page)


def answer_page(
    request: StaffRequest, ticket: Ticket, sent: Forms | None = None, *, status: int = 200
) -> HttpResponse:
    """Return the whole page of a ticket; `sent` are forms that came back wrong."""
    context = compose_page(request, ticket, sent or {})
    return render(request, "desk/ticket.html", context, status=status)


def address_of(ticket: Ticket, *, drawer: str = "") -> str:
    """Return the address of a ticket's page, with one of its drawers open."""
    page = reverse("desk:ticket", args=[ticket.reference])
    return f"{page}?open={drawer}#{drawer}" if drawer else page
