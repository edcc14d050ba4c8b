"""The customers of the installation and their people: found, read, written down, changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.customers import OrganisationForm
from permanence.faces.desk.presenting.customers import (
    list_address,
    list_contracts,
    list_organisation_facts,
    show_contact_row,
    show_history,
    show_organisation_row,
    show_requests,
)
from permanence.faces.desk.presenting.environments import list_environment
from permanence.faces.desk.presenting.retention import place_url, show_holds
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.overview.customers.queries import Place, page_contacts, page_organisations
from permanence.overview.privacy.queries.holding import holds_on_organisation
from permanence.world.accounts.actions import change_organisation, enter_organisation
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.queries import card_of_organisation
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 50
PEOPLE_SHOWN = 20


@require_safe
@staff_page(Right.READ_CUSTOMERS)
def customers(request: StaffRequest) -> HttpResponse:
    """Show organisations, their contacts, or those whom nobody has put anywhere yet."""
    desk = access.desk(request, Right.READ_CUSTOMERS)
    asked = read_asked(request)
    rows, last = read_page(asked)
    more = {"search": asked.search, "organisation": asked.organisation}
    after = f"{last.number}|{last.name}" if last else ""
    context = {
        "shell": build_shell(request, desk, place="customers"),
        "rows": rows,
        "show": asked.show,
        "search": asked.search,
        "organisation": asked.organisation,
        "desk_key": desk.key,
        "switch": [
            {"label": label, "url": list_address(key, desk.key), "current": key == asked.show}
            for key, label in list_names().items()
        ],
        "pager": {
            "next_url": list_address(asked.show, desk.key, **more, after=after) if last else ""
        },
        "duplicates_url": reverse("desk:contact-duplicates")
        if asked.show == "contacts" and not asked.organisation
        else "",
        "new_url": address_of_new(request),
        "empty": show_nothing(asked.show, asked.search),
    }
    return render(request, "desk/customers.html", context)


def list_names() -> dict[str, str]:
    """Return what each list is called."""
    return {
        "organisations": _("Organisations"),
        "contacts": _("Contacts"),
        "unplaced": _("Without organisation"),
    }


@dataclass(frozen=True)
class Asked:
    """Which customers are asked for: a list, a search in it, one organisation, and from where."""

    show: str
    search: str
    organisation: int | None
    after: Place | None


def read_asked(request: StaffRequest) -> Asked:
    """Return what the address asks for; what it says wrongly is not said."""
    given = {key: str(text).replace("\x00", "").strip() for key, text in request.GET.items()}
    show = given.get("show", "")
    number, _mark, name = given.get("after", "").partition("|")
    return Asked(
        show=show if show in list_names() else "organisations",
        search=given.get("search", "")[:100],
        organisation=read_number(given.get("organisation", "")),
        after=Place(name, key) if (key := read_number(number)) is not None else None,
    )


def read_page(asked: Asked) -> tuple[list[Shown], Place | None]:
    """Return the rows of a page, and its last place when there is another page."""
    rows: list[Shown]
    if asked.show == "organisations":
        found = page_organisations(search=asked.search, after=asked.after, most=MOST + 1)
        rows = [show_organisation_row(one) for one in found[:MOST]]
        last = found[MOST - 1].place if len(found) > MOST else None
        return rows, last
    people = page_contacts(
        search=asked.search,
        organisation=asked.organisation,
        is_placed=asked.show == "contacts",
        after=asked.after,
        most=MOST + 1,
    )
    last = Place(people[MOST - 1].name, people[MOST - 1].pk) if len(people) > MOST else None
    return [show_contact_row(one) for one in people[:MOST]], last


def show_nothing(show: str, search: str) -> Shown:
    """Return what stands where no row does."""
    if search:
        text = _("Look for part of a name, a mail domain, an address or a phone number.")
        return {"icon": "search", "title": _("Nobody found"), "text": text}
    if show == "unplaced":
        text = _("Senders whom nobody knows wait here to be put into their organisation.")
        return {"icon": "check", "title": _("Everybody has a place"), "text": text}
    return {"icon": "person", "title": _("No customer yet"), "text": ""}


def address_of_new(request: StaffRequest) -> str:
    """Return where a customer is written down; empty for who may not."""
    return reverse("desk:organisation-new") if may(request, Right.EDIT_ORGANISATIONS) else ""


def may(request: StaffRequest, right: Right) -> bool:
    """Say whether the reader has a right on some desk: customers are the whole installation's."""
    return any(request.reader.may(right, desk.pk) for desk in request.reader.desks)


@require_safe
@staff_page(Right.READ_CUSTOMERS)
def organisation(request: StaffRequest, number: int) -> HttpResponse:
    """Show a customer: who is there, what was agreed, what is open, what was changed."""
    found = get_object_or_404(Organisation, pk=number)
    access.note_read(request, f"organisation:{found.pk}")
    reader = request.reader
    desk = access.desk(request, Right.READ_CUSTOMERS)
    people = page_contacts(organisation=found.pk, most=PEOPLE_SHOWN + 1)
    may_edit, may_add = may(request, Right.EDIT_ORGANISATIONS), may(request, Right.EDIT_CONTACTS)
    context = {
        "shell": build_shell(request, desk, place="customers"),
        "name": found.name,
        "facts": list_organisation_facts(card_of_organisation(found), reader),
        "people": [show_contact_row(one) for one in people[:PEOPLE_SHOWN]],
        "more_people_url": list_address("contacts", desk.key, organisation=found.pk)
        if len(people) > PEOPLE_SHOWN
        else "",
        "contracts": list_contracts(found, reader),
        "requests": show_requests(found, reader),
        "environment": list_environment(found, reader),
        "new_installation_url": reverse("desk:installation-new", args=[found.pk])
        if may(request, Right.EDIT_ENVIRONMENTS)
        else "",
        "holds": show_holds(holds_on_organisation(found.pk), reader),
        "hold_url": place_url("organisation", found.pk, reader),
        "history": show_history(f"organisation:{found.pk}", reader),
        "back_url": list_address("organisations", desk.key),
        "duplicates_url": f"{reverse('desk:contact-duplicates')}?organisation={found.pk}",
        "edit_url": reverse("desk:organisation-edit", args=[found.pk]) if may_edit else "",
        "add_url": reverse("desk:contact-new", args=[found.pk]) if may_add else "",
    }
    return render(request, "desk/organisation.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ORGANISATIONS)
def organisation_new(request: StaffRequest) -> HttpResponse:
    """Write a customer down."""
    form = OrganisationForm(request.POST or None, initial={"zone": str(request.reader.zone)})
    if form.is_valid():
        with form.acting():
            made = enter_organisation(form.card(), by=request.reader.actor, at=request.reader.at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("desk:organisation", args=[made.pk]))
    return answer_form(request, form, title=_("New organisation"), back=reverse("desk:customers"))


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ORGANISATIONS)
def organisation_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what is kept of a customer."""
    found = get_object_or_404(Organisation, pk=number)
    card = asdict(card_of_organisation(found))
    form = OrganisationForm(
        request.POST or None, initial=card | {"domains": "\n".join(card["domains"])}
    )
    back = reverse("desk:organisation", args=[found.pk])
    if form.is_valid():
        with form.acting():
            change_organisation(found, form.card(), by=request.reader.actor, at=request.reader.at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(back)
    return answer_form(request, form, title=found.name, back=back)


def answer_form(
    request: StaffRequest, form: Any, *, title: str, back: str, **more: Any
) -> HttpResponse:
    """Show a form about a customer, with what is wrong in it."""
    desk = access.desk(request, Right.READ_CUSTOMERS)
    context = {
        "shell": build_shell(request, desk, place="customers"),
        "form": form,
        "title": title,
        "back_url": back,
        **more,
    }
    return render(request, "desk/customer_form.html", context, status=form.status)
