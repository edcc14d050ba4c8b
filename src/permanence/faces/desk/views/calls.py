"""A call or a fax: who it is, what they say, what was answered at once (SPEC A1, B2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.calls import CallerForm, TakenCallForm
from permanence.faces.desk.presenting.beginnings import begin_with
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.tickets import show_rows
from permanence.faces.desk.presenting.trace_beginning import begin_with_trace
from permanence.faces.desk.views.pauses import moment_of_call
from permanence.faces.desk.views.ticket import address_of
from permanence.faces.desk.views.trace_adding import keep_trace
from permanence.faces.desk.views.traces import find_passage
from permanence.faces.ui.numbers import read_number
from permanence.overview.customers.queries import find_people, requests_of
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.intake.actions.calls import Call, take_call
from permanence.service.tickets.actions.answering import note_call
from permanence.service.tickets.actions.tracing import AddedAlready
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import find_references, speak_reference
from permanence.service.trace.models import Passage
from permanence.world.accounts.models import Contact, Desk
from permanence.world.accounts.rules import Right
from permanence.world.wording.models import RequestTemplate
from permanence.world.wording.queries import templates_for

Shown = dict[str, Any]
MOST_PEOPLE = 8


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ANSWER)
def call_new(request: StaffRequest) -> HttpResponse:
    """Find who calls, then write down what is said; the clock runs from the page's first sight."""
    desk = access.desk(request, Right.ANSWER)
    _version, policy = policy_in_force(desk.key, at=request.reader.at)
    contact, ticket = find_chosen(request)
    offered = [] if ticket else templates_for(desk.pk, specialist=request.reader.specialist.pk)
    chosen = find_template(request, offered)
    form = call_form(request, policy, contact=contact, ticket=ticket, template=chosen)
    asked = None if contact or is_beginning(request) else request.POST or None
    known = typed_so_far(request) or guess_caller(request)
    caller = CallerForm(asked, initial=known, auto_id="caller-%s")
    if request.method == "POST" and not is_beginning(request):
        is_whole = all([form.is_valid(), contact is not None or caller.is_valid()])
        if is_whole and (taken := keep_call(request, desk, form, caller, contact, ticket)):
            return HttpResponseRedirect(address_of(taken))
    context = {
        "shell": build_shell(request, desk, place="calls"),
        "query": request.GET.get("who", ""),
        "began": began(request).isoformat(),
        "desk_key": desk.key,
        "trace": request.GET.get("trace", ""),
        "found": show_found(request, desk),
        "is_chosen": contact is not None or "new" in request.GET,
        "contact": show_caller(contact) if contact else None,
        "requests": show_rows(requests_of(contact, desks=[desk.pk])[0], request.reader)
        if contact
        else [],
        "ticket": {"reference": speak_reference(ticket.reference), "subject": ticket.subject}
        if ticket
        else None,
        "new_url": address(request, new="1"),
        "again_url": address(request, who=""),
        "open_url": address(request, contact=contact.pk if contact else ""),
        "caller": caller,
        "templates": [
            {"number": one.pk, "title": one.title, "is_chosen": one == chosen} for one in offered
        ],
        "form": form,
    }
    status = 200 if not form.errors and not caller.errors else max(form.status, caller.status)
    return render(request, "desk/call.html", context, status=status)


def keep_call(
    request: StaffRequest,
    desk: Desk,
    form: TakenCallForm,
    caller: CallerForm,
    contact: Contact | None,
    ticket: Ticket | None,
) -> Ticket | None:
    """Bring the call in and say its reference; None when a rule refused, which the form says."""
    told, reader = form.cleaned_data, request.reader
    newcomer = {} if contact else caller.cleaned_data
    call = Call(
        key=told["key"],
        desk=desk.pk,
        channel=told["channel"],
        began_at=moment_of_call(told["began_at"] or began(request), at=reader.at),
        text=told["text"],
        language=told["language"],
        subject=told.get("subject", ""),
        contact=contact,
        kind=told.get("kind", ""),
        facts=form.facts,
        waived=form.waived,
        template=form.begun_with.title if form.begun_with else "",
        check=told["check"],
        escalates=form.ground,
        **newcomer,
    )
    taken = None
    with form.acting():
        taken = take_call(call, ticket=ticket, by=reader.actor, at=reader.at)
        if passage := find_trace(request):
            with suppress(AddedAlready):  # the same form, sent twice
                keep_trace(request, taken, passage)
        if told["answer"].strip():
            note_call(
                taken, text=told["answer"], called_at=reader.at, by=reader.actor, at=reader.at
            )
    if form.errors or taken is None:
        return None
    spoken = {"reference": speak_reference(taken.reference)}
    messages.success(request, _("Kept. Read the reference out: %(reference)s.") % spoken)
    return taken


def call_form(
    request: StaffRequest,
    policy: Policy,
    *,
    contact: Contact | None,
    ticket: Ticket | None,
    template: RequestTemplate | None,
) -> TakenCallForm:
    """Return the form of the call: sent, new, or begun with a template that was just chosen."""
    sent = None if is_beginning(request) else request.POST or None
    language = contact.language if contact else policy.default_language
    first = begin_with(template, typed_so_far(request), language, policy) if template else {}
    if (passage := find_trace(request)) and ticket is None and template is None:
        first = begin_with_trace(passage, request.reader, language=language)
    return TakenCallForm(
        sent,
        initial={"key": uuid4()} | first,
        template=template,
        policy=policy,
        zone=request.reader.zone,
        at=began(request),
        contact=contact,
        ticket=ticket,
    )


def find_trace(request: StaffRequest) -> Passage | None:
    """Return the message with which the request begins; None for none."""
    number = read_number(request.GET.get("trace", ""))
    return find_passage(request, number) if number is not None else None


def is_beginning(request: StaffRequest) -> bool:
    """Say whether a template was chosen, and nothing is sent yet."""
    return request.method == "POST" and "use" in request.POST


def typed_so_far(request: StaffRequest) -> dict[str, str]:
    """Return what stands in the page on which a template was chosen."""
    return request.POST.dict() if is_beginning(request) else {}


def find_template(
    request: StaffRequest, offered: Sequence[RequestTemplate]
) -> RequestTemplate | None:
    """Return the template that was chosen, of those that are offered."""
    number = request.POST.get("use") or request.POST.get("template", "")
    return next((one for one in offered if str(one.pk) == number), None)


def began(request: StaffRequest) -> datetime:
    """Return since when the page is open: it travels along while the caller is looked for."""
    try:
        told = datetime.fromisoformat(request.GET.get("began", ""))
    except ValueError:
        return request.reader.at
    return told if told.tzinfo and told <= request.reader.at else request.reader.at


def find_chosen(request: StaffRequest) -> tuple[Contact | None, Ticket | None]:
    """Return the person and the request that the address names; the request's own person else."""
    ticket = None
    if reference := request.GET.get("ticket", ""):
        ticket = access.ticket(request, reference, Right.ANSWER)
    number = read_number(request.GET.get("contact", ""))
    if number is None:
        return (ticket.contact if ticket else None), ticket
    contact = Contact.objects.select_related("organisation").filter(pk=number).first()
    if contact is None:
        raise Http404
    access.note_read(request, f"contact:{contact.pk}")
    return contact, ticket


def show_found(request: StaffRequest, desk: Desk) -> list[Shown]:
    """Return who is called so, has that number or address, or wrote that request."""
    query = request.GET.get("who", "").replace("\x00", " ").strip()
    contacts = find_people(query, most=MOST_PEOPLE).contacts if query else []
    found = [show_caller(one) | {"url": address(request, contact=one.pk)} for one in contacts]
    for number in find_references(query)[:1]:
        try:
            ticket = access.ticket(request, number, Right.ANSWER)
        except Http404:
            continue
        url = address(request, ticket=ticket.reference)
        found.insert(0, show_caller(ticket.contact) | {"url": url, "subject": ticket.subject})
    return found


def show_caller(contact: Contact) -> Shown:
    """Return a person as the page shows who calls."""
    return {
        "name": contact.name,
        "organisation": contact.organisation.name if contact.organisation else "",
        "email": contact.email,
        "phone": contact.phone,
        "subject": "",
    }


def guess_caller(request: StaffRequest) -> dict[str, str]:
    """Return what was looked for as the name, the address or the number of somebody new."""
    query = request.GET.get("who", "").strip()
    if "@" in query:
        return {"email": query}
    return {"phone" if any(letter.isdecimal() for letter in query) else "name": query}


def address(request: StaffRequest, **chosen: Any) -> str:
    """Return this page with somebody chosen, and since when it is open."""
    kept = {key: request.GET.get(key, "") for key in ("desk", "who", "trace")}
    told = kept | {"began": began(request).isoformat()} | chosen
    return f"{reverse('desk:calls')}?{urlencode({key: one for key, one in told.items() if one})}"
