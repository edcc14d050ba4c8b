"""Customers of an incident: five languages, several zones, and one that it does not touch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from permanence.promises.contracts.rules import Subscribed
from permanence.world.accounts.actions import NewContact, add_contacts, add_organisation
from permanence.world.accounts.models import Contact, Desk, Organisation
from permanence.world.catalogue.models import Component
from tests.cast import World, add_contract


@dataclass(frozen=True)
class Person:
    """Somebody at a customer; what is not said is as at their organisation."""

    name: str
    language: str = ""
    zone: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Firm:
    """A customer to be."""

    name: str
    domain: str
    language: str
    zone: str
    people: tuple[Person, ...]


FIRMS = (
    Firm(
        "Kestrel and Moss",
        "kestrel.example",
        "en",
        "Asia/Kolkata",
        (Person("Priya"), Person("Tom", zone="Europe/London")),
    ),
    Firm(
        "Atelier Girouette",
        "girouette.example",
        "fr",
        "America/Toronto",
        (Person("Maud"), Person("Rex", language="en")),
    ),
    Firm("Halden Fracht", "halden.example", "de", "Europe/Berlin", (Person("Nora"),)),
    Firm(
        "Fonderia Tremolo",
        "tremolo.example",
        "it",
        "Europe/Rome",
        (Person("Livia"), Person("Jo", language="fr")),
    ),
    Firm("Astilleros Brizna", "brizna.example", "es", "Atlantic/Canary", (Person("Alma"),)),
)
QUIET = Firm("Quiet Mills", "quiet.example", "en", "UTC", (Person("Wren"),))


@dataclass(frozen=True)
class Reader:
    """Somebody who has to be told, and what has to stand in what they get."""

    contact: Contact
    organisation: Organisation
    language: str
    zone: str
    components: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where they are written to."""
        return self.contact.email

    def reads(self, instant: datetime, text: str) -> bool:
        """Say whether an instant stands in a text by their clocks, with the zone and its offset."""
        local = instant.astimezone(ZoneInfo(self.zone))
        place = f"({self.zone.replace('_', ' ')}, UTC{local:%z}"[:-2]
        return re.search(rf"{local:%H:%M}( Uhr)? {re.escape(place)}:", text) is not None


def add_firms(
    world: World, desk: Desk, given: Mapping[Firm, Sequence[str]]
) -> dict[Firm, list[Reader]]:
    """Add customers with contracts that give them components of a desk; return their people."""
    return {firm: add_firm(world, desk, firm, keys) for firm, keys in given.items()}


def add_firm(world: World, desk: Desk, firm: Firm, keys: Sequence[str]) -> list[Reader]:
    """Add a customer with its people and its contract."""
    organisation = add_organisation(
        name=firm.name, language=firm.language, zone=firm.zone, region="", domains=[firm.domain]
    )
    newcomers = {
        one: NewContact(
            f"{one.name.lower()}@{firm.domain}",
            one.name,
            organisation.pk,
            one.language or firm.language,
            one.phone,
        )
        for one in firm.people
    }
    found = add_contacts(list(newcomers.values()))
    add_contract(
        organisation,
        desk=desk,
        number=f"J-{organisation.pk}",
        at=world.at - timedelta(days=3),
        starts=date(2026, 1, 1),
        components=tuple(Subscribed(key) for key in keys),
    )
    readers = []
    for person, new in newcomers.items():
        Contact.objects.filter(pk=found[new.email].pk).update(zone=person.zone)
        names = name_components(desk, keys, new.language)
        zone = person.zone or firm.zone
        readers.append(Reader(found[new.email], organisation, new.language, zone, names))
    return readers


def name_components(desk: Desk, keys: Sequence[str], language: str) -> tuple[str, ...]:
    """Return what components of a desk are called in a language."""
    found = {one.key: one.names[language] for one in Component.objects.filter(desk=desk)}
    return tuple(found[key] for key in keys)
