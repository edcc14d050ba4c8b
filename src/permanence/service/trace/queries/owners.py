"""Whose a message is, as the desk knows its customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from permanence.service.trace.rules.events import INBOUND, OUTBOUND
from permanence.world.accounts.queries import recognise_senders
from permanence.world.catalogue.models import Piece
from permanence.world.catalogue.rules.installations import Kind, standing_at


@dataclass(frozen=True)
class Owned:
    """What is known of a message by which its customer can be found."""

    recipient: str
    facts: Mapping[str, str]

    @property
    def identifiers(self) -> list[str]:
        """The account and the user, as the record of an environment would name them."""
        told = (self.facts.get("account", ""), self.facts.get("user_id", ""))
        return [one.casefold() for one in told if one]

    @property
    def addresses(self) -> list[str]:
        """The addresses that may be the customer's: the user's, and those of its side."""
        sides = {
            OUTBOUND: [self.facts.get("sender", "")],
            INBOUND: [self.recipient],
        }.get(self.facts.get("direction", ""), [self.facts.get("sender", ""), self.recipient])
        told = [self.facts.get("user_id", "").lower(), *sides]
        return [one for one in told if "@" in one]


def find_owners(messages: Sequence[Owned], *, at: datetime) -> list[int | None]:
    """Return the customer of each message; None where nobody knows, or it could be two.

    By an identifier of an integration in the record of a customer's environment, else by a
    contact's address, else by the domain of an organisation.
    """
    named = owners_of_identifiers({one for told in messages for one in told.identifiers}, at=at)
    known = recognise_senders({one for told in messages for one in told.addresses})
    found = []
    for told in messages:
        by_name = (named[one] for one in told.identifiers if one in named)
        by_address = (known[one].organisation for one in told.addresses)
        found.append(next((one for one in (*by_name, *by_address) if one is not None), None))
    return found


def owners_of_identifiers(identifiers: Collection[str], *, at: datetime) -> dict[str, int]:
    """Return the one organisation that an identifier of an integration leads to now."""
    if not identifiers:
        return {}
    rows = Piece.objects.filter(
        kind=Kind.INTEGRATION, struck_at=None, installation__retired_at=None
    )
    pieces = defaultdict(list)
    places = {}
    for one in rows.order_by("pk"):
        pieces[one.installation_id].append(one.held)
        places[one.installation_id] = one.organisation_id
    owners: dict[str, set[int]] = defaultdict(set)
    for installation, held in pieces.items():
        for piece in standing_at(held, at):
            if (name := piece.detail.casefold()) in identifiers:
                owners[name].add(places[installation])
    return {name: next(iter(one)) for name, one in owners.items() if len(one) == 1}
