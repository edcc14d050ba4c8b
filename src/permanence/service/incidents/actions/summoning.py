"""Summoning experts into a team: called one after the other, until one of them accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import start_climbs, take_climb, withdraw_climbs
from permanence.service.escalation.models import Climb
from permanence.service.escalation.rules import Answerer, Briefing, Start, Step
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.actions.room import TEAMS, demand_words, lock_room
from permanence.service.incidents.actions.teams import EXPERT, seat_member
from permanence.service.incidents.models import Incident, Summons
from permanence.service.incidents.queries.naming import say_name
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.summoning import MOST_RUNGS, RUNG_ALLOWED, Target, Wanted
from permanence.world.accounts.models import Specialist

OWNER = CLIMBS


class NobodyCalled(Refusal):
    """A summons calls somebody."""


class SummonsOver(Refusal):
    """The summons is over: somebody has accepted, or it was taken back."""


@transaction.atomic
def summon_experts(
    incident: Incident,
    targets: Sequence[Target],
    *,
    team: str,
    reason: str,
    wanted: Wanted,
    at: datetime,
    by: Actor,
) -> Summons:
    """Call these experts into a team, one after the other, by all their ways; one may accept."""
    room = lock_room(incident)
    said = demand_words(reason, str(_("Say what they are needed for: whoever is called reads it.")))
    if not targets or len(targets) > MOST_RUNGS or team not in TEAMS:
        raise NobodyCalled(_("Choose whom to call: at least one, and at most eight."))
    summons = Summons.objects.create(
        incident=room,
        team=team,
        wanted={"skill": wanted.skill, "language": wanted.language, "level": wanted.level},
        targets=[{"name": one.name, "rota": one.rota} for one in targets],
        reason=said,
        asked_at=at,
        asked_by=by.name,
    )
    facts = {"team": team, "names": [one.name for one in targets], "reason": said}
    write_events(room, [NewEvent("expert.summoned", facts)], at=at, by=by)
    start_climbs([make_start(summons, targets, by=by)], at=at)
    return summons


def make_start(summons: Summons, targets: Sequence[Target], *, by: Actor) -> Start:
    """Return the climb that calls the experts of a summons: one rung for each."""
    room = summons.incident
    policy = policy_of_version(room.policy_version_id)
    return Start(
        owner=OWNER,
        subject=room.pk,
        desk=room.desk_id,
        organisation=None,
        ground="incident",
        steps=tuple(
            Step(
                key=one.key,
                office={one.language: one.name},
                mail="",
                phone="",
                language=one.language,
                allowed=RUNG_ALLOWED,
                rota=one.rota,
                people=(one.log_in,) if one.log_in else (),
            )
            for one in targets
        ),
        briefing=brief_experts(summons, policy, [one.language for one in targets]),
        sender=policy.mailboxes[0].address,
        sender_name=policy.name,
        promise=summons.matter,
        severity=room.severity,
        course=replace(policy.ladder.course, drill=room.drill),
        reason=summons.reason,
        reference=room.name,
        by=by,
    )


def brief_experts(
    summons: Summons, policy: Policy, languages: Sequence[str]
) -> Mapping[str, Briefing]:
    """Return what experts are told in each language: for what, and where they come to.

    Of a security breach no more than that there is one: whoever declines need not know.
    """
    room, briefings = summons.incident, {}
    for language in dict.fromkeys([*languages, policy.default_language]):
        with translation.override(language):
            secret = room.kind == Incident.Kind.SECURITY
            title = gettext("security breach") if secret else room.title
            told = {"incident": room.name, "title": title}
            context = told | {
                "drill": room.drill,
                "severity": room.severity,
                "team": say_team(summons.team),
                "by": summons.asked_by,
                "link": link_to("incident", base=settings.PUBLIC_URL, number=room.pk),
            }
            text = render_to_string("incidents/mail/summons.txt", context)
            subject = gettext("You are needed: incident {incident}, {title}").format(**told)
            subject = say_name(room, told=subject)
        briefings[language] = Briefing(subject, text)
    return briefings


def say_team(team: str) -> str:
    """Return what a team is called."""
    return {
        "notification": gettext("Notification"),
        "investigation": gettext("Investigation and resolution"),
        "post_mortem": gettext("Post-mortem"),
    }[team]


def settle_summonses(*, at: datetime, most: int = 50) -> int:
    """Let experts who accepted come into their teams, however they answered; return how many."""
    waiting = Summons.objects.calling().select_related("incident").order_by("pk")[:most]
    matters = {one.matter: one for one in waiting}
    if not matters:
        return 0
    climbs = Climb.objects.filter(owner=OWNER, matter__in=list(matters))
    answered = climbs.filter(Q(held_specialist__isnull=False) | Q(ended_at__isnull=False))
    return sum(
        settle_summons(matters[climb.matter], climb, at=at) for climb in answered.order_by("pk")
    )


@transaction.atomic
def settle_summons(summons: Summons, climb: Climb, *, at: datetime) -> bool:
    """Let the expert who has a climb come into the team; False when it is settled already.

    A climb that ended and that nobody has was not needed any more: the incident is over.
    """
    room = lock_incident(summons.incident)
    found = Summons.objects.get(pk=summons.pk)
    if found.state != Summons.State.CALLED:
        return False
    who = Specialist.objects.filter(pk=climb.held_specialist or 0).first()
    if who is None:
        found.state, found.settled_at = Summons.State.WITHDRAWN, at
        found.save(update_fields=["state", "settled_at"])
        return True
    found.state, found.accepted_by, found.settled_at = Summons.State.ACCEPTED, who, at
    found.save(update_fields=["state", "accepted_by", "settled_at"])
    facts = {"team": found.team, "name": who.name}
    answered = climb.held_at or at
    event = NewEvent("expert.accepted", facts, happened_at=answered)
    write_events(room, [event], at=at, by=who.actor)
    seat_member(room, found.team, who, EXPERT, at=at, by=who.actor)
    withdraw_climbs(OWNER, [room.pk], at=at, grounds=[found.matter])
    return True


@transaction.atomic
def accept_summons(summons: Summons, who: Specialist, *, at: datetime, by: Actor) -> None:
    """Let somebody accept a summons on the desk; who works here may, called or not."""
    lock_room(summons.incident)
    climb = climb_of(summons)
    if climb is None:
        raise SummonsOver(_("Somebody has accepted already, or it was taken back."))
    held = take_climb(climb, Answerer(by, specialist=who.pk), at=at)
    settle_summons(summons, held, at=at)


@transaction.atomic
def withdraw_summons(summons: Summons, *, at: datetime, by: Actor) -> None:
    """Take a summons back: nobody else is called."""
    room = lock_room(summons.incident)
    found = Summons.objects.get(pk=summons.pk)
    if found.state != Summons.State.CALLED:
        raise SummonsOver(_("Somebody has accepted already, or it was taken back."))
    found.state, found.settled_at = Summons.State.WITHDRAWN, at
    found.save(update_fields=["state", "settled_at"])
    names = [one["name"] for one in found.targets]
    facts = {"team": found.team, "names": names}
    write_events(room, [NewEvent("expert.withdrawn", facts)], at=at, by=by)
    withdraw_climbs(OWNER, [room.pk], at=at, grounds=[found.matter])


def climb_of(summons: Summons) -> Climb | None:
    """Return the climb of a summons that goes on."""
    rows = Climb.objects.filter(owner=OWNER, subject=summons.incident_id, ended_at=None)
    return rows.filter(matter=summons.matter).first()
