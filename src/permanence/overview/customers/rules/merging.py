"""What merging two contacts does, whose requests go along, and for how long it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from permanence.world.accounts.rules import Changes, ContactCard

UNDO_WITHIN: Final = timedelta(days=30)
# What of a card may be taken from the one that is not kept; the address stays the survivor's.
CHOSEN: Final = (
    "name",
    "phone",
    "language",
    "zone",
    "region",
    "is_technical",
    "is_administrator",
    "decides_costs",
)
# Every column that says which contact a row is of, and what becomes of it.
POINTING: Final[dict[str, str]] = {
    "tickets_ticket.contact_id": "moves",
    "intake_form.contact_id": "moves",
    "privacy_hold.contact_id": "stays: who is held keeps their requests",
    "files_blob.contact_id": "moves: the same content of one customer is kept once",
    "accounts_contact.merged_into_id": "moves: an address of an address",
    "notices_delivery.contact_id": "stays: it proves who was written to",
    "notices_reading.contact_id": "stays: it proves who read a notice",
    "incidents_metoo.contact_id": "stays: it counts whom an incident touched then",
    "reviews_summaryrequest.contact_id": "stays: it says who asked",
    "reviews_summarycopy.contact_id": "stays: it is the register of who got which version",
    "status_subscriber.contact_id": "stays: it is forgotten when it would be told next",
    "customers_contactkey.contact_id": "goes: who was merged has none",
    "customers_contactmerge.merged_id": "says who was merged",
    "customers_contactmerge.survivor_id": "says into whom",
}


class Kind(StrEnum):
    """Where the two contacts are, and so what becomes of the requests.

    `WITHIN`: at one organisation, or both at none. `TAKEN_IN`: somebody without organisation is
    found to be a contact of one. `APART`: of two organisations; requests stay where they are.
    """

    WITHIN = "within"
    TAKEN_IN = "taken_in"
    APART = "apart"


@dataclass(frozen=True)
class Choice:
    """What the survivor will say of itself, and whether more than one customer is meant."""

    card: ContactCard
    is_confirmed: bool = False


def kind_of_merge(merged: int | None, survivor: int | None) -> Kind | None:
    """Return what a merge of contacts of these organisations is; None for one that cannot be.

    Who is known to belong somewhere never becomes somebody who belongs nowhere.
    """
    if merged == survivor:
        return Kind.WITHIN
    if survivor is None:
        return None
    return Kind.TAKEN_IN if merged is None else Kind.APART


def undo_until(merged_at: datetime) -> datetime:
    """Return until when a merge can be undone."""
    return merged_at + UNDO_WITHIN


def take_back(changes: Changes, now: dict[str, Any]) -> dict[str, Any]:
    """Return what undoing puts back: what the merge changed and nobody has changed since."""
    return {key: was for key, (was, given) in changes.items() if now.get(key) == given}


def compare_cards(one: ContactCard, other: ContactCard) -> tuple[str, ...]:
    """Return what the two cards say differently, of what can be chosen."""
    return tuple(key for key in CHOSEN if getattr(one, key) != getattr(other, key))
