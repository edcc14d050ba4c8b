"""`permanence verify` proves what was written, and finds whatever was done to it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.escalation.models import Call, Climb
from permanence.service.incidents.actions import (
    change_components,
    change_kind,
    confirm_suspicion,
    correct_occurrence,
    dismiss_suspicion,
    erase_event,
    meet_clock,
    resolve_incident,
    settle_due_clocks,
    start_report_clock,
)
from permanence.service.incidents.command import verify_incidents
from permanence.service.incidents.models import Event, Incident
from permanence.service.incidents.queries import prove_incident
from tests.cast import World
from tests.database import SharedServer
from tests.service.incidents.leading import (
    MINUTE,
    actor_of,
    components_of_desk,
    declare,
    kinds_of,
    later,
    suspect,
)


def verify(name: str | None = None) -> tuple[int, list[dict[str, Any]], str]:
    """Return the status, the lines and what was said of faults."""
    out, err = io.StringIO(), io.StringIO()
    status = verify_incidents(name, out, err)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_what_was_written_is_proven(world: World, in_the_house: None) -> None:
    incident, other = declare(world), suspect(world)
    erase_event(incident, 2, reason="A name", at=world.at, by=actor_of(world))

    status, lines, faults = verify()

    assert (status, faults) == (0, "")
    assert [line["incident"] for line in lines] == [incident.name, other.name]
    assert lines[0]["erased"] == [2]
    assert lines[0]["events"] == len(kinds_of(incident))
    assert verify(other.name)[1] == lines[1:]
    assert verify("I-1")[0] == 1


TAMPERINGS = {
    "changed": "update incidents_event set facts = '{}' where number = 2",
    "order": "update incidents_event set previous = repeat('0', 64) where number = 2",
    "emptied": "update incidents_event set facts = null, salt = null where number = 2",
    "missing": "delete from incidents_event where number = 2",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", TAMPERINGS)
def test_what_the_owner_of_the_database_did_is_found(
    world: World, server: SharedServer, why: str
) -> None:
    with house():
        incident = declare(world)

    tamper(server, TAMPERINGS[why])

    status, lines, faults = verify(incident.name)
    assert status == 1
    assert lines[0]["broken"] == {"event": 2, "why": why}
    assert faults == f"{incident.name}: event 2 is broken: {why}\n"


SWAPPED = """
update incidents_event set number = 1002 where number = 2;
update incidents_event set number = 2 where number = 3;
update incidents_event set number = 3 where number = 1002
"""
LAST = "(select max(number) from incidents_event)"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("done", "why", "event"),
    [
        (SWAPPED, "order", 2),
        (f"delete from incidents_event where number = {LAST}", "missing", None),
        ("update incidents_event set at = at + interval '1 second' where number = 2", "changed", 2),
        ("update incidents_event set kind = 'resolved' where number = 2", "changed", 2),
        ("update incidents_event set actor_name = 'Nobody' where number = 2", "changed", 2),
    ],
    ids=["two changed places", "the last was dropped", "another instant", "another kind", "a name"],
)
def test_what_a_superuser_did_to_an_event_is_found_and_named(
    world: World, server: SharedServer, done: str, why: str, event: int | None
) -> None:
    with house():
        incident = declare(world)
        last = len(kinds_of(incident))

    tamper(server, done)

    status, lines, faults = verify(incident.name)
    assert status == 1
    assert lines[0]["broken"] == {"event": event or last, "why": why}
    assert incident.name in faults


@pytest.mark.django_db(transaction=True)
def test_an_incident_that_was_taken_away_whole_is_missed(
    world: World, server: SharedServer
) -> None:
    with house():
        incident = declare(world)

    tamper(
        server,
        "delete from incidents_event; delete from incidents_chainend;"
        " delete from incidents_incidentclock; delete from incidents_incidentcomponent;"
        " delete from incidents_incident",
    )

    status, lines, _faults = verify()
    assert status == 1
    assert lines[0]["incident"] == incident.name
    assert lines[0]["broken"] == {"event": 1, "why": "missing"}
    assert verify(incident.name)[0] == 1


def tamper(server: SharedServer, statements: str) -> None:
    """Do something as the owner of the database, whom no trigger stops for long."""
    with server.connect(str(settings.DATABASES["default"]["NAME"])) as owner:
        owner.execute("set session_replication_role = 'replica'")
        for statement in statements.split(";"):
            owner.execute(statement.encode())
        owner.commit()


def acts_on(
    incident: Incident, chance: random.Random, *, at: datetime, world: World
) -> list[Callable[[], object]]:
    """Return everything that may be done in an incident at an instant."""
    by, touched = actor_of(world), chance.choice(components_of_desk(world))
    occurred = world.at - chance.randint(2, 40) * MINUTE
    kind, key = chance.choice(["security", "disruption"]), chance.choice(["assess", "notify"])
    number, hour = chance.randint(1, 20), timedelta(hours=1)
    return [
        lambda: confirm_suspicion(incident, at=at, by=by),
        lambda: dismiss_suspicion(incident, reason="No", at=at, by=by),
        lambda: correct_occurrence(incident, occurred_at=occurred, reason="Logs", at=at, by=by),
        lambda: change_components(incident, components={touched: "down"}, at=at, by=by),
        lambda: change_kind(incident, kind=kind, reason="Traces", at=at, by=by),
        lambda: meet_clock(incident, key, at=at),
        lambda: start_report_clock(incident, sent_at=at, due_at=at + hour, every=hour, at=at),
        lambda: settle_due_clocks(at=at),
        lambda: resolve_incident(incident, cause="A disk", at=at, by=by),
        lambda: erase_event(incident, number, reason="A name", at=at, by=by),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_in_an_incident_its_record_proves(
    world: World, in_the_house: None, seed: int
) -> None:
    chance = random.Random(seed)
    incident = suspect(world) if chance.random() < 0.5 else declare(world)
    for step in range(1, 13):
        with suppress(Refusal):
            chance.choice(acts_on(incident, chance, at=later(world, step * 3), world=world))()

    incident = Incident.objects.get(pk=incident.pk)
    proof = prove_incident(incident)
    assert proof.holds, proof
    assert proof.length == Event.objects.filter(incident=incident).count()


def test_in_a_drill_nobody_is_called_who_takes_no_part(world: World, in_the_house: None) -> None:
    drill = suspect(world, drill=True)

    climb = Climb.objects.get(owner="incident", subject=drill.pk)

    addresses = set(Call.objects.filter(climb=climb).values_list("address", flat=True))
    assert addresses == {world.sam.user.email}
    assert "DRILL" in str(climb.briefing)
    assert all(message.recipients == [world.sam.user.email] for message in Message.objects.all())
