"""Climbs: rung after rung, way after way, until somebody has it and something moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.actions import record
from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.outbox.actions import Outcome, settle_outcomes
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Course
from permanence.service.escalation.actions import (
    Beyond,
    acknowledge_climb,
    answerer_of,
    call_of_token,
    decline_climb,
    hear_replies,
    pass_climb,
    settle_due_rungs,
    settle_failed_calls,
    sign_call,
    start_climbs,
    take_climb,
    withdraw_climbs,
)
from permanence.service.escalation.actions.answering import NoReason
from permanence.service.escalation.models import Call, Climb
from permanence.service.escalation.queries import climbing_subjects
from permanence.service.escalation.rules import Answerer
from tests.cast import World
from tests.service.escalation.climbing import TEN, acts, called, go_on, last_call, start


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def refuse_mail(world: World, answer: str, *, permanent: bool) -> None:
    """Let the way out refuse the mail of the last call."""
    number = last_call().message or 0
    outcome = Outcome(number, accepted=False, permanent=permanent, answer=answer)
    settle_outcomes([outcome], at=world.at)


def test_the_first_rung_is_called_at_once_with_all_it_needs(world: World) -> None:
    start_climbs([start(world)], at=world.at)

    mail = Message.objects.get()
    assert mail.recipients == ["rung1@desk.example"]
    assert "Everything you need to know." in mail.text
    link = re.search(r"/take/(\S+)", mail.text)
    assert link is not None
    assert call_of_token(link[1]) == last_call()
    assert "10 minutes" in mail.text


def test_many_climbs_start_and_go_on_at_the_price_of_one(world: World) -> None:
    def price(subjects: range) -> tuple[int, int]:
        starts = [replace(start(world), subject=subject) for subject in subjects]
        with CaptureQueriesContext(connection) as taken:
            start_climbs(starts, at=world.at)
            assert settle_due_rungs(at=world.at + TEN) == len(subjects)
        withdraw_climbs("ticket", subjects, at=world.at + TEN)
        return len(taken), sum('FROM "escalation_rung"' in one["sql"] for one in taken)

    assert price(range(1, 13)) == price(range(13, 14))
    assert price(range(14, 16))[1] == 2


def test_the_next_rung_is_called_when_the_time_of_the_first_ran_out(world: World) -> None:
    start_climbs([start(world)], at=world.at)

    assert settle_due_rungs(at=world.at + TEN - timedelta(seconds=1)) == 0
    assert settle_due_rungs(at=world.at + TEN) == 1
    assert settle_due_rungs(at=world.at + TEN) == 0
    assert settle_due_rungs(at=world.at + TEN * 2) == 1

    assert called() == [f"rung{number}@desk.example" for number in (1, 2, 3)]
    results = Call.objects.order_by("pk").values_list("result", flat=True)
    assert list(results) == ["silent", "silent", ""]


def test_the_end_of_the_ladder_is_an_alarm_to_every_supervisor_until_one_takes_it(
    world: World,
) -> None:
    course = Course(alarm="duty@desk.example.com")
    climb = start_climbs([start(world, rungs=1, course=course)], at=world.at)[0]

    go_on(world, minutes=10)
    go_on(world, minutes=15)

    alarmed = ["lena@desk.example.com", "duty@desk.example.com"]
    assert sorted(called()[1:]) == sorted(alarmed * 2)
    assert climbing_subjects("ticket", [7]) == {7}
    assert acts("alarmed") == 2
    assert "ALARM" in Message.objects.latest("pk").text
    take_climb(climb, answerer_of(last_call()), at=world.at)
    go_on(world, minutes=20)
    assert acts("alarmed") == 2


def test_a_desk_without_supervisors_alarms_everybody_who_judges_requests(world: World) -> None:
    world.lena.roles.all().delete()
    start_climbs([start(world, rungs=1)], at=world.at)

    go_on(world, minutes=10)

    assert "sam@desk.example.com" in called()


def test_who_takes_over_is_left_in_peace_while_something_moves(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    world.at += timedelta(minutes=3)

    take_climb(climb, answerer_of(last_call()), at=world.at)

    climb.refresh_from_db()
    assert (climb.taken_by, climb.outcome) == ("Rung 1", "")
    with pytest.raises(Beyond, match="Rung 1"):
        acknowledge_climb(climb, Answerer(Actor("specialist:1", "Sam")), at=world.at)
    by = world.sam.actor
    record("ticket.noted", "ticket:7", at=world.at + TEN, actor=by)
    go_on(world, minutes=30)
    climb.refresh_from_db()
    assert climb.outcome == Climb.Outcome.TAKEN
    assert called() == ["rung1@desk.example"]


def test_who_takes_over_and_does_nothing_is_called_again_then_the_next(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    take_climb(climb, answerer_of(last_call()), at=world.at)

    go_on(world, minutes=29)
    assert called() == ["rung1@desk.example"]
    go_on(world, minutes=1)
    assert called() == ["rung1@desk.example"] * 2
    go_on(world, minutes=10)

    assert called() == ["rung1@desk.example", "rung1@desk.example", "rung2@desk.example"]
    climb.refresh_from_db()
    assert (climb.held_at, climb.taken_by) == (None, "")


def test_an_earlier_rung_may_still_take_over(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    first = last_call()
    go_on(world, minutes=10)

    take_climb(climb, answerer_of(first), at=world.at)

    climb.refresh_from_db()
    assert climb.taken_by == "Rung 1"
    assert climb.rungs.get(position=1).taken_at is not None


def test_a_mail_that_does_not_get_through_is_followed_by_the_next_rung_at_once(
    world: World,
) -> None:
    start_climbs([start(world)], at=world.at)
    refuse_mail(world, "550 no", permanent=True)

    assert settle_failed_calls(at=world.at) == 1
    assert settle_failed_calls(at=world.at) == 0

    assert called() == ["rung1@desk.example", "rung2@desk.example"]
    call = Call.objects.earliest("pk")
    assert (call.result, call.answer) == ("failed", "550 no")
    assert Act.objects.get(act="climb.failed").facts["answer"] == "550 no"


def test_a_mail_that_has_to_wait_has_not_got_through(world: World) -> None:
    start_climbs([start(world)], at=world.at)
    refuse_mail(world, "451 later", permanent=False)

    settle_failed_calls(at=world.at)

    assert called()[-1] == "rung2@desk.example"


def test_named_people_are_called_one_after_the_other_within_the_time_of_the_rung(
    world: World,
) -> None:
    people = ("sam@desk.example.com", "gone@desk.example.com", "lena@desk.example.com")
    start_climbs([start(world, rungs=1, step={"people": people})], at=world.at)

    assert called() == ["rung1@desk.example", "sam@desk.example.com"]
    go_on(world, minutes=5)
    assert called()[2:] == ["lena@desk.example.com"]


def test_who_declines_is_followed_at_once_by_the_next_person_then_the_next_rung(
    world: World,
) -> None:
    step = {"people": ("sam@desk.example.com", "lena@desk.example.com")}
    climb = start_climbs([start(world, step=step)], at=world.at)[0]
    office, sam = Call.objects.exclude(made_at=None).order_by("pk")

    with pytest.raises(NoReason):
        decline_climb(climb, answerer_of(sam), reason=" ", at=world.at)
    decline_climb(climb, answerer_of(office), reason="Closed for works", at=world.at)
    assert len(called()) == 2
    decline_climb(climb, answerer_of(sam), reason="On a train", at=world.at)
    assert called()[-1] == "lena@desk.example.com"
    decline_climb(climb, answerer_of(last_call()), reason="Ill", at=world.at)

    assert called()[3:] == ["rung2@desk.example", "sam@desk.example.com"]


def test_it_is_passed_to_a_colleague_who_is_called_at_once(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    world.at += timedelta(minutes=4)

    pass_climb(climb, answerer_of(last_call()), to=world.lena.pk, at=world.at)
    assert called()[-1] == "lena@desk.example.com"
    go_on(world, minutes=9)
    assert len(called()) == 2
    go_on(world, minutes=1)

    assert called()[-1] == "rung2@desk.example"


def test_a_mail_names_the_contact_to_whom_it_is_passed(world: World) -> None:
    start_climbs([start(world, rungs=4)], at=world.at)
    call = last_call()
    mail = Message.objects.get(pk=call.message)

    hear_replies([mail.message_id], address=call.address, text="Next: rung 3, please", at=world.at)
    assert called()[-1] == "rung3@desk.example"
    go_on(world, minutes=10)

    assert called()[-1] == "rung4@desk.example"


def test_a_promise_that_is_kept_ends_its_climb(world: World) -> None:
    start_climbs([start(world), start(world, promise="triage")], at=world.at)
    start_climbs([start(world)], at=world.at + timedelta(minutes=1))

    assert Climb.objects.count() == 2
    withdraw_climbs("ticket", [7], at=world.at, grounds=["triage"])
    assert Climb.objects.get(ended_at=None).matter == "response"
    assert Call.objects.get(climb__matter="triage").result == "silent"


def test_a_token_is_for_its_call_and_nobody_makes_one(world: World) -> None:
    start_climbs([start(world)], at=world.at)
    call = last_call()

    assert call_of_token(sign_call(call.pk)) == call
    assert call_of_token(sign_call(call.pk) + "x") is None
    assert call_of_token(str(call.pk)) is None


def test_a_rung_outside_its_hours_is_passed_over_on_the_record(world: World) -> None:
    hours = ((world.at + timedelta(hours=9), world.at + timedelta(hours=17)),)
    plain = start(world, rungs=2)
    closed = replace(plain.steps[0], hours=hours)

    start_climbs([replace(plain, steps=(closed, *plain.steps[1:]))], at=world.at)

    assert called() == ["rung2@desk.example"]
    assert acts("passed_over") == 1


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Take", "taken"),
        ("gesehen", "acknowledged"),
        ("Suivant", "passed"),
        ("No: ill", "declined"),
    ],
)
def test_one_word_of_answer_by_mail_is_enough(world: World, text: str, act: str) -> None:
    start_climbs([start(world)], at=world.at)
    identity = Message.objects.get().message_id

    told = {"address": "Rung1@desk.example", "text": text, "at": world.at}
    assert hear_replies([identity], **told) is not None

    assert acts(act) == 1


def test_nobody_but_the_address_that_was_called_is_heard(world: World) -> None:
    start_climbs([start(world)], at=world.at)
    identity = Message.objects.get().message_id

    told = {"address": "other@desk.example", "text": "take", "at": world.at}
    assert hear_replies([identity], **told) is None
    assert acts("taken") == 0
