"""Contacts that are likely one person: found, compared, merged, parted again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.contact_merging import (
    MergeContactsForm,
    Offer,
    OtherContactForm,
)
from permanence.faces.desk.presenting.contact_merging import (
    list_choices,
    list_moving,
    say_confirmation,
    say_warnings,
    show_pairs,
    show_person,
)
from permanence.faces.desk.presenting.customers import field_names, list_address
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.contacts import find_contact
from permanence.faces.desk.views.customers import may
from permanence.faces.ui.numbers import read_number
from permanence.overview.customers.actions import merge_contacts, undo_contact_merge
from permanence.overview.customers.models import ContactMerge
from permanence.overview.customers.queries.duplicates import baggage_of, pairs_alike
from permanence.overview.customers.rules.merging import Kind, kind_of_merge
from permanence.overview.privacy.actions.holding import check_held
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.queries import card_of_contact
from permanence.world.accounts.rules import Right


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_CUSTOMERS)
def duplicates(request: StaffRequest) -> HttpResponse:
    """Show contacts that are likely one person: of all, of a customer, or like one contact."""
    desk = access.desk(request, Right.READ_CUSTOMERS)
    contact, place = whose_duplicates(request)
    may_merge = may(request, Right.EDIT_ORGANISATIONS)
    form = OtherContactForm(request.POST or None) if contact and may_merge else None
    if contact is not None and form is not None and form.is_valid():
        other = form.find(contact)
        if other is not None:
            return HttpResponseRedirect(address_of_merge(contact, other))
    pairs = pairs_alike(
        organisation=place.pk if place else None, contact=contact.pk if contact else None
    )
    context: dict[str, Any] = {
        "shell": build_shell(request, desk, place="customers"),
        "title": _("Duplicates of %(name)s") % {"name": contact.name}
        if contact
        else (_("Duplicates at %(name)s") % {"name": place.name} if place else _("Duplicates")),
        "pairs": show_pairs(pairs, kept=contact.pk if contact else None, may_merge=may_merge),
        "form": form,
        "back_url": back_of(contact, place, desk.key),
        "empty": {
            "icon": "check",
            "title": _("Nobody is here twice"),
            "text": _(
                "Contacts with the same address or phone number, and people of one customer"
                " with nearly the same name, are shown here."
            ),
        },
    }
    return render(
        request, "desk/contact_duplicates.html", context, status=form.status if form else 200
    )


def whose_duplicates(request: StaffRequest) -> tuple[Contact | None, Organisation | None]:
    """Return the contact or the customer that the address names."""
    number = read_number(request.GET.get("contact", ""))
    if number is not None:
        found = find_contact(request, number)
        if found.merged_into_id is not None:
            raise Http404
        return found, None
    number = read_number(request.GET.get("organisation", ""))
    return None, get_object_or_404(Organisation, pk=number) if number is not None else None


def back_of(contact: Contact | None, place: Organisation | None, desk: str) -> str:
    """Return the page one came from."""
    if contact is not None:
        return reverse("desk:contact", args=[contact.pk])
    if place is not None:
        return reverse("desk:organisation", args=[place.pk])
    return list_address("contacts", desk)


def address_of_merge(contact: Contact, other: Contact) -> str:
    """Return where two contacts are compared; whoever belongs somewhere is kept."""
    if kind_of_merge(other.organisation_id, contact.organisation_id) is None:
        contact, other = other, contact
    return reverse("desk:contact-merge", args=[contact.pk, other.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_ORGANISATIONS)
def merge(request: StaffRequest, number: int, other: int) -> HttpResponse:
    """Show what merging one contact into another would do, and do it once that was seen."""
    survivor, merged = find_contact(request, number), find_contact(request, other)
    kind = kind_of_merge(merged.organisation_id, survivor.organisation_id)
    if kind is None or survivor.pk == merged.pk or is_merged(survivor, merged):
        raise Http404
    cards = card_of_contact(survivor), card_of_contact(merged)
    offer = Offer(field_names(), list_choices(*cards), say_confirmation(kind, survivor))
    # Two that say the same in everything send nothing but the token.
    sent = request.POST if request.method == "POST" else None
    form = MergeContactsForm(sent, cards=cards, offer=offer)
    if form.is_valid():
        with form.acting():
            who, at = request.reader.actor, request.reader.at
            check_held(merged)
            merge_contacts(merged, survivor, form.choice(), by=who, at=at)
            messages.success(request, _("The two contacts are one now."))
            return HttpResponseRedirect(reverse("desk:contact", args=[survivor.pk]))
    return show_merge(request, form, kind, (survivor, merged))


def is_merged(*people: Contact) -> bool:
    """Say whether one of them is another address of somebody."""
    return any(one.merged_into_id is not None for one in people)


def show_merge(
    request: StaffRequest, form: MergeContactsForm, kind: Kind, people: tuple[Contact, Contact]
) -> HttpResponse:
    """Return the page with both people, what moves, and what has to be known."""
    survivor, merged = people
    desk = access.desk(request, Right.EDIT_ORGANISATIONS)
    desks = access.desks(request, Right.READ_CONTRACTS)
    baggage = baggage_of(merged, desks=desks, at=request.reader.at)
    can_turn = kind_of_merge(survivor.organisation_id, merged.organisation_id) is not None
    context = {
        "shell": build_shell(request, desk, place="customers"),
        "survivor": show_person(survivor),
        "merged": show_person(merged),
        "turn_url": reverse("desk:contact-merge", args=[merged.pk, survivor.pk])
        if can_turn
        else "",
        "moving": list_moving(kind, baggage, merged),
        "warnings": say_warnings(kind, merged, survivor),
        "form": form,
        "back_url": f"{reverse('desk:contact-duplicates')}?contact={survivor.pk}",
    }
    return render(request, "desk/contact_merge.html", context, status=form.status)


@require_POST
@staff_page(Right.EDIT_ORGANISATIONS)
def undo(request: StaffRequest, number: int) -> HttpResponse:
    """Let two contacts be two again."""
    found = get_object_or_404(ContactMerge, pk=number)
    access.note_read(request, f"contact:{found.merged_id}")
    form = DeskForm(request.POST)
    with form.acting():
        undo_contact_merge(found, by=request.reader.actor, at=request.reader.at)
        messages.success(request, _("The contacts are two again."))
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(reverse("desk:contact", args=[found.merged_id]))
