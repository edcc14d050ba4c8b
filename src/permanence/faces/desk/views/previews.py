"""How marked words will look, before they are sent or kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import CallForm, DeskForm
from permanence.faces.desk.presenting.composer import note_form, reply_form
from permanence.faces.desk.presenting.drafts import file_address
from permanence.faces.desk.presenting.page import compose_page, policy_of
from permanence.ground.lib.rich import rich_html, show_pictures
from permanence.service.tickets.models import Draft, Ticket
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.ANSWER)
def preview(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Show what is typed as its reader will see it; without script, the page with it."""
    if kind not in Draft.Kind.values:
        raise Http404
    found = access.ticket(request, reference, Right.ANSWER)
    body = request.POST.get("body", "")
    shown = draw_words(body, pictures_of(request, found, kind))
    if request.headers.get("HX-Request"):
        return HttpResponse(shown)
    context = compose_page(request, found, {kind: form_with(request, found, kind, body)})
    return render(request, "desk/ticket.html", context | {"preview": {kind: shown}, "write": kind})


def pictures_of(request: StaffRequest, ticket: Ticket, kind: str) -> dict[str, str]:
    """Return where the pictures of the reader's draft are fetched."""
    drafts = Draft.objects.in_writing().filter(ticket=ticket, kind=kind)
    found = drafts.filter(specialist=request.reader.specialist).first()
    files = found.files if found else []
    return {
        file["key"]: file_address(found, file, ticket.reference)
        for file in files
        if found and file.get("key")
    }


def draw_words(text: str, pictures: Mapping[str, str] | None = None) -> SafeString:
    """Return marked words as their reader will see them."""
    return mark_safe(show_pictures(rich_html(text), pictures or {}))  # noqa: S308 -- made harmless there


def form_with(request: StaffRequest, ticket: Ticket, kind: str, body: str) -> DeskForm:
    """Return the form of a kind with what was typed in it."""
    if kind == "note":
        return note_form(policy_of(ticket), body=body)
    if kind == "call":
        reader = request.reader
        return CallForm(zone=reader.zone, at=reader.at, initial={"body": body})
    return reply_form(policy_of(ticket), request.reader, body=body)
