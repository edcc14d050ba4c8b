"""Incident summaries for a customer: which may be asked for, and which they got."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.portal.access import Guest, enter_desk, read_identity
from permanence.faces.portal.promising import say_in_zone
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.throttle import sends_too_much
from permanence.faces.portal.views.requests import say_crowded
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.promises.terms.rules import say
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.papers import name_copy, write_copy
from permanence.service.reviews.actions.requesting import ask_from_portal
from permanence.service.reviews.models import SummaryCopy, SummaryRequest
from permanence.service.reviews.queries.copies import copies_for
from permanence.service.reviews.queries.reach import disturbances_for, incidents_reaching
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact


@never_cache
@require_safe
def show_summaries(request: HttpRequest, desk: str) -> HttpResponse:
    """Show a contact the incidents that touched their organisation, and what they got of each."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        contact = guest.contact
        own = own_tickets(guest)
        copies = [show_copy(one, guest) for one in copies_for(contact) if one.ticket_id in own]
    with house():
        found = reaching(contact, guest)
        names = disturbances_for(found, contact.organisation_id or 0)
        incidents = [
            show_incident(one, contact, guest) | {"what": say_names(names.get(one.pk, ()), guest)}
            for one in found
        ]
    context = furnish_page(
        request,
        guest,
        place="notices",
        copies=copies,
        incidents=incidents,
        back_url=reverse("portal:notices", args=[desk]),
    )
    return render(request, "portal/summaries.html", context)


@never_cache
@require_POST
def ask_summary(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Take a contact's request for the summary of an incident that touched their organisation."""
    crowded = sends_too_much(request, read_identity(request).contact, at=now())
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        contact = guest.contact
    with house():
        found = next((one for one in reaching(contact, guest) if one.pk == number), None)
        if found is None:
            raise Http404
        told = say_crowded() if crowded else ask_quietly(found, contact)
    if told:
        messages.error(request, told)
    else:
        messages.success(request, gettext("You get it by mail, as soon as it is approved."))
    return redirect("portal:summaries", desk)


def ask_quietly(incident: Incident, contact: Contact) -> str:
    """Ask for a summary; return why it cannot be asked for, empty when it was."""
    try:
        with transaction.atomic():
            ask_from_portal(incident, contact, at=now())
    except Refusal as refusal:
        return str(refusal)
    return ""


@never_cache
@require_safe
def summary_paper(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Send a copy that the contact's organisation got, as PDF, word for word."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            raise Http404
        found = next((one for one in copies_for(guest.contact) if one.pk == number), None)
        if found is None or found.ticket_id not in own_tickets(guest):
            raise Http404
        content = write_copy(found, guest.policy)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name_copy(found)) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def own_tickets(guest: Guest) -> set[int]:
    """Return the files on this desk that the reader's role sees."""
    return set(Ticket.objects.filter(desk=guest.desk).values_list("pk", flat=True))


def reaching(contact: Contact, guest: Guest) -> list[Incident]:
    """Return the incidents of this desk that touched a contact's organisation."""
    if contact.organisation_id is None:
        return []
    found = incidents_reaching(contact.organisation_id)
    return [one for one in found if one.desk_id == guest.desk.pk and one.declared_at]


def show_incident(incident: Incident, contact: Contact, guest: Guest) -> dict[str, Any]:
    """Return an incident as its customer sees it: when it was, and how their request stands."""
    waits = SummaryRequest.objects.waiting().filter(incident=incident, contact=contact).exists()
    return {
        "name": incident.name,
        "at": say_in_zone(incident.occurred_at, at=guest.at, zone=guest.zone),
        "at_iso": incident.occurred_at.isoformat(),
        "is_over": incident.resolved_at is not None,
        "waits": waits,
        "ask_url": ""
        if waits
        else reverse("portal:summary-ask", args=[guest.desk.key, incident.pk]),
    }


def say_names(names: Iterable[Mapping[str, str]], guest: Guest) -> str:
    """Return names of components in the reader's language, or else in the desk's."""
    language = get_language() or "en"
    return ", ".join(say(one, language, guest.desk.default_language) for one in names)


def show_copy(copy: SummaryCopy, guest: Guest) -> dict[str, Any]:
    """Return one line of the register, as its customer sees it."""
    return {
        "name": f"I-{copy.incident_number}",
        "title": copy.content["title"],
        "version": copy.number,
        "language": copy.language,
        "to": copy.sent_to,
        "at": say_in_zone(copy.sent_at, at=guest.at, zone=guest.zone),
        "at_iso": copy.sent_at.isoformat(),
        "pdf_url": reverse("portal:summary-paper", args=[guest.desk.key, copy.pk]),
    }
