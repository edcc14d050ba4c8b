"""Inviting people of an organisation, saying what each may do, taking them away.

Whoever it is done to is told by mail, in their own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import sender_for
from permanence.service.intake.models import Form
from permanence.world.accounts.actions import (
    LastWord,
    change_contact,
    enter_contact,
    readmit_contact,
    release_contact,
    sign_contact,
)
from permanence.world.accounts.models import Contact
from permanence.world.accounts.queries import card_of_contact, domain_owners
from permanence.world.accounts.rules import ContactCard

RIGHTS = ("is_technical", "decides_costs", "is_administrator")


class CannotInvite(Refusal):
    """An address that may be another customer's is for the desk to decide on."""


def keep_people(form: Form, contact: Contact, at: datetime) -> None:
    """Carry out what an administrator of an organisation decided on one of its people."""
    answers: Mapping[str, Any] = form.answers
    by, act = Actor(f"contact:{contact.pk}", contact.name), answers["act"]
    if act == "invite":
        person = invite_person(contact, ContactCard(**answers["card"]), by=by, at=at)
    else:
        person = find_colleague(contact, answers["person"])
        if act == "change":
            rights = {name: bool(answers["rights"][name]) for name in RIGHTS}
            change_rights(contact, person, rights, by=by, at=at)
        elif act == "remove":
            remove_person(contact, person, by=by, at=at)
        else:
            raise ValueError(act)
    person = Contact.objects.select_related("organisation").get(pk=person.pk)
    post_drafts([draft_notice(person, act, form=form, by=by, at=at)], at=at)


def invite_person(inviter: Contact, card: ContactCard, *, by: Actor, at: datetime) -> Contact:
    """Add a person to the inviter's organisation, or let one who was taken away come back."""
    place = inviter.organisation
    assert place is not None  # noqa: S101 -- whoever has the right has an organisation
    refuse_foreign(card.email, place.pk)
    known = Contact.objects.filter(organisation=place, email=card.email).first()
    if known is None or known.left_at is None:
        return enter_contact(place, card, by=by, at=at)
    readmit_contact(known, by=by, at=at)
    change_contact(known, card, by=by, at=at)
    return known


def refuse_foreign(email: str, organisation: int) -> None:
    """Refuse an address that stands for another customer, without saying whose it is.

    Else its mail would be held from then on: an address of two customers is for a person.
    """
    owners = domain_owners([email.rpartition("@")[2]]).get(email.rpartition("@")[2], [])
    elsewhere = Contact.objects.filter(email=email, organisation__isnull=False).exclude(
        organisation=organisation
    )
    if (owners and organisation not in owners) or elsewhere.exists():
        raise CannotInvite(_("We cannot take this address here. Please ask us about it."))


def find_colleague(contact: Contact, number: object) -> Contact:
    """Return somebody of the same organisation; nobody else is there."""
    people = Contact.objects.filter(organisation=contact.organisation_id).staying()
    found = people.filter(pk=str(number)).first()
    if found is None:
        raise LastWord(_("This person is no longer there."))
    return found


def change_rights(
    contact: Contact, person: Contact, rights: Mapping[str, bool], *, by: Actor, at: datetime
) -> None:
    """Say what one of the people may do; nobody ends their own administration."""
    if person.pk == contact.pk and not rights["is_administrator"]:
        raise LastWord(_("Another administrator has to take this from you."))
    card = replace(
        card_of_contact(person),
        is_technical=rights["is_technical"],
        decides_costs=rights["decides_costs"],
        is_administrator=rights["is_administrator"],
    )
    change_contact(person, card, by=by, at=at)


def remove_person(contact: Contact, person: Contact, *, by: Actor, at: datetime) -> None:
    """Take one of the people away; nobody takes themselves."""
    if person.pk == contact.pk:
        raise LastWord(_("Another administrator has to take this from you."))
    release_contact(person, by=by, at=at)


def draft_notice(person: Contact, act: str, *, form: Form, by: Actor, at: datetime) -> Draft:
    """Return the mail that tells somebody what was decided about them."""
    _version, policy = policy_in_force(form.desk.key, at=at)
    link = link_to(
        "enter", base=settings.PUBLIC_URL, desk=form.desk.key, token=sign_contact(person.pk)
    )
    with translation.override(person.language):
        told = {
            "act": act,
            "name": person.name,
            "who": by.name,
            "desk": policy.name,
            "organisation": person.organisation.name if person.organisation else "",
            "roles": [] if act == "remove" else name_roles(person),
            "link": link,
            "days": settings.PORTAL_LINK_DAYS,
        }
        text = render_to_string("intake/mail/person.txt", told)
        subject = gettext("The support portal for %(organisation)s") % told
    return draft_automatic(
        PlainMail(person.email, person.language, subject, text),
        sender=Sender(sender_for(policy, person.region), policy.name, policy.desk),
        owner=f"contact:{person.pk}",
        kind="person",
        desk=form.desk_id,
        organisation=person.organisation_id,
    )


def name_roles(person: Contact) -> list[str]:
    """Return what somebody is at their organisation."""
    names = {
        "is_technical": gettext("Technical contact"),
        "decides_costs": gettext("Decides on paid work"),
        "is_administrator": gettext("Administrator of the organisation"),
    }
    held = [names[name] for name in RIGHTS if getattr(person, name)]
    return held or [gettext("Contact")]
