"""An organisation as its own people see it: who is there, what it runs, what was agreed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from permanence.faces.portal.access import Guest
from permanence.faces.ui.environments.showing import Look, show_card, show_groups
from permanence.faces.ui.environments.words import keeper_names
from permanence.world.accounts.models import Contact
from permanence.world.accounts.rules import CustomerRight
from permanence.world.catalogue.models import Installation
from permanence.world.catalogue.queries import (
    find_installation,
    installations_of,
    pieces_among,
    pieces_of,
    unconfirmed_of,
)
from permanence.world.catalogue.rules import Kind, Side, standing_at

Shown = dict[str, Any]
LARGEST = 2**63


def look_of(guest: Guest) -> Look:
    """Return when, by which clock and from which side a customer looks at a record."""
    return Look(guest.at, guest.zone, Side.CUSTOMER)


def keeper_of(guest: Guest) -> Contact:
    """Return who may keep the record of their organisation; for others it is not there."""
    contact = guest.contact
    if contact is None or contact.organisation is None:
        raise Http404
    if not contact.may(CustomerRight.KEEP_ENVIRONMENT):
        raise Http404
    return contact


def find_own(guest: Guest, number: int) -> Installation:
    """Return an installation that the reader's organisation has in use."""
    found = find_installation(str(number), organisation=keeper_of(guest).organisation_id)
    if found is None:
        raise Http404
    return found


def administrator_of(guest: Guest) -> Contact:
    """Return who keeps the people of their organisation; for others the page is not there."""
    contact = guest.contact
    if contact is None or not contact.may(CustomerRight.KEEP_PEOPLE):
        raise Http404
    return contact


def find_person(guest: Guest, number: int) -> Contact:
    """Return one of the people of the reader's organisation."""
    place = administrator_of(guest).organisation_id
    people = Contact.objects.filter(organisation=place).staying()
    found = people.filter(pk=number).first() if number < LARGEST else None
    if found is None:
        raise Http404
    return found


def list_people(guest: Guest) -> list[Shown]:
    """Return who is at the reader's organisation, and what each is there."""
    place = administrator_of(guest).organisation_id
    people = Contact.objects.filter(organisation=place).staying().order_by("name", "pk")
    return [
        {
            "name": one.name,
            "email": one.email,
            "roles": role_words(one),
            "url": address_of(guest, "person", one.pk),
            "is_reader": guest.contact is not None and one.pk == guest.contact.pk,
        }
        for one in people
    ]


def role_words(contact: Contact) -> list[str]:
    """Return what somebody is at their organisation."""
    held = [
        (contact.is_technical, gettext("Technical contact")),
        (contact.decides_costs, gettext("Decides on paid work")),
        (contact.is_administrator, gettext("Administrator of the organisation")),
    ]
    return [name for has, name in held if has] or [gettext("Contact")]


def list_installations(guest: Guest) -> list[Shown]:
    """Return what the reader's organisation runs, each with its version now."""
    rows = installations_of(keeper_of(guest).organisation_id)
    pieces = pieces_among([one.pk for one in rows])
    shown = []
    for one in rows:
        standing = standing_at(pieces[one.pk], guest.at)
        versions = [piece.value for piece in standing if piece.kind == Kind.VERSION]
        shown.append(
            {
                **show_installation(guest, one),
                "version": versions[0] if versions else "",
                "url": address_of(guest, "installation", one.pk),
            }
        )
    return shown


def show_installation(guest: Guest, installation: Installation) -> Shown:
    """Return what is kept of an installation beside its pieces."""
    return {
        **show_card(installation, look_of(guest)),
        "keeper": keeper_names(Side.CUSTOMER)[installation.keeper],
    }


def show_record(guest: Guest, installation: Installation) -> Shown:
    """Return the whole record, with the ways to change it."""
    groups = show_groups(pieces_of(installation.pk), look_of(guest))
    for group in groups:
        address = address_of(guest, "piece-new", installation.pk, group["kind"])
        group["add_url"] = address
        for row in (*group["rows"], *group["planned"]):
            row["change_url"] = f"{address}?{urlencode({'of': row['number']})}"
    return {
        **show_installation(guest, installation),
        "groups": groups,
        "confirm_url": address_of(guest, "installation-act", installation.pk, "confirm"),
        "retire_url": address_of(guest, "installation-act", installation.pk, "retire"),
        "edit_url": address_of(guest, "installation-edit", installation.pk),
    }


def ask_confirmation(guest: Guest) -> list[Shown]:
    """Return what the reader is asked to look at again: their record, and not for a year."""
    contact = guest.contact
    if contact is None or contact.organisation_id is None:
        return []
    if not contact.may(CustomerRight.KEEP_ENVIRONMENT):
        return []
    return [
        {
            **show_installation(guest, one),
            "url": address_of(guest, "installation", one.pk),
        }
        for one in unconfirmed_of(contact.organisation_id, at=guest.at)
    ]


def address_of(guest: Guest, name: str, *told: object) -> str:
    """Return the address of a page of this portal."""
    return reverse(f"portal:{name}", args=[guest.desk.key, *told])
