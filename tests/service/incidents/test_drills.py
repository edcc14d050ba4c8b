"""A drill is led like the real thing, alarms nobody, and says what it is wherever it is read."""

from __future__ import annotations

from datetime import datetime, timedelta

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.telling.queries import tell_tickets
from permanence.service.escalation.actions import settle_due_rungs
from permanence.service.escalation.models import Call, Climb
from permanence.service.incidents.actions import settle_due_clocks
from permanence.service.incidents.actions.capturing import capture_calls
from permanence.service.incidents.models import Event, Incident
from permanence.service.incidents.queries import prove_incident
from permanence.world.attention.models import Notice
from tests.cast import World
from tests.service.incidents.leading import actor_of, declare, kinds_of, later, suspect

HOURS = timedelta(hours=6)


def let_pass(*, since: datetime, until: datetime) -> None:
    """Let the watch do whatever falls due, in its order."""
    at = since
    while at <= until:
        settle_due_clocks(at=at)
        settle_due_rungs(at=at)
        capture_calls(at=at)
        at += timedelta(minutes=5)


def called(incident: Incident) -> set[str]:
    """Return everybody whom the ladder called."""
    rows = Call.objects.filter(climb__owner="incident", climb__subject=incident.pk)
    return set(rows.values_list("address", flat=True))


def test_a_drill_that_nobody_answers_alarms_nobody_and_is_a_finding(
    world: World, in_the_house: None
) -> None:
    drill = suspect(world, drill=True)

    let_pass(since=world.at, until=later(world, 120))

    climb = Climb.objects.get(owner="incident", subject=drill.pk, matter="confirm")
    assert (climb.outcome, climb.alarm_at) == ("unanswered", None)
    assert climb.ended_at is not None
    assert called(drill) == {world.sam.user.email}, "the supervisor hears nothing"
    assert not Call.objects.filter(rung=None).exists()
    findings = Event.objects.filter(incident=drill, kind="climb.unanswered")
    matters = {(one.facts or {}).get("matter") for one in findings}
    assert {"confirm", "assess"} <= matters
    assert "climb.alarmed" not in kinds_of(drill)
    assert prove_incident(drill).holds


def test_in_earnest_the_supervisors_are_alarmed_as_before(world: World, in_the_house: None) -> None:
    incident = suspect(world)

    let_pass(since=world.at, until=later(world, 120))

    climb = Climb.objects.get(owner="incident", subject=incident.pk, matter="confirm")
    assert climb.is_alarming
    assert world.lena.user.email in called(incident)


def test_every_message_of_a_drill_says_that_it_is_one(world: World, in_the_house: None) -> None:
    drill = declare(world, drill=True)

    let_pass(since=world.at, until=later(world, 45))

    subjects = list(Message.objects.values_list("subject", flat=True))
    assert subjects
    assert all(one.startswith("DRILL") for one in subjects)
    told = tell_tickets(world.sam.pk, list(Notice.objects.filter(subject=drill.subject)))
    assert told
    assert {one.called for one in told} == {f"DRILL {drill.name}"}


def test_the_report_of_a_drill_tells_for_what_nobody_answered(world: World) -> None:
    with house():
        drill = suspect(world, drill=True)
        let_pass(since=world.at, until=later(world, 60))
    world.pass_time(minutes=90)

    page = world.log_in(world.lena).get(f"/desk/incidents/{drill.pk}/report")

    assert "Confirm or dismiss: nobody on the ladder answered until" in page.content.decode()


def test_the_bar_that_says_that_incidents_go_on_counts_no_drill(world: World) -> None:
    with house():
        declare(world, drill=True)
    sam = world.log_in(world.sam)
    address = "/desk/tickets?desk=messaging"

    assert "incident goes on" not in sam.get(address).content.decode()
    with house():
        declare(world)
    assert "1 incident goes on" in sam.get(address).content.decode()


def test_drills_stand_apart_on_every_list(world: World) -> None:
    with house():
        drill = declare(world, drill=True, title="Exercise of the night")
        real = declare(world, title="Faxes are late")
    sam = world.log_in(world.sam)

    page = sam.get("/desk/incidents?desk=messaging").content.decode()

    assert page.index(real.name) < page.index(drill.name), "what is real stands first"
    assert page.count("badge is-drill") == 1
    board = world.log_in(world.lena).get("/desk/climbs?desk=messaging").content.decode()
    with house():
        assert actor_of(world)
    assert drill.name not in board
