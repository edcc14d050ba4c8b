"""Experts are called one after the other, answer by any way, and come into the team."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.models import Message
from permanence.service.escalation.actions import (
    answerer_of,
    decline_climb,
    settle_due_rungs,
    take_climb,
)
from permanence.service.escalation.models import Call, Climb
from permanence.service.incidents.actions import dismiss_suspicion
from permanence.service.incidents.actions.capturing import capture_calls
from permanence.service.incidents.actions.summoning import (
    NobodyCalled,
    SummonsOver,
    accept_summons,
    settle_summonses,
    summon_experts,
    withdraw_summons,
)
from permanence.service.incidents.models import Event, Incident, Member, Summons
from permanence.service.incidents.queries import prove_incident
from permanence.service.incidents.queries.crew import (
    calls_of_summonses,
    experts_within_reach,
    members_of,
)
from permanence.service.incidents.rules.summoning import Target, Wanted, rank_experts
from permanence.world.accounts.models import Absence, Specialist
from tests.cast import World
from tests.service.incidents.leading import MINUTE, actor_of, declare, kinds_of, suspect

pytestmark = pytest.mark.usefixtures("in_the_house")
TEAM = "investigation"


def target_of(person: Specialist) -> Target:
    return Target(f"expert-{person.pk}", person.name, "en", log_in=person.user.email)


def summon(room: Incident, *people: Specialist, by: Actor, at: datetime) -> Summons:
    return summon_experts(
        room,
        [target_of(one) for one in people],
        team=TEAM,
        reason="The relay answers 554.",
        wanted=Wanted(skill="fax", level=2),
        at=at,
        by=by,
    )


def climb_of(summons: Summons) -> Climb:
    return Climb.objects.get(matter=summons.matter)


def open_call(summons: Summons) -> Call:
    rows = Call.objects.filter(climb__matter=summons.matter, result="", made_at__isnull=False)
    return rows.select_related("climb", "rung").latest("pk")


def test_who_is_summoned_reads_why_and_comes_into_the_team_by_answering_the_mail(
    world: World, room: Incident, sam: Actor
) -> None:
    summons = summon(room, world.lena, by=sam, at=world.at)

    mail = Message.objects.get(kind="climb", recipients=[world.lena.user.email])
    assert "The relay answers 554." in mail.text
    assert room.name in mail.subject
    call = open_call(summons)
    take_climb(climb_of(summons), answerer_of(call), at=world.at + MINUTE)
    assert settle_summonses(at=world.at + MINUTE) == 1
    assert settle_summonses(at=world.at + MINUTE) == 0

    summons.refresh_from_db()
    assert (summons.state, summons.accepted_by) == ("accepted", world.lena)
    assert [(one.specialist, one.duty) for one in members_of(room)] == [(world.lena, "expert")]
    assert climb_of(summons).ended_at is not None


def test_who_cannot_come_says_why_and_the_next_is_called_at_once(
    world: World, room: Incident, sam: Actor
) -> None:
    summons = summon(room, world.lena, world.sam, by=sam, at=world.at)
    call = open_call(summons)
    assert call.name == "Lena Vos"

    reason = "On a train"
    decline_climb(climb_of(summons), answerer_of(call), reason=reason, at=world.at + MINUTE)

    assert open_call(summons).name == "Sam Okoro"
    called = calls_of_summonses([summons])[summons.pk]
    assert {one.name: one.result for one in called} == {"Lena Vos": "declined", "Sam Okoro": ""}
    assert settle_summonses(at=world.at + MINUTE) == 0


def test_who_stays_silent_is_followed_by_the_next_after_five_minutes(
    world: World, room: Incident, sam: Actor
) -> None:
    summons = summon(room, world.lena, world.sam, by=sam, at=world.at)

    settle_due_rungs(at=world.at + 4 * MINUTE)
    assert open_call(summons).name == "Lena Vos"
    settle_due_rungs(at=world.at + 5 * MINUTE)
    assert open_call(summons).name == "Sam Okoro"


def test_every_call_and_its_answer_is_in_the_record_once_with_when_it_happened(
    world: World, room: Incident, sam: Actor
) -> None:
    summons = summon(room, world.lena, world.sam, by=sam, at=world.at)
    call, later = open_call(summons), world.at + MINUTE
    decline_climb(climb_of(summons), answerer_of(call), reason="On a train", at=later)
    written = later + timedelta(seconds=1)

    assert capture_calls(at=written) > 0
    assert capture_calls(at=written) == 0

    declined = Event.objects.get(incident=room, kind="climb.declined")
    assert (declined.happened_at, declined.at) == (later, written)
    assert declined.actor_name == "Lena Vos"
    assert kinds_of(room).count("climb.called") == 2
    assert prove_incident(room).holds


def test_two_summonses_of_one_incident_go_on_side_by_side(
    world: World, room: Incident, sam: Actor
) -> None:
    first = summon(room, world.lena, by=sam, at=world.at)
    second = summon(room, world.sam, by=sam, at=world.at)

    accept_summons(second, world.sam, at=world.at, by=sam)

    assert climb_of(first).ended_at is None
    assert Member.objects.get(incident=room).specialist == world.sam
    with pytest.raises(SummonsOver):
        withdraw_summons(second, at=world.at, by=sam)
    withdraw_summons(first, at=world.at, by=sam)
    assert climb_of(first).ended_at is not None
    with pytest.raises(SummonsOver):
        accept_summons(first, world.lena, at=world.at, by=actor_of(world, "lena"))


def test_a_summons_ends_with_its_incident_and_calls_somebody(world: World, sam: Actor) -> None:
    room = suspect(world)
    summons = summon(room, world.lena, by=sam, at=world.at)
    with pytest.raises(NobodyCalled):
        summon(room, by=sam, at=world.at)

    dismiss_suspicion(room, reason="A test", at=world.at, by=sam)
    settle_summonses(at=world.at)

    summons.refresh_from_db()
    assert summons.state == "withdrawn"


def test_a_summons_to_a_security_breach_does_not_say_what_happened(
    world: World, sam: Actor
) -> None:
    room = declare(world, kind="security", title="Keys of Brightwater are in the open")

    summon(room, world.lena, by=sam, at=world.at)

    mail = Message.objects.get(kind="climb", recipients=[world.lena.user.email])
    assert "Keys of Brightwater" not in mail.text + mail.subject


def test_experts_are_found_by_what_they_bring_and_whether_they_are_there(world: World) -> None:
    Specialist.objects.filter(pk=world.lena.pk).update(
        level=3, languages=["en", "fr"], skills=["fax"]
    )
    Specialist.objects.filter(pk=world.sam.pk).update(level=2, languages=["en"], skills=["fax"])
    Absence.objects.create(
        specialist=world.sam,
        kind="out",
        from_at=world.at - MINUTE,
        said_at=world.at - MINUTE,
        to_at=world.at + timedelta(days=2),
    )

    experts = experts_within_reach(world.messaging.pk, at=world.at)

    def found(wanted: Wanted) -> list[str]:
        return [one.name for one in rank_experts(experts, wanted)]

    assert found(Wanted(skill="fax")) == ["Lena Vos", "Sam Okoro"]
    assert found(Wanted(language="fr", level=3)) == ["Lena Vos"]
    assert found(Wanted(on_call=True)) == []
    assert "Noor Haddad" not in found(Wanted())
