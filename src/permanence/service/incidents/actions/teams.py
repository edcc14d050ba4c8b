"""Who is in a team: joining, leaving, leading, and how a lead passes to somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.room import TEAMS, demand_words, lock_room
from permanence.service.incidents.models import HandOver, Incident, Member
from permanence.service.incidents.queries.crew import lead_of, workers_of
from permanence.service.incidents.rules.chain import NewEvent
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people, watch_subject
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event

LEAD, MEMBER, EXPERT = "lead", "member", "expert"
RESOLVING = "investigation"


class NotAMember(Refusal):
    """Only who is in the team may do this, and only who works on the desk comes into it."""


class LeadIsTaken(Refusal):
    """A team has one lead at a time, who hands it over."""


class LeadStays(Refusal):
    """A lead leaves the team after handing it over."""


class NotOffered(Refusal):
    """The leadership is not offered to this person, or not any more."""


@transaction.atomic
def join_team(
    incident: Incident, team: str, who: Specialist, *, at: datetime, by: Actor, duty: str = MEMBER
) -> Member:
    """Let somebody come into a team; whoever is in it already stays as they are."""
    room = lock_room(incident)
    return seat_member(room, team, who, duty, at=at, by=by)


def seat_member(
    room: Incident, team: str, who: Specialist, duty: str, *, at: datetime, by: Actor
) -> Member:
    """Put somebody into a team of a room that is locked."""
    if team not in TEAMS or who.pk not in workers_of(room.desk_id):
        raise NotAMember(_("Only who works on this desk can join a team of its incident."))
    rows = Member.objects.filter(incident=room, team=team, specialist=who, left_at=None)
    standing = rows.first()
    if standing is not None:
        return standing
    member = Member.objects.create(
        incident=room, team=team, specialist=who, duty=duty, joined_at=at
    )
    watch_subject(f"incident:{room.pk}", [who.pk], at=at)
    facts = {"team": team, "name": who.name, "duty": duty}
    write_events(room, [NewEvent("team.joined", facts)], at=at, by=by)
    return member


@transaction.atomic
def leave_team(member: Member, *, at: datetime, by: Actor) -> None:
    """Let somebody leave a team; a lead hands over first."""
    room = lock_room(member.incident)
    found = Member.objects.select_related("specialist").get(pk=member.pk)
    if found.left_at is not None:
        raise NotAMember(_("They have left the team already."))
    if found.duty == LEAD:
        raise LeadStays(
            _("Hand the leadership over first: a team without a lead has nobody to ask.")
        )
    found.left_at = at
    found.save(update_fields=["left_at"])
    facts = {"team": found.team, "name": found.specialist.name}
    write_events(room, [NewEvent("team.left", facts)], at=at, by=by)


@transaction.atomic
def take_lead(incident: Incident, team: str, who: Specialist, *, at: datetime, by: Actor) -> Member:
    """Let somebody lead a team that nobody leads."""
    room = lock_room(incident)
    lead = lead_of(room, team)
    if lead is not None:
        raise LeadIsTaken(
            _("{who} leads this team: ask them to hand it over."), who=lead.specialist.name
        )
    return seat_lead(room, team, who, at=at, by=by)


def seat_lead(room: Incident, team: str, who: Specialist, *, at: datetime, by: Actor) -> Member:
    """Let somebody lead a team of a room that is locked."""
    member = seat_member(room, team, who, MEMBER, at=at, by=by)
    member.duty = LEAD
    member.save(update_fields=["duty"])
    follow_lead(room, team, who)
    facts = {"team": team, "name": who.name}
    write_events(room, [NewEvent("team.led", facts)], at=at, by=by)
    return member


def follow_lead(room: Incident, team: str, who: Specialist) -> None:
    """Let whoever leads the team that resolves an incident lead the incident."""
    if team == RESOLVING:
        room.lead = who
        room.save(update_fields=["lead"])


@transaction.atomic
def offer_lead(
    incident: Incident, team: str, to: Specialist, *, note: str, at: datetime, by: Actor
) -> HandOver:
    """Offer the leadership of a team, with what has to be known; who it is for is asked at once."""
    room = lock_room(incident)
    said = demand_words(note, str(_("Write what they have to know: how it stands, what is next.")))
    if team not in TEAMS or to.pk not in workers_of(room.desk_id):
        raise NotAMember(_("Only who works on this desk can lead a team of its incident."))
    lead = lead_of(room, team)
    if lead is not None and lead.specialist_id == to.pk:
        raise LeadIsTaken(_("{who} leads this team already."), who=to.name)
    HandOver.objects.filter(incident=room, team=team, outcome="").update(
        outcome=HandOver.Outcome.WITHDRAWN, answered_at=at
    )
    offer = HandOver.objects.create(
        incident=room,
        team=team,
        giver=lead.specialist if lead else None,
        taker=to,
        note=said,
        offered_at=at,
        offered_by=by.name,
    )
    facts = {"team": team, "to": to.name, "note": said}
    write_events(room, [NewEvent("lead.offered", facts)], at=at, by=by)
    hearers = Hearers(f"incident:{room.pk}", room.desk_id, named=[to.pk])
    tell_people([News(Event.LEAD, hearers, by=by.key, who=by.name)], at=at)
    return offer


@transaction.atomic
def accept_lead(offer: HandOver, who: Specialist, *, at: datetime, by: Actor) -> Member:
    """Let whom the leadership was offered to have it; who had it stays in the team."""
    room, found = lock_offer(offer, who)
    settle_offer(found, HandOver.Outcome.ACCEPTED, "", at=at)
    lead = lead_of(room, found.team)
    if lead is not None:
        lead.duty = MEMBER
        lead.save(update_fields=["duty"])
    member = seat_member(room, found.team, who, MEMBER, at=at, by=by)
    member.duty = LEAD
    member.save(update_fields=["duty"])
    follow_lead(room, found.team, who)
    before = lead.specialist.name if lead else ""
    facts = {"team": found.team, "from": before, "to": who.name, "note": found.note}
    write_events(room, [NewEvent("lead.accepted", facts)], at=at, by=by)
    return member


@transaction.atomic
def decline_lead(offer: HandOver, who: Specialist, *, reason: str, at: datetime, by: Actor) -> None:
    """Note that somebody does not take the leadership, and why; who has it keeps it."""
    said = demand_words(reason, str(_("Say why: somebody else has to be found.")))
    room, found = lock_offer(offer, who)
    settle_offer(found, HandOver.Outcome.DECLINED, said, at=at)
    facts = {"team": found.team, "name": who.name, "reason": said}
    write_events(room, [NewEvent("lead.declined", facts)], at=at, by=by)


@transaction.atomic
def withdraw_offer(offer: HandOver, *, at: datetime, by: Actor) -> None:
    """Take back the offer of a lead that nobody has answered."""
    room, found = lock_offer(offer, offer.taker)
    settle_offer(found, HandOver.Outcome.WITHDRAWN, "", at=at)
    facts = {"team": found.team, "to": found.taker.name}
    write_events(room, [NewEvent("lead.withdrawn", facts)], at=at, by=by)


def lock_offer(offer: HandOver, who: Specialist) -> tuple[Incident, HandOver]:
    """Return the room, locked, and an offer that stands for this person."""
    room = lock_room(offer.incident)
    found = HandOver.objects.select_related("taker").get(pk=offer.pk)
    if found.outcome or found.taker_id != who.pk:
        raise NotOffered(_("The leadership is not offered to you any more."))
    return room, found


def settle_offer(offer: HandOver, outcome: str, answer: str, *, at: datetime) -> None:
    """Note what became of an offer."""
    offer.outcome, offer.answer, offer.answered_at = outcome, answer, at
    offer.save(update_fields=["outcome", "answer", "answered_at"])
