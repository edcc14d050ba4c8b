"""A ticket's page: what was promised, what is known, what can be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.blocking import unwanted_url
from permanence.faces.desk.presenting.climbing import say_standing
from permanence.faces.desk.presenting.enquiries import forward_url
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.rights import customer_right_names
from permanence.faces.desk.presenting.tickets import title_of_grade
from permanence.faces.desk.presenting.words import (
    language_name,
    reader_language,
    say_words,
    state_names,
)
from permanence.faces.ui.addresses import address_of, ticket_address
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.models import Climb
from permanence.service.escalation.queries import climbs_of
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.facts import missing_facts
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.models import Contact
from permanence.world.accounts.rules import CustomerRight, Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]


def show_ticket(ticket: Ticket, reader: Reader, *, back_url: str) -> Shown:
    """Return the head of the page."""
    address = ticket_address("desk:ticket", ticket.reference)
    return {
        "forward_url": forward_url(ticket, reader),
        "outside_label": say_outside(ticket.outside),
        "reference": ticket.reference,
        "subject": ticket.subject,
        "url": address,
        "topic": f"ticket:{ticket.pk}",
        "is_confidential": ticket.confidential,
        "state": ticket.state,
        "state_label": state_names()[ticket.state],
        "organisation": ticket.organisation.name if ticket.organisation else "",
        **show_grades(ticket),
        **show_instant(ticket.opened_at, reader, name="opened"),
        "channel": ticket.channel,
        "back_url": back_url,
        "act_url": ticket_address("desk:ticket-act", ticket.reference),
        "declare_url": declare_url(ticket, reader),
        "here_url": f"{address}/here",
        "watch_url": f"{address}/watch",
        "promises_url": f"{address}?part=promises",
    }


def say_outside(standing: str) -> str:
    """Return what is open with third parties; empty when nothing is."""
    said = {"asked": _("A third party is asked"), "answered": _("A third party has answered")}
    return said.get(standing, "")


def show_grades(ticket: Ticket) -> Shown:
    """Return severity and level with their names."""
    shown: Shown = {"provisional": ticket.triaged_at is None}
    for axis in ("severity", "level"):
        number = getattr(ticket, axis)
        shown[axis] = "" if number is None else str(number)
        shown[f"{axis}_title"] = number and title_of_grade(
            ticket.policy_version_id, axis, number, reader_language()
        )
    return shown


def declare_url(ticket: Ticket, reader: Reader) -> str:
    """Return where an incident is declared from a ticket; nothing for who may not."""
    if not reader.may(Right.DECLARE_INCIDENTS, ticket.desk_id):
        return ""
    return f"{address_of('desk:incident-declare')}?{urlencode({'ticket': ticket.reference})}"


def list_acts(ticket: Ticket, reader: Reader) -> list[Shown]:
    """Return the acts that come next in this state, at most three."""
    if not reader.may(Right.ANSWER, ticket.desk_id):
        return []
    acts = []
    if may_follow("assign", ticket.state) and ticket.assignee_id != reader.specialist.pk:
        acts.append(show_act("take", _("Take it"), "person"))
    if may_follow("resume", ticket.state):
        acts.append(show_act("resume", _("Go on"), "again", primary=True))
    if may_follow("resolve", ticket.state) and ticket.answered_at:
        acts.append(show_act("resolve", _("Resolve"), "check"))
    if ticket.state == "resolved" and ticket.duplicates:
        acts.append(show_act("duplicates", _("Resolve the duplicates"), "link"))
    if may_follow("close", ticket.state):
        acts.append(show_act("close", _("Close"), "check", primary=True))
    if may_follow("reopen", ticket.state):
        acts.append(show_act("reopen", _("Open again"), "again"))
    return acts


def show_act(value: str, label: str, icon: str, *, primary: bool = False) -> Shown:
    """Return one button."""
    return {"value": value, "label": label, "icon": icon, "primary": primary}


def list_missing(ticket: Ticket, policy: Policy) -> list[Shown]:
    """Return the facts of the checklist that nobody has told yet."""
    lacking = missing_facts(policy.facts, ticket.facts, ticket.waived)
    return [{"label": say_words(fact.label, policy.default_language)} for fact in lacking]


def show_contact(ticket: Ticket, reader: Reader) -> Shown:
    """Return who asks, with the time of day there."""
    contact = ticket.contact
    zone_name = contact.zone or (ticket.organisation.zone if ticket.organisation else "")
    local = ""
    if zone_name:
        there = reader.at.astimezone(find_zone(zone_name))
        place = zone_name.rpartition("/")[2].replace("_", " ")
        local = f"{there:%H:%M}, {place}"
    digits = "".join(letter for letter in contact.phone if letter in "+0123456789")
    return {
        "name": contact.name,
        "url": reverse("desk:contact", args=[contact.pk]),
        "email": contact.email,
        "phone": contact.phone,
        "phone_url": f"tel:{digits}",
        "language_name": language_name(contact.language),
        "local_time": local,
        "confirmed": contact.organisation_id is not None,
        "has_left": contact.left_at is not None,
        "may": list_authority(contact),
        "unwanted_url": unwanted_url(ticket, reader),
    }


def list_authority(contact: Contact) -> list[str]:
    """Return what a person at a customer is authorised for, beyond asking for help."""
    names = customer_right_names()
    return [
        names[right]
        for right in CustomerRight
        if right != CustomerRight.OPEN_REQUESTS and contact.may(right)
    ]


def show_climb(ticket: Ticket, reader: Reader) -> Shown | None:
    """Return how far the ladder is climbed; None when it is not, or no longer needed."""
    if ticket.ended or not getattr(ticket, "is_climbed", True):
        return None
    climbs = [one for one in climbs_of("ticket", ticket.pk) if one.outcome != "withdrawn"]
    if not climbs:
        return None
    return {"sentence": say_standing(climbs[0], reader), "next": say_following(climbs[0], reader)}


def say_following(climb: Climb, reader: Reader) -> str:
    """Return who is called next, and when; nothing while somebody has it."""
    if climb.ended_at or climb.held_at or climb.alarm_at or climb.turn_until is None:
        return ""
    following = next((one for one in climb.rungs.all() if one.position > climb.position), None)
    if following is None:
        return ""
    told = {
        "office": say_words(following.office),
        "instant": say_moment(climb.turn_until, reader),
    }
    return _("Next is %(office)s, at %(instant)s.") % told
