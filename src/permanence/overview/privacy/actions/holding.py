"""Placing a legal hold, and releasing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.privacy.models import Hold
from permanence.overview.privacy.queries.holding import holds_on_contact
from permanence.world.accounts.models import Contact


class HeldAlready(Refusal):
    """A thing is held once."""


class HoldReleased(Refusal):
    """A hold ends once."""


class HeldContact(Refusal):
    """Requests that are held keep their contact."""


def check_held(contact: Contact) -> None:
    """Refuse to let go of a contact whose requests a hold keeps."""
    if holds_on_contact(contact):
        raise HeldContact(_("A legal hold keeps this person's records."))


def place_hold(
    on: Mapping[str, int], *, reason: str, by: Actor, at: datetime, desk: int | None = None
) -> Hold:
    """Keep a file, a contact or an organisation until somebody releases it.

    `on` names one of `ticket_id`, `contact_id` and `organisation_id`.
    """
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                **on, reason=reason.strip(), by=by.key, by_name=by.name, since=at
            )
    except IntegrityError:
        raise HeldAlready(_("This is under a hold already.")) from None
    record_hold("hold.placed", hold, reason=hold.reason, by=by, at=at, desk=desk)
    return hold


def release_hold(
    hold: Hold, *, reason: str, by: Actor, at: datetime, desk: int | None = None
) -> None:
    """End a hold, for a reason; from now on the schedule counts again."""
    standing = Hold.objects.standing().filter(pk=hold.pk)
    if not standing.update(released_at=at, released_by_name=by.name, release_reason=reason.strip()):
        raise HoldReleased(_("This hold was released already."))
    record_hold("hold.released", hold, reason=reason.strip(), by=by, at=at, desk=desk)


def record_hold(
    act: str, hold: Hold, *, reason: str, by: Actor, at: datetime, desk: int | None
) -> None:
    """Record what was done with a hold, on what is held."""
    record(
        act,
        hold.subject,
        at=at,
        actor=by,
        desk=desk,
        organisation=hold.organisation_id,
        hold=hold.pk,
        reason=reason,
    )
