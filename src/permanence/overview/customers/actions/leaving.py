"""A person who is at their customer no more, and who takes over what they have open."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.customers.actions.merging import (
    give_forms,
    give_requests,
    hold_contacts,
    tell_requests,
)
from permanence.overview.customers.queries.leaving import requests_left
from permanence.world.accounts.actions import readmit_contact, release_contact
from permanence.world.accounts.models import Contact


class CannotTakeOver(Refusal):
    """Somebody who is not there, or at another customer, takes nothing over."""


class GoneAlready(Refusal):
    """Nobody leaves twice."""


def part_with_contact(
    contact: Contact, *, to: Contact | None, by: Actor, at: datetime
) -> list[int]:
    """Note that a person has left their customer; return the requests that another takes over.

    From then on they may nothing on the portal, and mail from their address waits for a person.
    Without anybody who takes over, requests stay as they are; so does what was for them alone.
    """
    held, taker = hold_contacts(contact, to) if to else (hold_contacts(contact, contact)[0], None)
    if held.left_at is not None or held.merged_into_id is not None:
        raise GoneAlready(_("{name} has left already."), name=held.name)
    given: list[int] = []
    if taker is not None:
        check_taker(held, taker)
        rows = requests_left(held).order_by("pk").select_for_update(no_key=True)
        given = give_requests(list(rows.values_list("pk", flat=True)), held, taker)
        give_forms(held, taker)
    release_contact(held, by=by, at=at)
    if taker is not None:
        tell_requests(given, "ticket.contact_left", (held, taker), by=by, at=at)
        for one in (held, taker):
            record(
                "contact.succeeded",
                f"contact:{one.pk}",
                at=at,
                actor=by,
                organisation=one.organisation_id,
                name=str(held),
                to=str(taker),
                tickets=len(given),
            )
    return given


def check_taker(leaver: Contact, taker: Contact) -> None:
    """Refuse who cannot take over: nobody of another customer ever reads what was written."""
    is_one_place = leaver.organisation_id is not None and (
        taker.organisation_id == leaver.organisation_id
    )
    is_there = taker.left_at is None and taker.merged_into_id is None
    if taker.pk == leaver.pk or not is_one_place or not is_there:
        raise CannotTakeOver(
            _("{name} cannot take over: choose somebody of the same organisation."),
            name=taker.name,
        )


def welcome_back(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Let a person be there again; what another took over stays with them."""
    readmit_contact(contact, by=by, at=at)
