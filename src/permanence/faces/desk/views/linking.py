"""How a ticket stands to others: links, messages split off, duplicates resolved together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.linking import DuplicatesForm, LinkForm, SplitForm
from permanence.faces.desk.presenting.linking import show_duplicate, show_split
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.desk.views.ticket import address_of, go_on
from permanence.service.tickets.actions.duplicates import (
    Solving,
    TellsOfOthers,
    last_answer,
    resolve_duplicates,
)
from permanence.service.tickets.actions.linking import (
    Linking,
    TwoCustomers,
    link_tickets,
    unlink_tickets,
)
from permanence.service.tickets.actions.splitting import NotAMessage, plan_split, split_entry
from permanence.service.tickets.models import Entry, Link, Ticket
from permanence.service.tickets.queries import survivor_of
from permanence.service.tickets.queries.linking import duplicates_of, related_to
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_POST
@staff_page(Right.TRIAGE)
def link(request: StaffRequest, reference: str) -> HttpResponse:
    """Link this ticket with another."""
    found = access.ticket(request, reference, Right.TRIAGE)
    form = LinkForm(request.POST)
    other = find_other(request, form) if form.is_valid() else None
    if other is None:
        return go_on(request, found, "link", form)
    said = form.cleaned_data
    linking = Linking(found, other, said["reading"], said["reason"], said["across"])
    with form.acting():
        link_tickets(linking, by=request.reader.actor, at=request.reader.at)
    if isinstance(form.refusal, TwoCustomers):
        form.ask_across()
    told = {"reference": speak_reference(other.reference)}
    done = _("Linked with request %(reference)s.") % told
    return go_on(request, found, "link", form, done=done)


def find_other(request: StaffRequest, form: DeskForm, right: Right = Right.TRIAGE) -> Ticket | None:
    """Return the file that a form names, where it is worked on; None adds the fault."""
    try:
        return survivor_of(access.ticket(request, form.cleaned_data["reference"], right))
    except Http404:
        form.add_error("reference", _("No request has this reference."))
        return None


@require_POST
@staff_page(Right.TRIAGE)
def unlink(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Take a link of this ticket away, for a reason."""
    found = access.ticket(request, reference, Right.TRIAGE)
    known = {one.link.pk: one.link for one in related_to(found)}
    held = known.get(number) or Link.objects.filter(pk=number, ended_at__isnull=False).first()
    if held is None:
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        unlink_tickets(
            held,
            reason=request.POST.get("reason", "")[:2000],
            by=request.reader.actor,
            at=request.reader.at,
        )
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(address_of(found, drawer="links"))


@require_http_methods(["GET", "POST"])
@staff_page(Right.TRIAGE)
def split(request: StaffRequest, number: int) -> HttpResponse:
    """Show what a message would be as a request of its own, and make it one."""
    entry = access.entry(request, number)
    access.check(request, Right.TRIAGE, entry.ticket.desk_id)
    before = Link.objects.filter(entry=entry).select_related("ticket").first()
    if before is not None:
        told = {"reference": speak_reference(before.ticket.reference)}
        messages.info(request, _("This message is request %(reference)s already.") % told)
        return HttpResponseRedirect(address_of(before.ticket))
    sent = request.POST if request.method == "POST" else None
    form = SplitForm(sent, initial={"subject": subject_of(entry)})
    if form.is_bound and form.is_valid():
        with form.acting():
            made = split_entry(
                entry,
                subject=form.cleaned_data["subject"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            told = {"reference": speak_reference(made.reference)}
            messages.success(request, _("This is request %(reference)s now.") % told)
            return HttpResponseRedirect(address_of(made))
    return show_splitting(request, entry, form)


def subject_of(entry: Entry) -> str:
    """Return what a message would be called: by its first line, which says what it is about."""
    first = entry.text.strip().partition("\n")[0][:120]
    return first or entry.subject[:120]


def show_splitting(request: StaffRequest, entry: Entry, form: SplitForm) -> HttpResponse:
    """Return the page that says what a message would be; 404 for what no customer wrote."""
    try:
        opening = plan_split(entry, subject="")
    except NotAMessage:
        raise Http404 from None
    file = survivor_of(entry.ticket)
    context = {
        "shell": build_shell(request, entry.ticket.desk),
        "split": show_split(entry, opening, request.reader),
        "reference": speak_reference(file.reference),
        "subject": file.subject,
        "back_url": address_of(file),
        "form": form,
    }
    return render(request, "desk/split.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@staff_page(Right.ANSWER)
def duplicates(request: StaffRequest, reference: str) -> HttpResponse:
    """Show which duplicates of a solved ticket would be resolved, and resolve them."""
    found = access.ticket(request, reference, Right.ANSWER)
    others = [one for one in duplicates_of(found) if request.reader.may(Right.ANSWER, one.desk_id)]
    waiting = [one for one in others if not one.ended]
    form = duplicates_form(request, found, waiting)
    if form.is_bound and form.is_valid():
        solving = Solving(
            form.cleaned_data["tickets"], form.words, anyway=form.cleaned_data["anyway"]
        )
        with form.acting():
            done = resolve_duplicates(found, solving, by=request.reader.actor, at=request.reader.at)
        if not form.errors:
            say_resolved(request, len(done))
            return HttpResponseRedirect(address_of(found))
        if isinstance(form.refusal, TellsOfOthers):
            form.ask_anyway()
    context = {
        "shell": build_shell(request, found.desk),
        "reference": speak_reference(found.reference),
        "subject": found.subject,
        "back_url": reverse("desk:ticket", args=[found.reference]),
        "rows": [show_duplicate(found, one) for one in waiting],
        "over": [show_duplicate(found, one) for one in others if one.ended],
        "is_solved": found.ended,
        "form": form,
    }
    return render(request, "desk/duplicates.html", context, status=form.status)


def duplicates_form(request: StaffRequest, ticket: Ticket, waiting: list[Ticket]) -> DuplicatesForm:
    """Return the form with all duplicates chosen, and the last answer in its own language."""
    codes = dict.fromkeys(one.language for one in waiting)
    return DuplicatesForm(
        request.POST if request.method == "POST" else None,
        tickets=[
            (one.pk, f"{speak_reference(one.reference)} · {one.contact.name}") for one in waiting
        ],
        languages={code: language_name(code) for code in codes},
        initial={
            "tickets": [one.pk for one in waiting],
            f"text_{ticket.language}": last_answer(ticket),
        },
    )


def say_resolved(request: StaffRequest, many: int) -> None:
    """Say how many duplicates were resolved."""
    text = ngettext("%(count)s duplicate is resolved.", "%(count)s duplicates are resolved.", many)
    messages.success(request, text % {"count": many})
