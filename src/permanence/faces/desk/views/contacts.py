"""A person at a customer: read, written down, changed, put into an organisation."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.customers import ContactForm, MoveForm
from permanence.faces.desk.presenting.contact_merging import show_merges
from permanence.faces.desk.presenting.customers import (
    list_address,
    list_contact_facts,
    show_history,
    show_requests,
)
from permanence.faces.desk.presenting.retention import place_url, show_holds
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.customers import answer_form, may
from permanence.overview.customers.actions import move_contact
from permanence.overview.customers.queries import count_following
from permanence.overview.customers.queries.duplicates import merges_of
from permanence.overview.privacy.queries.holding import holds_on_contact
from permanence.world.accounts.actions import change_contact, enter_contact
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.queries import card_of_contact, domain_owners
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_CUSTOMERS)
def contact(request: StaffRequest, number: int) -> HttpResponse:
    """Show a person: how they are reached, what they have open, what was changed."""
    found = find_contact(request, number)
    reader, place = request.reader, found.organisation
    desk = access.desk(request, Right.READ_CUSTOMERS)
    is_alias = found.merged_into_id is not None
    may_merge = may(request, Right.EDIT_ORGANISATIONS)
    merges = show_merges(merges_of(found), found, reader, may=may_merge)
    context = {
        "shell": build_shell(request, desk, place="customers"),
        "name": found.name,
        "email": found.email,
        "facts": list_contact_facts(found, reader),
        "organisation": {
            "name": place.name,
            "url": reverse("desk:organisation", args=[place.pk]),
        }
        if place
        else None,
        "requests": show_requests(found, reader),
        "holds": show_holds(holds_on_contact(found), reader),
        "hold_url": place_url("contact", found.pk, reader),
        "erasure_url": reverse("desk:contact-erasure", args=[found.pk])
        if may(request, Right.ERASE)
        else "",
        "history": show_history(f"contact:{found.pk}", reader),
        "back_url": list_address("contacts" if place else "unplaced", desk.key),
        "edit_url": reverse("desk:contact-edit", args=[found.pk])
        if may(request, Right.EDIT_CONTACTS) and not is_alias
        else "",
        "move_url": reverse("desk:contact-move", args=[found.pk])
        if place is None and may_merge and not is_alias
        else "",
        "leave_url": reverse("desk:contact-leave", args=[found.pk])
        if may_merge and not is_alias and found.left_at is None
        else "",
        "return_url": reverse("desk:contact-return", args=[found.pk])
        if may_merge and found.left_at is not None
        else "",
        "duplicates_url": ""
        if is_alias
        else f"{reverse('desk:contact-duplicates')}?contact={found.pk}",
        "merges": merges,
    }
    return render(request, "desk/contact.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CONTACTS)
def contact_new(request: StaffRequest, number: int) -> HttpResponse:
    """Write a person at a customer down."""
    place = get_object_or_404(Organisation, pk=number)
    form = ContactForm(request.POST or None, initial={"language": place.language})
    if form.is_valid():
        with form.acting():
            made = enter_contact(place, form.card(), by=request.reader.actor, at=request.reader.at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("desk:contact", args=[made.pk]))
    back = reverse("desk:organisation", args=[place.pk])
    title = _("New contact at %(name)s") % {"name": place.name}
    return answer_form(request, form, title=title, back=back)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CONTACTS)
def contact_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what is kept of a person."""
    found = find_contact(request, number)
    if found.merged_into_id is not None:
        raise Http404
    form = ContactForm(request.POST or None, initial=asdict(card_of_contact(found)))
    back = reverse("desk:contact", args=[found.pk])
    if form.is_valid():
        with form.acting():
            change_contact(found, form.card(), by=request.reader.actor, at=request.reader.at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(back)
    return answer_form(request, form, title=found.name, back=back)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ORGANISATIONS)
def contact_move(request: StaffRequest, number: int) -> HttpResponse:
    """Put somebody whom nobody knew into an organisation, with all their requests."""
    found = find_contact(request, number)
    if found.organisation_id is not None or found.merged_into_id is not None:
        raise Http404
    form = MoveForm(request.POST or None, initial={"organisation": guess_organisation(found)})
    back = reverse("desk:contact", args=[found.pk])
    if form.is_valid():
        with form.acting():
            move_contact(
                found,
                form.cleaned_data["organisation"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(back)
    title = _("Put %(name)s into an organisation") % {"name": found.name}
    return answer_form(
        request, form, title=title, back=back, warning=say_following(found), submit=_("Put there")
    )


def say_following(found: Contact) -> str:
    """Return what goes with a contact, and that it cannot be taken back."""
    count = count_following(found)
    text = ngettext(
        "%(count)s request goes with this contact. Everybody of the organisation who may read its"
        " requests will read it too. This cannot be taken back.",
        "%(count)s requests go with this contact. Everybody of the organisation who may read its"
        " requests will read them too. This cannot be taken back.",
        count,
    )
    return text % {"count": count}


def guess_organisation(found: Contact) -> str:
    """Return the only organisation that has the domain of the address; else nothing."""
    owners = domain_owners([found.email.rpartition("@")[2]])
    numbers = {one for owned in owners.values() for one in owned}
    return Organisation.objects.get(pk=numbers.pop()).name if len(numbers) == 1 else ""


def find_contact(request: StaffRequest, number: int) -> Contact:
    """Return a person at a customer, and note that they were looked at."""
    found = get_object_or_404(Contact.objects.select_related("organisation"), pk=number)
    access.note_read(request, f"contact:{found.pk}")
    return found
