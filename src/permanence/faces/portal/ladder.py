"""Whom a customer calls, in order: their own ladder, with the numbers of their region."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext

from permanence.faces.portal.access import Guest
from permanence.faces.portal.shell import dial
from permanence.faces.ui.moments import say_instant
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import prevailing_ladder
from permanence.promises.policies.rules import Ladder, LadderContact, Rung
from permanence.world.calendars.rules import Calendar, is_open, next_opening

Shown = dict[str, Any]


def ladder_of(guest: Guest, contracts: Sequence[ContractTerms]) -> Ladder | None:
    """Return the ladder that this reader may climb: an annex of theirs, or the published one."""
    ladder = prevailing_ladder(guest.policy, contracts, at=guest.at)
    return ladder if ladder.published or ladder != guest.policy.ladder else None


def show_ladder(guest: Guest, contracts: Sequence[ContractTerms]) -> list[Shown]:
    """Return the ladder in calling order, each rung with its contacts for the reader's region."""
    ladder = ladder_of(guest, contracts)
    if ladder is None:
        return []
    calendars = dict(guest.policy.calendars)
    for terms in contracts:
        calendars.update(terms.calendars)
    return [
        {
            "rank": rank,
            "title": guest.say(rung.title),
            "is_manager": rung.key == ladder.manager,
            "ways": list_ways(guest, rung, calendars),
        }
        for rank, rung in enumerate(ladder.rungs, start=1)
    ]


def list_ways(guest: Guest, rung: Rung, calendars: dict[str, Calendar]) -> list[Shown]:
    """Return how to reach a rung: by the contact of the region, by each where it is not known."""
    contacts = rung.contacts
    if guest.region and len(contacts) > 1:
        contacts = (rung.contact_for(guest.region, guest.language),)
    names = {region.key: region.name for region in guest.policy.regions}
    return [
        {
            "region": ", ".join(guest.say(names[key]) for key in contact.regions)
            if len(contacts) > 1
            else "",
            "email": contact.mail,
            "languages": ", ".join(LANG_INFO[key]["name_local"] for key in contact.languages),
            "opening": say_opening(calendars.get(contact.hours), guest.at, guest.zone),
            **number_ways(contact),
        }
        for contact in contacts
    ]


def say_opening(calendar: Calendar | None, at: datetime, zone: tzinfo) -> str:
    """Return whether a contact is there now, and else from when on; nothing for who always is."""
    if calendar is None or calendar.always:
        return ""
    if is_open(calendar, at):
        return gettext("there now")
    again = next_opening(calendar, at)
    if again is None:
        return gettext("not there now")
    return gettext("there again: %(when)s") % {"when": say_instant(again, at=at, zone=zone)}


def number_ways(contact: LadderContact) -> dict[str, str]:
    """Return the numbers of a contact: the office's, and the mobile beside it."""
    office, mobile = contact.office or contact.mobile, contact.mobile if contact.office else None
    return {
        "number": office or "",
        "tel": dial(office),
        "mobile": mobile or "",
        "mobile_tel": dial(mobile),
    }
