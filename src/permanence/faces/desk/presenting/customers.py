"""Customers and their people as the desk reads them, and what was changed about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.contact_merge_acts import (
    MERGE_ACTS,
    tell_contact_merge,
    tell_succession,
)
from permanence.faces.desk.presenting.contracts import standing_names
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.tickets import show_rows
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.hours.words import show_hours
from permanence.ground.journal.models import Act
from permanence.ground.journal.queries import last_acts
from permanence.overview.customers.queries import Customer, requests_of
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.contracts.queries.bank import balances_of
from permanence.promises.contracts.rules import ContractTerms
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.rules import OrganisationCard, Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]


def show_organisation_row(customer: Customer) -> Shown:
    """Return one customer of the list."""
    one, count = customer.organisation, customer.contacts
    return {
        "name": one.name,
        "url": reverse("desk:organisation", args=[one.pk]),
        "domains": ", ".join(customer.domains),
        "language": language_name(one.language),
        "people": ngettext("%(count)s contact", "%(count)s contacts", count) % {"count": count},
    }


def show_contact_row(contact: Contact) -> Shown:
    """Return one person of a list."""
    return {
        "name": contact.name,
        "url": reverse("desk:contact", args=[contact.pk]),
        "email": contact.email,
        "phone": contact.phone,
        "language": language_name(contact.language),
        "organisation": contact.organisation.name if contact.organisation else "",
        "is_technical": contact.is_technical,
        "merged_into": contact.merged_into.name if contact.merged_into else "",
    }


def list_organisation_facts(card: OrganisationCard, reader: Reader) -> list[Shown]:
    """Return what is kept of a customer, in words."""
    return list_facts(
        [
            (_("Language"), language_name(card.language)),
            (_("Time zone"), say_zone_now(card.zone, reader.at)),
            (_("Region"), card.region),
            (_("Mail domains"), ", ".join(card.domains)),
        ]
    )


def list_contact_facts(contact: Contact, reader: Reader) -> list[Shown]:
    """Return what is kept of a person, in words."""
    zone = contact.zone or (contact.organisation.zone if contact.organisation else "")
    return list_facts(
        [
            (_("E-mail"), contact.email),
            (_("Phone"), contact.phone),
            (_("Language"), language_name(contact.language)),
            (_("Time zone"), say_zone_now(zone, reader.at) if zone else ""),
            (_("Region"), contact.region),
            (_("Technical contact"), _("yes") if contact.is_technical else ""),
            (
                _("Administrator of the organisation"),
                _("yes") if contact.is_administrator else "",
            ),
            (_("Decides on paid work"), _("yes") if contact.decides_costs else ""),
            (_("Has left"), say_moment(contact.left_at, reader) if contact.left_at else ""),
        ]
    )


def list_facts(facts: Sequence[tuple[str, str]]) -> list[Shown]:
    """Return the facts that are known."""
    return [{"label": label, "text": text} for label, text in facts if text]


def say_zone_now(name: str, at: datetime) -> str:
    """Return a zone with the time that it is there."""
    told = {"zone": name.replace("_", " "), "time": f"{at.astimezone(find_zone(name)):%H:%M}"}
    return _("%(zone)s, %(time)s now") % told


def list_contracts(organisation: Organisation, reader: Reader) -> list[Shown]:
    """Return a customer's contracts with the desks of the reader, and the hours left."""
    desks = {one.pk: one for one in reader.desks if reader.may(Right.READ_CONTRACTS, one.pk)}
    found = contracts_of(desks=list(desks), organisations=[organisation.pk], at=reader.at)
    every = [(desk, terms) for (desk, _own), held in sorted(found.items()) for terms in held]
    balances = balances_of([terms.contract for _desk, terms in every], at=reader.at)
    names = standing_names()
    return [
        {
            "number": terms.number,
            "title": terms.title,
            "desk": desks[desk].name,
            "url": reverse("desk:contract", args=[terms.contract]),
            "standing": terms.standing(reader.at),
            "standing_label": names[terms.standing(reader.at)],
            "hours": say_hours_left(terms, balances[terms.contract]),
        }
        for desk, terms in every
    ]


def say_hours_left(terms: ContractTerms, balance: Any) -> str:
    """Return what is left of the hours of a contract; empty when it has none."""
    return str(show_hours(balance, ZoneInfo(terms.zone))["of"]) if balance.lots else ""


def show_requests(whose: Organisation | Contact, reader: Reader) -> Shown:
    """Return what a customer has open, the next due first, and what ended last."""
    desks = [one.pk for one in reader.desks if reader.may(Right.READ_TICKETS, one.pk)]
    unended, ended = requests_of(whose, desks=desks)
    return {
        "unended": show_rows(unended, reader),
        "ended": show_rows(ended, reader),
    }


def list_address(show: str, desk: str, **asked: Any) -> str:
    """Return the address of a list of customers."""
    told = {"desk": desk, "show": show} | {key: one for key, one in asked.items() if one}
    return f"{reverse('desk:customers')}?{urlencode(told)}"


def show_history(subject: str, reader: Reader) -> list[Shown]:
    """Return who changed what, and when, the newest first."""
    acts = [act for act in last_acts(subject) if act.act in act_names()]
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": say_deed(act),
            "changes": list_changes(act),
        }
        for act in acts
    ]


def act_names() -> dict[str, str]:
    """Return what is said of each act on a customer."""
    return {
        "organisation.added": _("Added"),
        "organisation.changed": _("Changed"),
        "contact.added": _("Added"),
        "contact.changed": _("Changed"),
        "contact.moved": _("Moved"),
        "contact.released": _("Has left, or was taken away by the organisation"),
        "contact.readmitted": _("Is there again"),
        "contact.succeeded": _("Requests handed over"),
        "contact.erased": _("Erased"),
        "contact.exported": _("Handed out"),
        "hold.placed": _("Held"),
        "hold.released": _("Released"),
        **dict.fromkeys(MERGE_ACTS, _("Merged")),
    }


def say_deed(act: Act) -> str:
    """Return what was done."""
    if act.act in MERGE_ACTS:
        return tell_contact_merge(act)
    if act.act == "contact.succeeded":
        return tell_succession(act)
    if act.act != "contact.moved":
        return act_names()[act.act]
    count = int(act.facts["tickets"])
    told = {"name": act.facts["name"], "to": act.facts["to"], "count": count}
    text = ngettext(
        "%(name)s was put into %(to)s, with %(count)s request",
        "%(name)s was put into %(to)s, with %(count)s requests",
        count,
    )
    return text % told


def list_changes(act: Act) -> list[Shown]:
    """Return each field that became different, as it was and as it is."""
    names = field_names()
    return [
        {"label": names.get(key, key), "was": say_value(key, was), "now": say_value(key, now)}
        for key, (was, now) in act.facts.get("changes", {}).items()
    ]


def field_names() -> dict[str, str]:
    """Return what each field of a card is called."""
    return {
        "name": _("Name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "language": _("Language"),
        "zone": _("Time zone"),
        "region": _("Region"),
        "domains": _("Mail domains"),
        "is_technical": _("Technical contact"),
        "is_administrator": _("Administrator of the organisation"),
        "decides_costs": _("Decides on paid work"),
    }


def say_value(key: str, value: Any) -> str:
    """Return what a field says; nothing is a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value) or "—"
    if key == "language" and value:
        return language_name(value)
    return str(value).replace("_", " ") if key == "zone" and value else str(value or "—")
