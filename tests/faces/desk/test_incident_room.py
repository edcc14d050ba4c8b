"""The war room on the desk: what everybody in it reads and does, with and without a script."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.service.escalation.models import Call
from permanence.service.incidents.actions.records import save_record
from permanence.service.incidents.actions.tasks import open_tasks
from permanence.service.incidents.models import (
    Event,
    HandOver,
    Incident,
    Member,
    PinnedFact,
    RecordVersion,
    Summons,
    Task,
)
from permanence.service.incidents.rules.tasks import TaskCard
from tests.cast import World, post, token_of
from tests.service.incidents.leading import actor_of, declare

TEAM = "investigation"
PLAN = {"goal": "Faxes go out", "steps": "1. Stop relay two\n2. Start relay three"}


@pytest.fixture
def room(world: World) -> Incident:
    with house():
        return declare(world)


@pytest.fixture
def sam(world: World, room: Incident) -> Client:
    return world.log_in(world.sam)


def address(room: Incident, rest: str = "") -> str:
    return f"/desk/incidents/{room.pk}" + (f"/{rest}" if rest else "")


def read(response: Any) -> str:
    return str(response.content.decode())


def write_by_script(client: Client, path: str, answers: dict[str, Any]) -> Any:
    """Send a form as its script does."""
    told = {"csrfmiddlewaretoken": token_of(client), **answers}
    return client.post(path, told, headers={"HX-Request": "true"})


def test_teams_are_joined_led_handed_over_and_left(world: World, room: Incident) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    post(sam, address(room, f"teams/{TEAM}/lead"))
    post(lena, address(room, "teams/notification/join"))
    told = {"to": str(world.lena.pk), "note": "Relay two is next."}
    post(sam, address(room, f"teams/{TEAM}/offer"), told)

    asked = read(lena.get(address(room)))
    assert "Sam Okoro asks you to take the leadership" in asked
    assert "Relay two is next." in asked
    assert "Lena Vos is asked to take the leadership" in read(sam.get(address(room)))
    assert "asks you to take the leadership of a team" in read(lena.get("/desk/notices"))
    with house():
        offer = HandOver.objects.get()
    post(lena, address(room, f"offers/{offer.pk}"), {"act": "accept"})

    with house():
        lead = Member.objects.get(duty="lead")
        member = Member.objects.get(team="notification")
    assert lead.specialist_id == world.lena.pk
    post(lena, address(room, f"members/{member.pk}/leave"))
    assert post(lena, address(room, f"members/{lead.pk}/leave")).status_code == 302
    with house():
        assert set(Member.objects.filter(left_at=None).values_list("team", flat=True)) == {TEAM}


def test_whoever_is_put_into_a_team_works_on_the_desk(
    world: World, room: Incident, sam: Client
) -> None:
    path = address(room, f"teams/{TEAM}/add")
    assert "Noor Haddad" not in read(sam.get(path))
    assert post(sam, path, {"specialist": str(world.noor.pk), "team": TEAM}).status_code == 422
    post(sam, path, {"specialist": str(world.lena.pk), "team": TEAM})

    assert "Lena Vos" in read(sam.get(address(room)))


def test_only_who_leads_hands_the_lead_over(world: World, room: Incident, sam: Client) -> None:
    post(world.log_in(world.lena), address(room, f"teams/{TEAM}/lead"))
    path = address(room, f"teams/{TEAM}/offer")

    assert sam.get(path).status_code == 404
    assert world.log_in(world.lena).get(path).status_code == 200


def test_what_is_written_stands_in_the_timeline_at_once_and_a_wrong_form_keeps_its_words(
    world: World, room: Incident, sam: Client
) -> None:
    note = address(room, "write/note")
    fresh = write_by_script(sam, note, {"text": "The carrier called.", "team": TEAM})
    assert "The carrier called." not in read(fresh)
    wrong = write_by_script(
        sam, address(room, "write/decision"), {"what": "Switch relays", "why": "", "team": TEAM}
    )
    assert wrong.status_code == 422
    assert "Switch relays" in read(wrong)
    told = {"what": "Switch relays", "why": "It is free", "alternatives": "Wait", "team": TEAM}
    assert post(sam, address(room, "write/decision"), told).status_code == 302
    future = {"text": "Tomorrow", "team": TEAM, "happened_at": "2030-01-01T10:00"}
    assert "Tomorrow" in read(post(sam, note, future))

    page = read(world.log_in(world.ivo).get(address(room)))
    assert "The carrier called." in page
    assert "Sam Okoro decided: Switch relays" in page
    assert "Why: It is free<br>Also thought of: Wait" in page
    assert "Tomorrow" not in page
    assert f'href="{address(room, "timeline")}"' in page


def test_tasks_are_opened_ticked_dropped_with_a_reason_and_ordered(
    world: World, room: Incident, sam: Client
) -> None:
    path = address(room, "write/task")
    told = {"title": "Stop relay two", "team": TEAM, "owner": str(world.lena.pk)}
    post(sam, path, told | {"due_at": "2026-03-02T14:00"})
    post(sam, path, {"title": "Call the carrier", "team": "mine"})
    with house():
        first, second = Task.objects.order_by("number")
    page = read(sam.get(address(room)))
    assert "was due" in page
    assert "nobody's yet" in page

    post(sam, address(room, f"tasks/{second.pk}/move"), {"to": "up"})
    part = write_by_script(sam, address(room, f"tasks/{first.pk}/settle"), {"act": "done"})
    assert "1 settled task" in read(part)
    post(sam, address(room, f"tasks/{second.pk}/settle"), {"act": "dropped", "said": ""})
    with house():
        assert Task.objects.get(pk=second.pk).state == "open"
    post(sam, address(room, f"tasks/{second.pk}/settle"), {"act": "dropped", "said": "They did"})
    assert "They did" in read(sam.get(address(room)))


def test_what_is_said_for_my_team_goes_to_the_one_that_i_am_in_by_then(
    world: World, room: Incident, sam: Client
) -> None:
    post(sam, address(room, "teams/notification/join"))

    post(sam, address(room, "write/task"), {"title": "Draft the notice", "team": "mine"})

    with house():
        assert Task.objects.get().team == "notification"


def test_of_two_who_change_a_task_the_second_sees_both(world: World, room: Incident) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    with house():
        cards = [TaskCard("Stop relay two", TEAM)]
        [task] = open_tasks(room, cards, at=world.at, by=actor_of(world))
    path = address(room, f"tasks/{task.pk}")
    told = {"team": TEAM, "owner": "", "due_at": "", "version": "1"}
    post(sam, path, told | {"title": "Stop relays 2 and 3"})

    conflict = post(lena, path, told | {"title": "Stop all relays"})

    assert conflict.status_code == 409
    assert "Stop relays 2 and 3" in read(conflict)
    assert 'value="Stop all relays"' in read(conflict)
    assert 'name="version" value="2"' in read(conflict)


def test_of_two_who_write_the_scope_both_texts_stand_side_by_side(
    world: World, room: Incident
) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    path = address(room, "records/scope")
    post(sam, path, {"base": "0", "seen": "Faxes stand still", "touched": "All lines"})
    conflict = post(lena, path, {"base": "0", "seen": "Mail is slow", "unknown": "Why"})

    assert conflict.status_code == 409
    page = read(conflict)
    assert "Sam Okoro saved version 1 while you wrote" in page
    assert "Faxes stand still" in page
    assert "Mail is slow</textarea>" in page
    assert "All lines</textarea>" in page
    assert 'name="base" value="1"' in page
    joined = {"base": "1", "seen": "Faxes stand still\nMail is slow", "touched": "All lines"}
    assert post(lena, path, joined).status_code == 302
    difference = read(sam.get(path))
    assert "Version 1 and version 2" in difference
    assert "<ins>" in difference
    assert sam.get(f"{path}?version=9").status_code == 404


def test_steps_of_the_plan_become_tasks_once(world: World, room: Incident, sam: Client) -> None:
    with house():
        save_record(room, "plan", PLAN, base=0, at=world.at, by=actor_of(world))
    path = address(room, "steps")
    assert "Stop relay two" in read(sam.get(path))

    post(sam, path, {"steps": ["Stop relay two"], "team": TEAM})

    with house():
        task = Task.objects.get()
    assert (task.title, task.plan_version) == ("Stop relay two", 1)
    assert "Stop relay two" not in read(sam.get(path))


def test_facts_stand_at_the_top_until_somebody_takes_them_down(
    world: World, room: Incident, sam: Client
) -> None:
    post(sam, address(room, "facts"), {"text": "Bridge: room 4"})
    assert "Bridge: room 4" in read(sam.get(address(room)))
    with house():
        fact = PinnedFact.objects.get()

    post(sam, address(room, f"facts/{fact.pk}"))

    with house():
        assert not PinnedFact.objects.standing(room).exists()


def test_experts_are_sought_called_and_come(world: World, room: Incident, sam: Client) -> None:
    path = address(room, "summon")
    first = sam.get(path)
    assert "Lena Vos" in read(first)
    assert first.context["form"]["reason"].value() == room.title
    assert first.context["form"]["targets"].value() == [
        first.context["form"].fields["targets"].choices[0][0]
    ]
    assert "Nobody brings all of this" in read(sam.get(f"{path}?level=3&on_call=on"))
    told = {"targets": [f"specialist:{world.lena.pk}"], "reason": "554", "team": TEAM}
    assert post(sam, path, told | {"reason": ""}).status_code == 422

    post(sam, path, told)

    with house():
        assert Call.objects.get().name == "Lena Vos"
        summons = Summons.objects.get()
    assert "called: Lena Vos" in read(sam.get(address(room)))
    post(world.log_in(world.lena), address(room, f"summons/{summons.pk}"), {"act": "accept"})
    with house():
        assert Member.objects.get().duty == "expert"


def test_two_in_one_room_see_each_other(world: World, room: Incident) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    path = address(room, "here")

    write_by_script(lena, path, {"page": "two", "writing": "decision"})
    seen = read(write_by_script(sam, path, {"page": "one"}))

    assert "Lena Vos is writing down a decision" in seen
    write_by_script(lena, path, {"page": "two", "leave": "yes"})
    assert "Lena" not in read(sam.get(path))


def test_an_auditor_reads_the_room_and_changes_nothing(world: World, room: Incident) -> None:
    ivo = world.log_in(world.ivo)

    assert ivo.get(address(room)).status_code == 200
    assert ivo.get(address(room, "timeline")).status_code == 200
    assert ivo.get(address(room, "records/scope")).status_code == 200
    for path in ("write/note", f"teams/{TEAM}/join", "facts", "summon", "records/scope"):
        assert post(ivo, address(room, path), {"text": "x", "base": "0"}).status_code == 403
    with house():
        assert not Event.objects.filter(actor=f"specialist:{world.ivo.pk}").exists()
        assert not RecordVersion.objects.exists()


def test_who_may_not_know_of_a_breach_finds_no_room(world: World) -> None:
    with house():
        breach = declare(world, kind="security", title="Keys in the open")
        by_lena = Incident.objects.filter(pk=breach.pk)
        by_lena.update(opened_by=f"specialist:{world.lena.pk}")
    sam = world.log_in(world.sam)

    for rest in ("", "timeline", "file.json", "here", "records/scope"):
        assert sam.get(address(breach, rest)).status_code == 404
    assert world.log_in(world.lena).get(address(breach)).status_code == 200


def test_the_timeline_is_narrowed_and_taken_away_with_its_proof(
    world: World, room: Incident, sam: Client
) -> None:
    post(sam, address(room, "write/note"), {"text": "The carrier called.", "team": TEAM})
    page = read(sam.get(address(room, "timeline?kind=words&team=investigation")))
    assert "The carrier called." in page
    assert " UTC" in page
    assert "The carrier called." not in read(sam.get(address(room, "timeline?kind=clocks")))

    document = json.loads(sam.get(address(room, "file.json")).content)
    assert document["incident"]["name"] == room.name
    assert document["end"]["hash"] == document["events"][-1]["hash"]
    paper = sam.get(address(room, "file.pdf"))
    assert paper.content.startswith(b"%PDF")


def test_the_room_asks_the_database_as_often_however_much_there_is(
    world: World, room: Incident, sam: Client
) -> None:
    def count() -> int:
        sam.get(address(room))
        with CaptureQueriesContext(connection) as asked:
            sam.get(address(room))
        return len(asked)

    post(sam, address(room, f"teams/{TEAM}/join"))
    post(sam, address(room, "write/task"), {"title": "One", "team": TEAM})
    few = count()
    with house():
        cards = [TaskCard(f"Task {one}", TEAM, world.lena.pk) for one in range(20)]
        open_tasks(room, cards, at=world.at, by=actor_of(world))
    for one in range(5):
        post(sam, address(room, "facts"), {"text": f"Fact {one}"})

    assert count() <= few
