"""What customers change themselves: sent through the portal as a form, carried out by the house.

Whoever sent it is asked again what they may: rights may have gone while the form was on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.intake.actions.people import keep_people
from permanence.service.intake.models import Form
from permanence.world.accounts.models import Contact
from permanence.world.accounts.rules import CustomerRight
from permanence.world.catalogue.actions import (
    change_installation,
    confirm_installation,
    enter_installation,
    retire_installation,
    strike_piece,
    write_piece,
)
from permanence.world.catalogue.models import Installation
from permanence.world.catalogue.queries import find_installation
from permanence.world.catalogue.rules import InstallationCard, PieceCard

Answers = Mapping[str, Any]
Act = Callable[[Form, Contact, datetime], None]


class NotAllowed(Refusal):
    """A person at a customer changes only what their role lets them."""


def carry_out(form: Form, *, at: datetime) -> str:
    """Carry out what a form asks for; return why it was refused, empty when it is done."""
    try:
        with transaction.atomic():
            do_matter(form, at=at)
    except Refusal as refusal:
        return str(refusal)
    return ""


def do_matter(form: Form, *, at: datetime) -> None:
    """Do what a form asks for, or refuse."""
    right, act = MATTERS[form.matter]
    contact = form.contact
    if contact is None or contact.organisation_id is None or not contact.may(right):
        raise NotAllowed(_("Your role at your organisation does not allow this."))
    act(form, contact, at)


def keep_environment(form: Form, contact: Contact, at: datetime) -> None:
    """Keep what somebody says of what their organisation runs."""
    answers: Answers = form.answers
    by, act = Actor(f"contact:{contact.pk}", contact.name), answers["act"]
    if act == "enter":
        place = contact.organisation
        assert place is not None  # noqa: S101 -- whoever has the right has an organisation
        enter_installation(place, InstallationCard(**answers["card"]), by=by, at=at)
        return
    installation = find_own(answers, contact)
    if act == "change":
        card = InstallationCard(**answers["card"])
        change_installation(installation, card, seen=answers["seen"], by=by, at=at)
    elif act == "piece":
        write_piece(installation, read_piece(answers["piece"]), by=by, at=at)
    elif act == "strike":
        strike_piece(installation, answers["piece"], by=by, at=at)
    elif act == "confirm":
        confirm_installation(installation, by=by, at=at)
    elif act == "retire":
        retire_installation(installation, by=by, at=at)
    else:
        raise ValueError(act)


def find_own(answers: Answers, contact: Contact) -> Installation:
    """Return the installation that is meant; one of another customer is not there."""
    number, organisation = str(answers["installation"]), contact.organisation_id
    found = find_installation(number, organisation=organisation)
    if found is None:
        raise NotAllowed(_("This installation is out of use."))
    return found


def read_piece(told: Mapping[str, Any]) -> PieceCard:
    """Return a piece as the form keeps it."""
    since = datetime.fromisoformat(told["since"]) if told["since"] else None
    return PieceCard(**{**told, "since": since})


MATTERS: dict[str, tuple[CustomerRight, Act]] = {
    "environment": (CustomerRight.KEEP_ENVIRONMENT, keep_environment),
    "people": (CustomerRight.KEEP_PEOPLE, keep_people),
}
