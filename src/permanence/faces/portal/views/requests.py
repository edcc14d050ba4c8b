"""My requests, and a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.portal.access import (
    SENT,
    Guest,
    enter_desk,
    read_identity,
)
from permanence.faces.portal.forms import RequestForm
from permanence.faces.portal.listing import DONE_SHOWN, list_requests_of
from permanence.faces.portal.perhaps import (
    address_of_perhaps,
    find_read,
    offer_before_sending,
    show_read,
)
from permanence.faces.portal.promising import foresee, promises_ahead_of, say_in_zone
from permanence.faces.portal.sending import admit_form_of, once
from permanence.faces.portal.shell import changed_query, furnish_page
from permanence.faces.portal.throttle import sends_too_much
from permanence.faces.portal.touching import show_disruptions
from permanence.faces.ui.addresses import address_of
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.clock import now
from permanence.ground.lib.dates import say_date
from permanence.service.intake.actions.forms import send_form
from permanence.service.intake.queries import unnamed_openers
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries import grounds_of_customer
from permanence.service.tickets.rules.facts import missing_facts
from permanence.service.tickets.rules.opening import SUBJECT_LIMIT
from permanence.service.tickets.rules.promising import worst_response
from permanence.world.accounts.rules import CustomerRight


@never_cache
@require_safe
def list_requests(request: HttpRequest, desk: str) -> HttpResponse:
    """Show a contact's own requests, each with what happens next."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        reads_all = guest.contact.may(CustomerRight.READ_ALL_REQUESTS)
        shows_all = reads_all and request.GET.get("whose") == "all"
        before = read_number(request.GET.get("before", ""))
        open_, done = list_requests_of(
            guest.contact, guest.desk.pk, is_all=shows_all, before=before
        )
        standing = promises_ahead_of(open_)
        context = furnish_page(
            request,
            guest,
            place="requests",
            who=str(guest.contact.name)
            + (f", {guest.contact.organisation.name}" if guest.contact.organisation else ""),
            open=[describe_request(guest, ticket, standing) for ticket in open_],
            done=[describe_request(guest, ticket, standing) for ticket in done[:DONE_SHOWN]],
            switch=offer_switch(request, shows_all=shows_all) if reads_all else [],
            pager=turn_pages(request, done, before=before),
            leave_url=reverse("portal:leave", args=[desk]),
        )
        return render(request, "portal/requests.html", context)


def offer_switch(request: HttpRequest, *, shows_all: bool) -> list[dict[str, Any]]:
    """Return the way between one's own requests and those of the whole organisation."""
    return [
        {"label": gettext("Mine"), "url": request.path, "current": not shows_all},
        {
            "label": gettext("All of the organisation"),
            "url": f"{request.path}?whose=all",
            "current": shows_all,
        },
    ]


def describe_request(
    guest: Guest, ticket: Ticket, standing: Mapping[int, Sequence[Commitment]]
) -> dict[str, Any]:
    """Return one request as a card."""
    outlook = foresee(ticket, standing.get(ticket.pk, ()), at=guest.at, zone=guest.zone)
    deadline = outlook.deadline
    return {
        "url": f"{address_of('portal:requests', guest.desk.key)}/{ticket.reference}",
        "reference": ticket.reference,
        "subject": ticket.subject,
        "sentence": outlook.sentence,
        "tone": outlook.tone,
        "deadline": {"state": deadline.state, "share": deadline.share} if deadline else None,
        "opened": say_date(ticket.opened_at.astimezone(guest.zone).date(), "j M Y"),
        "opened_iso": ticket.opened_at.isoformat(),
        "whose": ticket.contact.name
        if guest.contact and ticket.contact_id != guest.contact.pk
        else "",
    }


def turn_pages(
    request: HttpRequest, done: Sequence[Ticket], *, before: int | None
) -> dict[str, str]:
    """Return the way to older requests and back to the first page."""
    has_more = len(done) > DONE_SHOWN
    first = f"{request.path}?whose=all" if request.GET.get("whose") == "all" else request.path
    older = f"?{changed_query(request, before=str(done[DONE_SHOWN - 1].pk))}" if has_more else ""
    return {"previous_url": first if before else "", "next_url": older, "summary": ""}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_help(request: HttpRequest, desk: str) -> HttpResponse:
    """Show the form for a new request, or store what was sent and admit it."""
    if request.method != "POST":
        with enter_desk(request, desk) as guest:
            return show_form(
                request, guest, RequestForm(guest=guest, initial=begin(request, guest))
            )
    crowded = sends_too_much(request, read_identity(request).contact, at=now())
    with once(), enter_desk(request, desk) as guest:
        form = RequestForm(request.POST, request.FILES, guest=guest)
        if crowded:
            form.add_error(None, say_crowded())
        if is_unnamed(guest):
            form.add_error(None, say_unnamed())
        if not form.is_valid():
            return show_form(request, guest, form)
        if perhaps := offer_before_sending(guest, form.cleaned_data):
            return show_form(request, guest, form, perhaps=perhaps)
        contact = guest.contact
        send_form(
            form.answers(),
            contact=contact.pk if contact else None,
            organisation=contact.organisation_id if contact else None,
            at=guest.at,
        )
    ticket = admit_form_of(
        form.cleaned_data["key"], contact=contact.pk if contact else None, at=guest.at
    )
    keep_sent(request, guest, ticket, email=contact.email if contact else form.answers().email)
    return redirect("portal:sent", desk)


def is_unnamed(guest: Guest) -> bool:
    """Say whether the contract lets only others open requests."""
    contact = guest.contact
    if contact is None or contact.organisation_id is None:
        return False
    opener = (guest.desk.pk, contact.organisation_id, contact.email)
    return bool(unnamed_openers({opener}, at=guest.at))


def say_unnamed() -> str:
    """Return what somebody is told whom the contract does not name."""
    return gettext(
        "Your organisation's contract lets only its named contacts open requests. Please ask one"
        " of them, or call us."
    )


def say_crowded() -> str:
    """Return what somebody is told who has sent very much."""
    return gettext(
        "A great many requests have come from here. Please wait a quarter of an hour, or call us."
    )


def begin(request: HttpRequest, guest: Guest) -> dict[str, Any]:
    """Return what a form knows that somebody comes to from an article, or from a search."""
    subject = request.GET.get("subject", "")[:SUBJECT_LIMIT]
    read = [one.reference for one in find_read(guest, request.GET.getlist("read"))]
    return {"read": read, "subject": subject}


def show_form(
    request: HttpRequest, guest: Guest, form: RequestForm, *, perhaps: Sequence[Any] = ()
) -> HttpResponse:
    """Return the page with the form as it stands; `perhaps` is looked at before it is sent."""
    context = furnish_page(
        request,
        guest,
        place="new",
        form=form,
        groups=form.groups(),
        promise=say_worst_response(guest, start=guest.at),
        known=show_disruptions(guest),
        self_help=[],
        perhaps=perhaps,
        perhaps_url=address_of_perhaps(guest),
        read=show_read(guest, form["read"].value()),
        solved_url=reverse("portal:help", args=[guest.desk.key]),
    )
    status = 422 if form.is_bound and not perhaps else 200
    return render(request, "portal/request_new.html", context, status=status)


def say_worst_response(guest: Guest, *, start: datetime) -> str:
    """Return by when a person answers at the latest, whatever triage finds; "" if unpublished."""
    organisation = guest.contact.organisation_id if guest.contact else None
    grounds = grounds_of_customer(
        guest.policy, desk=guest.desk.pk, organisation=organisation, at=start
    )
    worst = worst_response(grounds, start=start)
    if worst is None or worst.due_at is None or not worst.offer.clause.published:
        return ""
    return gettext("A person answers you by %(when)s at the latest.") % {
        "when": say_in_zone(worst.due_at, at=guest.at, zone=guest.zone)
    }


def keep_sent(request: HttpRequest, guest: Guest, ticket: Ticket | None, *, email: str) -> None:
    """Keep in the session what the page after the form says."""
    missing = missing_facts(guest.policy.facts, ticket.facts, ticket.waived) if ticket else []
    request.session[SENT] = {
        "desk": guest.desk.key,
        "reference": ticket.reference if ticket else "",
        "opened": (ticket.opened_at if ticket else guest.at).isoformat(),
        "missing": [fact.key for fact in missing],
        "email": email,
    }


@never_cache
@require_safe
def show_sent(request: HttpRequest, desk: str) -> HttpResponse:
    """Say that a request has arrived, to the browser that sent it and to no other."""
    sent = request.session.get(SENT)
    with enter_desk(request, desk) as guest:
        if not sent or sent["desk"] != desk:
            return redirect("portal:new", desk)
        follow = guest.contact is not None and bool(sent["reference"])
        context = furnish_page(
            request,
            guest,
            reference=sent["reference"],
            promise=say_worst_response(guest, start=datetime.fromisoformat(sent["opened"])),
            email=sent["email"],
            missing=[
                {"label": guest.say(fact.label)}
                for fact in guest.policy.facts
                if fact.key in sent["missing"]
            ],
            request_url=reverse("portal:request", args=[desk, sent["reference"]]) if follow else "",
        )
        return render(request, "portal/request_sent.html", context)
