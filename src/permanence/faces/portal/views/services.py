"""How a customer's own services stand: signed in by a link, in one's own language and zone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.own_state import OwnState, read_own_state
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.views.subscriptions import ChoiceForm
from permanence.ground.lib.db import house
from permanence.service.status.actions.own import (
    leave_contact_alone,
    own_subscription,
    tell_contact,
)
from permanence.service.status.models import Subscriber
from permanence.world.accounts.models import Contact


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_services(request: HttpRequest, desk: str) -> HttpResponse:
    """Show a contact how what their organisation is given stands; what is sent says who is told."""
    with enter_desk(request, desk) as guest:
        contact = guest.contact
        if contact is None:
            return redirect("portal:ask-link", desk)
        state = read_own_state(guest)
    with house():
        told = own_subscription(contact, guest.desk)
    form = make_form(request, state, told, language=guest.language)
    if request.method == "POST" and request.POST.get("act") == "leave":
        return leave(request, guest, contact)
    if form.is_valid():
        return keep(request, guest, contact, form)
    context = furnish_page(
        request,
        guest,
        place="services",
        form=form,
        is_told=told is not None,
        email=contact.email,
        public_url=state.public_url,
        **state.context,
    )
    return render(request, "portal/services.html", context, status=422 if form.errors else 200)


def make_form(
    request: HttpRequest, state: OwnState, told: Subscriber | None, *, language: str
) -> ChoiceForm:
    """Return the form in which a contact says of what they are told, as it stands now."""
    return ChoiceForm(
        request.POST or None,
        components=state.choices,
        initial={
            "language": told.language if told else language,
            "components": [str(one) for one in told.components] if told else [],
        },
    )


def keep(request: HttpRequest, guest: Guest, contact: Contact, form: ChoiceForm) -> HttpResponse:
    """Tell a contact of what they chose, from now on."""
    language = form.cleaned_data["language"]
    with house():
        own = Contact.objects.select_for_update(no_key=True).filter(pk=contact.pk).staying().first()
        if own is None:
            raise Http404
        tell_contact(own, guest.desk, language=language, components=form.chosen, at=guest.at)
    messages.success(request, _("You are told of changes by mail."))
    return redirect(f"{reverse('portal:services', args=[guest.desk.key])}#told-heading")


def leave(request: HttpRequest, guest: Guest, contact: Contact) -> HttpResponse:
    """Tell a contact of nothing any more."""
    with house():
        leave_contact_alone(contact, guest.desk)
    messages.success(request, _("You are told of changes no more."))
    return redirect(f"{reverse('portal:services', args=[guest.desk.key])}#told-heading")
