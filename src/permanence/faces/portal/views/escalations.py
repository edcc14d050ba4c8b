"""Escalating a request of one's own: at any time, from the page or from a mail's link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.portal.access import Guest, enter_desk, find_request, read_identity
from permanence.faces.portal.escalating import (
    EscalationForm,
    may_escalate,
    tell_escalation,
    tell_manager,
)
from permanence.faces.portal.sending import admit_form_of, once, refusal_of
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.terms import read_own_contracts
from permanence.faces.portal.throttle import sends_too_much
from permanence.faces.portal.views.links import enter_by_link
from permanence.faces.portal.views.requests import say_crowded
from permanence.ground.lib.clock import now
from permanence.service.intake.actions.forms import send_form
from permanence.service.tickets.models import Ticket


@never_cache
@require_safe
def follow_escalate_link(request: HttpRequest, desk: str, token: str) -> HttpResponse:
    """Let the person a mail's link was signed for in, and go on to the form that escalates."""
    return enter_by_link(request, desk, token, page="portal:request-escalate")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def escalate(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Show the form by which a request is escalated, or take what was sent."""
    is_sent = request.method == "POST"
    crowded = is_sent and sends_too_much(request, read_identity(request).contact, at=now())
    with once(), enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        ticket = find_request(guest, reference)
        form = EscalationForm(request.POST if is_sent else None)
        if crowded:
            form.add_error(None, say_crowded())
        if not may_escalate(guest, ticket) or not form.is_valid():
            return show_form(request, guest, ticket, form, status=422 if is_sent else 200)
        send_form(
            form.answers(guest, ticket),
            contact=ticket.contact_id,
            organisation=ticket.organisation_id,
            at=guest.at,
        )
    key = form.cleaned_data["key"]
    taken = admit_form_of(key, contact=ticket.contact_id, at=guest.at)
    if refusal := refusal_of(key, contact=ticket.contact_id):
        messages.error(request, refusal)
    else:
        messages.success(request, gettext("You have escalated; the manager is being called."))
    return redirect("portal:request", desk, taken.reference if taken else reference)


def show_form(
    request: HttpRequest, guest: Guest, ticket: Ticket, form: EscalationForm, *, status: int
) -> HttpResponse:
    """Return the page that escalates a request."""
    manager, number = tell_manager(guest, read_own_contracts(guest))
    context = furnish_page(
        request,
        guest,
        place="requests",
        form=form if may_escalate(guest, ticket) else None,
        subject=ticket.subject,
        reference=ticket.reference,
        manager=manager,
        number=number,
        told=tell_escalation(guest, ticket),
        back_url=reverse("portal:request", args=[guest.desk.key, ticket.reference]),
        new_url=reverse("portal:new", args=[guest.desk.key]),
    )
    return render(request, "portal/escalate.html", context, status=status)
