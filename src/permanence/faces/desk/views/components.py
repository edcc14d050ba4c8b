"""The catalogue of a desk's service: what it consists of, and what does not work without what."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.components import (
    ComponentForm,
    NewComponentForm,
    component_values,
)
from permanence.faces.desk.presenting.component_acts import show_catalogue_history
from permanence.faces.desk.presenting.components import name_component, show_component, show_tree
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.people import answer_form
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.actions import (
    add_component,
    archive_component,
    change_component,
    restore_component,
    set_needs,
)
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.queries import archived_components_of, components_of, needs_of

ENDINGS = {"archive": archive_component, "restore": restore_component}


@require_safe
@staff_page(Right.READ_TICKETS)
def catalogue(request: StaffRequest) -> HttpResponse:
    """Show what a desk's service consists of."""
    desk, reader = access.desk(request), request.reader
    edits = reader.may(Right.EDIT_CATALOGUE, desk.pk)
    new_url = f"{reverse('desk:component-new')}?desk={desk.key}"
    context = {
        "shell": build_shell(request, desk, place="catalogue"),
        "rows": show_tree(desk, edits=edits, at=reader.at),
        "archived": [
            show_component(row, desk, edits=edits) for row in archived_components_of(desk)
        ],
        "history": show_catalogue_history(desk, reader),
        "new_url": new_url if edits else "",
        "empty": {
            "icon": "list",
            "title": _("Nothing in the catalogue yet"),
            "text": _(
                "Write down what the service consists of: incidents find by it whom they touch."
            ),
        },
    }
    return render(request, "desk/catalogue.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CATALOGUE)
def component_new(request: StaffRequest) -> HttpResponse:
    """Write a component down."""
    desk, reader = access.desk(request, Right.EDIT_CATALOGUE), request.reader
    held = components_of(desk)
    first = {"kind": "component", "is_public": True, "position": len(held) + 1}
    form = NewComponentForm(request.POST or None, initial=first, others=offer(held, desk))
    if form.is_valid():
        card = form.card(form.cleaned_data["key"])
        with form.acting():
            made = add_component(desk, card, by=reader.actor, at=reader.at)
            settle(made, form, request)
            return finish(request, desk)
    title = _("New component")
    return answer_form(
        request, form, title=title, back=list_address(desk), place="catalogue", desk=desk
    )


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CATALOGUE)
def component_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what a component is called, and what it needs."""
    found = find_component(request, number)
    needs = needs_of([found.pk])[found.pk]
    others = [one for one in components_of(found.desk) if one.pk != found.pk]
    form = ComponentForm(
        request.POST or None,
        initial=component_values(found, needs),
        others=offer(others, found.desk),
    )
    if form.is_valid():
        with form.acting():
            settle(found, form, request)
            return finish(request, found.desk)
    return answer_form(
        request,
        form,
        title=name_component(found, found.desk),
        text=found.key,
        back=list_address(found.desk),
        place="catalogue",
        desk=found.desk,
    )


@require_POST
@staff_page(Right.EDIT_CATALOGUE)
def component_end(request: StaffRequest, number: int) -> HttpResponse:
    """Archive a component, or take it into use again."""
    found, reader = find_component(request, number), request.reader
    chosen = request.POST.get("act", "")
    if chosen not in ENDINGS:
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        ENDINGS[chosen](found, by=reader.actor, at=reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return HttpResponseRedirect(list_address(found.desk))
    return finish(request, found.desk)


def settle(component: Component, form: ComponentForm, request: StaffRequest) -> None:
    """Let a component be what was typed, and need what was chosen."""
    told, reader = form.cleaned_data, request.reader
    card, place = form.card(component.key), told["position"]
    change_component(component, card, position=place, by=reader.actor, at=reader.at)
    set_needs(component, told["needs"], by=reader.actor, at=reader.at)


def find_component(request: StaffRequest, number: int) -> Component:
    """Return a component of a desk whose catalogue the reader keeps; else 404, or refused."""
    found = Component.objects.select_related("desk").filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    if not request.reader.may(Right.EDIT_CATALOGUE, found.desk_id):
        raise PermissionDenied
    return found


def offer(components: list[Component], desk: Desk) -> list[tuple[int, str]]:
    """Return the components among which a form lets choose."""
    return [(one.pk, name_component(one, desk)) for one in components]


def list_address(desk: Desk) -> str:
    """Return the address of the catalogue."""
    return f"{reverse('desk:catalogue')}?desk={desk.key}"


def finish(request: StaffRequest, desk: Desk) -> HttpResponse:
    """Go on when it was done."""
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(list_address(desk))
