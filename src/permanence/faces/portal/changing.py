"""How a customer's person changes something of their organisation: a form, stored, carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from permanence.faces.portal.access import Guest, enter_desk, read_identity
from permanence.faces.portal.forms import KeyedForm
from permanence.faces.portal.sending import once, settle_matter
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.throttle import sends_too_much
from permanence.faces.portal.views.requests import say_crowded
from permanence.ground.lib.clock import now
from permanence.service.intake.actions.forms import send_matter

SENT = {"POST"}


@dataclass(frozen=True)
class Changing:
    """One form: what it is about, where it leads back, and what it says once it is filled in."""

    matter: str
    form: KeyedForm
    title: str
    back: str
    tell: Callable[[], Mapping[str, Any]]
    text: str = ""
    submit: str = ""
    remove: str = ""


def change(request: HttpRequest, desk: str, begin: Callable[[Guest], Changing]) -> HttpResponse:
    """Show a form, or store what was sent and carry it out; what is refused comes back."""
    is_sent = request.method in SENT
    crowded = is_sent and sends_too_much(request, read_identity(request).contact, at=now())
    with once(), enter_desk(request, desk) as guest:
        contact = guest.contact
        if contact is None:
            return redirect("portal:ask-link", desk)
        changing = begin(guest)
        if crowded:
            changing.form.add_error(None, say_crowded())
        if not changing.form.is_valid():
            return show_form(request, guest, changing, status=422 if is_sent else 200)
        key = changing.form.cleaned_data["key"]
        send_matter(
            changing.matter, changing.tell(), key=key, desk=guest.desk.pk, by=contact, at=guest.at
        )
    if refusal := settle_matter(key, contact=contact.pk, at=guest.at):
        changing.form.add_error(None, refusal)
        changing.form.renew()
        with enter_desk(request, desk) as guest:
            return show_form(request, guest, changing, status=409)
    messages.success(request, gettext("Kept."))
    return redirect(changing.back)


def show_form(
    request: HttpRequest, guest: Guest, changing: Changing, *, status: int
) -> HttpResponse:
    """Return the page with the form as it stands."""
    context = furnish_page(
        request,
        guest,
        place="organisation",
        form=changing.form,
        title=changing.title,
        text=changing.text,
        submit=changing.submit,
        remove=changing.remove,
        back_url=changing.back,
    )
    return render(request, "portal/change.html", context, status=status)
