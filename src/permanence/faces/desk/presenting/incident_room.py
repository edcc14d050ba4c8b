"""What the parts of a war room read: each piece is read once for a page, however many show it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.presenting.incident_room_words import duty_names, team_names
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.shell import initials_of
from permanence.service.escalation.models import Call
from permanence.service.incidents.actions.room import OVER
from permanence.service.incidents.models import (
    HandOver,
    Incident,
    Member,
    PinnedFact,
    RecordVersion,
    Summons,
    Task,
)
from permanence.service.incidents.queries.crew import (
    calls_of_summonses,
    members_of,
    open_hand_overs,
    summonses_of,
    workers_of,
)
from permanence.world.accounts.rules import Right
from permanence.world.attention.queries.viewing import Person, people_at

Shown = dict[str, Any]


class Room:
    """One incident as its war room shows it to one reader."""

    def __init__(self, incident: Incident, reader: Reader) -> None:
        self.incident, self.reader = incident, reader
        self.is_over = incident.state in OVER
        desk = incident.desk_id
        self.may_work = not self.is_over and reader.may(Right.WORK_ON_INCIDENTS, desk)
        self.may_lead = not self.is_over and reader.may(Right.LEAD_INCIDENTS, desk)

    @cached_property
    def members(self) -> list[Member]:
        """Who is in the teams now."""
        return members_of(self.incident)

    @cached_property
    def offers(self) -> list[HandOver]:
        """The leads that wait for an answer."""
        return open_hand_overs(self.incident)

    @cached_property
    def here(self) -> list[Person]:
        """Who else has the room open."""
        subject = f"incident:{self.incident.pk}"
        return people_at(subject, at=self.reader.at, besides=self.reader.specialist.pk)

    @cached_property
    def tasks(self) -> list[Task]:
        """All tasks: what is open in its order, then what is settled, the last settled first."""
        found = list(Task.objects.of_incident(self.incident))
        waiting = sorted(
            (one for one in found if one.settled_at is None), key=lambda one: (one.position, one.pk)
        )
        settled = [one for one in found if one.settled_at is not None]
        return [*waiting, *reversed(settled)]

    @cached_property
    def records(self) -> dict[str, RecordVersion]:
        """The latest version of each record, by its kind."""
        return {one.kind: one for one in RecordVersion.objects.standing(self.incident)}

    @cached_property
    def facts(self) -> list[PinnedFact]:
        """What stands at the top."""
        return list(PinnedFact.objects.standing(self.incident))

    @cached_property
    def summonses(self) -> list[Summons]:
        """Who was summoned."""
        return summonses_of(self.incident)

    @cached_property
    def calls(self) -> dict[int, list[Call]]:
        """The calls of each summons."""
        return calls_of_summonses(self.summonses)

    @cached_property
    def people(self) -> dict[int, str]:
        """Who may be given work here."""
        return workers_of(self.incident.desk_id)

    @property
    def own_team(self) -> str:
        """The team that the reader is in, the first of several; else the one that investigates."""
        mine = [one.team for one in self.members if one.specialist_id == self.reader.specialist.pk]
        return next((team for team in team_names() if team in mine), "investigation")

    def address(self, name: str, *args: object) -> str:
        """Return the address of a page below the incident."""
        return reverse(f"desk:{name}", args=[self.incident.pk, *args])


def room_of(request: StaffRequest, incident: Incident) -> Room:
    """Return the room of this page, read once for all its parts."""
    kept: Room | None = getattr(request, "room", None)
    if kept is None or kept.incident.pk != incident.pk:
        kept = Room(incident, request.reader)
        request.room = kept  # type: ignore[attr-defined]  # lives as long as the page
    return kept


def show_team(room: Room, team: str) -> Shown:
    """Return what `desk/incident/team.html` reads."""
    reader = room.reader
    members = [one for one in room.members if one.team == team]
    mine = next((one for one in members if one.specialist_id == reader.specialist.pk), None)
    lead = next((one for one in members if one.duty == "lead"), None)
    leads = lead is not None and lead.specialist_id == reader.specialist.pk
    return {
        "key": team,
        "members": [show_member(one, room) for one in members],
        "offers": [show_offer(one, room) for one in room.offers if one.team == team],
        "has_lead": lead is not None,
        "is_in": mine is not None,
        "leave_url": room.address("incident-leave", mine.pk)
        if mine and mine.duty != "lead" and room.may_work
        else "",
        "join_url": room.address("incident-join", team) if not mine and room.may_work else "",
        "lead_url": room.address("incident-lead", team) if not lead and room.may_work else "",
        "offer_url": room.address("incident-offer", team)
        if room.may_lead or (leads and room.may_work)
        else "",
        "add_url": room.address("incident-add", team) if room.may_work else "",
        "summon_url": f"{room.address('incident-summon')}?team={team}" if room.may_work else "",
        "summonses": [show_summons(one, room) for one in room.summonses if one.team == team],
    }


def show_member(one: Member, room: Room) -> Shown:
    """Return one member of a team, and whether they are in the room now."""
    here = {person.specialist for person in room.here} | {room.reader.specialist.pk}
    return {
        "name": one.specialist.name,
        "initials": initials_of(one.specialist.name),
        "duty": duty_names().get(one.duty, ""),
        "is_lead": one.duty == "lead",
        "is_here": one.specialist_id in here,
        "is_me": one.specialist_id == room.reader.specialist.pk,
        **show_instant(one.joined_at, room.reader, name="since"),
    }


def show_offer(one: HandOver, room: Room) -> Shown:
    """Return a lead that waits for an answer; only who it is offered to may give one."""
    mine = one.taker_id == room.reader.specialist.pk
    return {
        "to": one.taker.name,
        "by": one.offered_by,
        "note": one.note,
        "is_mine": mine,
        "answer_url": room.address("incident-offer-answer", one.pk) if not room.is_over else "",
        "may_withdraw": not mine and (room.may_lead or one.giver_id == room.reader.specialist.pk),
        **show_instant(one.offered_at, room.reader),
    }


def show_summons(one: Summons, room: Room) -> Shown:
    """Return who was summoned, and how it stands with each."""
    is_open = one.state == Summons.State.CALLED
    by_name = {call.name: call.result for call in room.calls.get(one.pk, ()) if call.made_at}
    declined = sorted(name for name, result in by_name.items() if result == Call.Result.DECLINED)
    return {
        "state": one.state,
        "state_label": summons_states()[one.state],
        "names": [str(target["name"]) for target in one.targets],
        "called": sorted(name for name, result in by_name.items() if not result),
        "declined": declined,
        "who": one.accepted_by.name if one.accepted_by else "",
        "reason": one.reason,
        "by": one.asked_by,
        "is_open": is_open,
        "accept_url": room.address("incident-summons", one.pk) if is_open and room.may_work else "",
        **show_instant(one.settled_at or one.asked_at, room.reader),
    }


def summons_states() -> dict[str, str]:
    """Return how a summons stands."""
    return {
        "called": _("summoned"),
        "accepted": _("accepted"),
        "withdrawn": _("taken back"),
    }


def show_here(room: Room) -> Shown:
    """Return what `desk/incident/here.html` reads: who else is in the room, and what they write."""
    sentences = {
        "note": _("%(name)s is writing a note"),
        "decision": _("%(name)s is writing down a decision"),
        "task": _("%(name)s is writing a task"),
        "record": _("%(name)s is changing a record"),
    }
    teams: dict[int, str] = {}
    for member in room.members:
        teams.setdefault(member.specialist_id, team_names()[member.team])
    return {
        "url": room.address("incident-here"),
        "topic": f"here:incident:{room.incident.pk}",
        "people": [
            {
                "name": one.name,
                "initials": initials_of(one.name),
                "team": teams.get(one.specialist, ""),
                "doing": (sentences.get(one.writing) or _("%(name)s is in the room"))
                % {"name": one.name},
                "writing": bool(one.writing),
            }
            for one in room.here
        ],
    }
