"""The war room: teams, leads that pass on, tasks, records with two writers, what is captured."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from permanence.ground.journal.rules import Actor
from permanence.service.incidents.actions import dismiss_suspicion, erase_event
from permanence.service.incidents.actions.records import RecordConflict, Unchanged, save_record
from permanence.service.incidents.actions.reminding import remind_due_tasks
from permanence.service.incidents.actions.room import NoWords, RoomClosed
from permanence.service.incidents.actions.saying import (
    NotYet,
    pin_fact,
    unpin_fact,
    write_decision,
    write_note,
)
from permanence.service.incidents.actions.tasks import (
    NotHere,
    TaskConflict,
    TaskSettled,
    change_task,
    move_task,
    open_tasks,
    reopen_task,
    settle_task,
)
from permanence.service.incidents.actions.teams import (
    LeadIsTaken,
    LeadStays,
    NotAMember,
    NotOffered,
    accept_lead,
    decline_lead,
    join_team,
    leave_team,
    offer_lead,
    take_lead,
)
from permanence.service.incidents.models import (
    Event,
    HandOver,
    Incident,
    Member,
    PinnedFact,
    RecordVersion,
    Task,
)
from permanence.service.incidents.queries import read_chain
from permanence.service.incidents.queries.crew import members_of
from permanence.service.incidents.queries.timeline import Asked, Place, events_of
from permanence.service.incidents.rules.deciding import Decision
from permanence.service.incidents.rules.filing import write_file
from permanence.service.incidents.rules.tasks import TaskCard, TaskState
from permanence.world.attention.models import Notice
from tests.cast import World
from tests.service.incidents.leading import MINUTE, actor_of, kinds_of, suspect

pytestmark = pytest.mark.usefixtures("in_the_house")
TEAM = "investigation"


def last_facts(room: Incident) -> dict[str, object]:
    event = Event.objects.filter(incident=room).latest("number")
    assert event.facts is not None
    return dict(event.facts)


def test_who_joins_a_team_is_in_it_once_and_leaves_it(
    world: World, room: Incident, sam: Actor
) -> None:
    member = join_team(room, TEAM, world.sam, at=world.at, by=sam)
    again = join_team(room, TEAM, world.sam, at=world.at, by=sam)

    assert again == member
    assert [one.specialist for one in members_of(room)] == [world.sam]
    leave_team(member, at=world.at + MINUTE, by=sam)
    assert members_of(room) == []
    assert kinds_of(room)[-2:] == ["team.joined", "team.left"]
    with pytest.raises(NotAMember):
        join_team(room, TEAM, world.noor, at=world.at, by=sam)


def test_a_lead_passes_on_when_the_one_who_is_asked_accepts(world: World, room: Incident) -> None:
    sam, lena = actor_of(world), actor_of(world, "lena")
    member = take_lead(room, TEAM, world.sam, at=world.at, by=sam)
    with pytest.raises(LeadIsTaken):
        take_lead(room, TEAM, world.lena, at=world.at, by=lena)
    with pytest.raises(LeadStays):
        leave_team(member, at=world.at, by=sam)

    offer = offer_lead(room, TEAM, world.lena, note="Relay two is next.", at=world.at, by=sam)

    assert Notice.objects.get(event="lead").specialist_id == world.lena.pk
    with pytest.raises(NotOffered):
        accept_lead(offer, world.sam, at=world.at, by=sam)
    assert Member.objects.get(duty="lead").specialist_id == world.sam.pk
    room.refresh_from_db()
    assert room.lead == world.sam
    accept_lead(offer, world.lena, at=world.at + MINUTE, by=lena)
    room.refresh_from_db()
    assert room.lead == world.lena
    assert {one.specialist_id: one.duty for one in members_of(room)} == {
        world.lena.pk: "lead",
        world.sam.pk: "member",
    }
    assert last_facts(room)["note"] == "Relay two is next."


def test_who_declines_a_lead_says_why_and_it_stays_where_it_was(
    world: World, room: Incident, sam: Actor
) -> None:
    take_lead(room, TEAM, world.sam, at=world.at, by=sam)
    offer = offer_lead(room, TEAM, world.lena, note="Please.", at=world.at, by=sam)
    lena = actor_of(world, "lena")

    with pytest.raises(NoWords):
        decline_lead(offer, world.lena, reason=" ", at=world.at, by=lena)
    decline_lead(offer, world.lena, reason="I am on the train.", at=world.at, by=lena)

    assert HandOver.objects.get().outcome == HandOver.Outcome.DECLINED
    assert Member.objects.get(duty="lead").specialist_id == world.sam.pk


def test_a_task_has_a_number_an_owner_who_hears_of_it_and_an_end(
    world: World, room: Incident, sam: Actor
) -> None:
    due = world.at + 10 * MINUTE
    first, second = open_tasks(
        room,
        [TaskCard("Stop relay two", TEAM, world.lena.pk, due), TaskCard("Call the carrier", TEAM)],
        at=world.at,
        by=sam,
    )

    assert (first.number, second.number) == (1, 2)
    assert Notice.objects.get(event="task").specialist_id == world.lena.pk
    with pytest.raises(NoWords):
        settle_task(first, TaskState.DROPPED, said="", at=world.at, by=sam)
    settle_task(first, TaskState.DONE, said="It stands.", at=world.at, by=sam)
    with pytest.raises(TaskSettled):
        settle_task(first, TaskState.DROPPED, said="Too late", at=world.at, by=sam)
    reopen_task(first, at=world.at, by=sam)
    move_task(second, up=True, at=world.at, by=sam)
    rows = Task.objects.filter(incident=room, state="open").order_by("position")
    assert [one.number for one in rows] == [2, 1]
    assert kinds_of(room)[-5:] == [
        "task.opened",
        "task.opened",
        "task.done",
        "task.reopened",
        "task.moved",
    ]
    with pytest.raises(NotHere):
        open_tasks(room, [TaskCard("Help", TEAM, world.noor.pk)], at=world.at, by=sam)


def test_of_two_who_change_a_task_the_second_reads_what_the_first_wrote(
    world: World, room: Incident, sam: Actor
) -> None:
    [task] = open_tasks(room, [TaskCard("Stop relay two", TEAM)], at=world.at, by=sam)
    began = task.version
    change_task(task, TaskCard("Stop relay 2 and 3", TEAM), version=began, at=world.at, by=sam)

    with pytest.raises(TaskConflict) as refused:
        change_task(task, TaskCard("Stop all", TEAM), version=began, at=world.at, by=sam)

    assert refused.value.standing.title == "Stop relay 2 and 3"
    assert Task.objects.get().title == "Stop relay 2 and 3"


def test_a_due_task_reminds_its_owner_and_one_of_nobody_its_team(
    world: World, room: Incident, sam: Actor
) -> None:
    join_team(room, TEAM, world.lena, at=world.at, by=sam)
    due = world.at + 10 * MINUTE
    own, _nobodys = open_tasks(
        room,
        [TaskCard("Stop", TEAM, world.sam.pk, due), TaskCard("Look", TEAM, None, due)],
        at=world.at,
        by=sam,
    )

    assert remind_due_tasks(at=due - MINUTE) == 0
    assert remind_due_tasks(at=due) == 2
    assert remind_due_tasks(at=due) == 0
    told = Notice.objects.filter(event="task_due").values_list("specialist", flat=True)
    assert set(told) == {world.sam.pk, world.lena.pk}
    settle_task(own, TaskState.DONE, said="", at=due, by=sam)
    assert remind_due_tasks(at=due + timedelta(hours=1)) == 1


def test_notes_and_decisions_say_when_it_was_and_facts_stand_until_taken_down(
    world: World, room: Incident, sam: Actor
) -> None:
    earlier = world.at - 5 * MINUTE
    write_note(room, "The carrier called.", team=TEAM, happened_at=earlier, at=world.at, by=sam)
    decision = Decision("Switch to relay three", "It is free", "Wait for the carrier")
    write_decision(room, decision, team=TEAM, at=world.at, by=sam)
    with pytest.raises(NotYet):
        write_note(room, "Tomorrow", happened_at=world.at + MINUTE, at=world.at, by=sam)
    with pytest.raises(NoWords):
        write_decision(room, Decision("Wait", " "), at=world.at, by=sam)
    fact = pin_fact(room, "Bridge: room 4", at=world.at, by=sam)
    assert pin_fact(room, "Bridge: room 4", at=world.at, by=sam) == fact
    unpin_fact(fact, at=world.at, by=sam)

    assert list(PinnedFact.objects.standing(room)) == []
    words = events_of(room, Asked("words"), most=9)
    assert [one.kind for one in words] == [
        "fact.unpinned",
        "fact.pinned",
        "decision.taken",
        "note.written",
    ]
    assert words[-1].happened_at == earlier
    assert words[2].facts["who"] == "Sam Okoro"


def test_two_write_one_record_at_once_and_nothing_is_lost(world: World, room: Incident) -> None:
    sam, lena = actor_of(world), actor_of(world, "lena")

    def save(by: Actor, base: int, **parts: str) -> RecordVersion:
        return save_record(room, "scope", parts, base=base, at=world.at, by=by)

    save(sam, 0, seen="Faxes stand still")
    save(sam, 1, seen="Faxes stand still", touched="All lines")
    joined = save(lena, 1, seen="Faxes stand still", unknown="Why")
    assert joined.body == {
        "seen": "Faxes stand still",
        "touched": "All lines",
        "untouched": "",
        "unknown": "Why",
    }
    with pytest.raises(RecordConflict) as refused:
        save(sam, 1, seen="Mail too", touched="German lines")
    assert refused.value.conflicts == ("touched",)
    assert refused.value.standing.body["touched"] == "All lines"
    assert refused.value.body["touched"] == "German lines"
    assert refused.value.body["unknown"] == "Why"
    with pytest.raises(Unchanged):
        save(lena, 3, **joined.body)
    assert [one.number for one in RecordVersion.objects.of_kind(room, "scope")] == [3, 2, 1]
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordVersion.objects.update(body={})


def test_nothing_is_written_once_the_incident_is_over(world: World, sam: Actor) -> None:
    room = suspect(world)
    [task] = open_tasks(room, [TaskCard("Look", TEAM, None, world.at)], at=world.at, by=sam)
    dismiss_suspicion(room, reason="A test", at=world.at, by=sam)

    with pytest.raises(RoomClosed):
        write_note(room, "Too late", at=world.at, by=sam)
    with pytest.raises(RoomClosed):
        settle_task(task, TaskState.DONE, said="", at=world.at, by=sam)
    assert remind_due_tasks(at=world.at) == 0


def test_the_timeline_is_read_page_by_page_by_kind_and_team(
    world: World, room: Incident, sam: Actor
) -> None:
    for number in range(5):
        team = TEAM if number % 2 else "notification"
        at = world.at + timedelta(seconds=number)
        write_note(room, f"Note {number}", team=team, at=at, by=sam)
    everything = events_of(room, Asked(), most=100)

    pages, before = [], None
    while page := events_of(room, Asked("", "", before), most=2):
        pages += page
        before = Place(page[-1].happened_at or page[-1].at, page[-1].number)
    assert pages == everything
    assert [one.facts["text"] for one in events_of(room, Asked("words", TEAM), most=9)] == [
        "Note 3",
        "Note 1",
    ]
    own = {one.kind for one in events_of(room, Asked("course"), most=99)}
    assert "declared" in own
    assert not any(one.startswith(("clock.", "note.")) for one in own)
    assert before is not None
    assert Place.read(before.text) == before
    assert Place.read("nonsense") is None


def test_the_file_proves_itself_with_a_hash_function_alone(
    world: World, room: Incident, sam: Actor
) -> None:
    write_note(room, "Übertragung steht", happened_at=world.at - MINUTE, at=world.at, by=sam)
    erase_event(room, 2, reason="A name", at=world.at, by=sam)
    links = read_chain(room)
    text = write_file({}, links, end=(len(links), links[-1].hash), records={})

    document = json.loads(text)

    previous = ""
    for event in document["events"]:
        if not event.get("erased"):
            told = json.dumps(
                event["telling"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            assert sha256(f"{event['salt']}:{told}".encode()).hexdigest() == event["digest"]
        sealed = (
            f"{previous}:{room.number}:{event['number']}:{event['kind']}"
            f":{event['at_micros']}:{event['digest']}"
        )
        previous = sha256(sealed.encode()).hexdigest()
        assert previous == event["hash"]
    assert document["end"]["hash"] == previous
    assert [event["number"] for event in document["events"] if event.get("erased")] == [2]
