"""Texts and phone calls of the ladder: posted in turn, and what comes back of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from permanence.ground.lib.db import house
from permanence.ground.ways import models as ways
from permanence.ground.ways.actions.answering import note_answer
from permanence.ground.ways.rules import AnswerKind
from permanence.promises.policies.rules import Course
from permanence.service.escalation.actions import settle_answers, start_climbs
from permanence.service.escalation.actions.calling import add_calls
from permanence.service.escalation.actions.going import go_on as let_go_on
from permanence.service.escalation.models import Call, Climb
from permanence.service.escalation.queries.people import office_of
from permanence.service.escalation.rules.planning import plan_calls
from permanence.world.attention.models import Browser, Notice, Push
from permanence.world.attention.models.reaching import ReachWay
from tests.cast import World
from tests.service.escalation.climbing import TEN, acts, called, go_on, start

MOBILE = {"mobile": "+44 20 7946 0212"}


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


@pytest.fixture
def climb(world: World) -> Climb:
    """A climb whose first rung is also reached by text and phone."""
    found = start_climbs([start(world, step=MOBILE)], at=world.at)[0]
    rung = found.rungs.get(position=1)
    planned = plan_calls(office_of(rung, ("sms", "voice")), (), allowed=TEN)
    add_calls([(found, rung, one) for one in planned if one.way.way != "mail"], at=world.at)
    found.refresh_from_db()
    return found


def text_sent(world: World) -> ways.Call:
    """Let a minute pass, and return the text that went out."""
    go_on_from_now(world, minutes=1)
    return ways.Call.objects.get(way="sms")


def go_on_from_now(world: World, **later: float) -> None:
    """Let time pass; the watch looks at the climb again whatever it knew."""
    world.at += timedelta(**later)
    let_go_on(list(Climb.objects.filter(ended_at=None)), at=world.at)


def test_a_text_then_a_phone_call_follow_the_mail_each_in_its_time(
    world: World, climb: Climb
) -> None:
    assert not ways.Call.objects.exists()

    text = text_sent(world)
    assert (text.address, text.owner) == ("+44 20 7946 0212", "escalation.call")
    assert "Answer 1" in text.text
    go_on_from_now(world, minutes=1)

    assert list(ways.Call.objects.order_by("pk").values_list("way", flat=True)) == ["sms", "voice"]


def test_a_key_or_a_word_of_answer_stops_the_ladder(world: World, climb: Climb) -> None:
    note_answer(text_sent(world), AnswerKind.ACKNOWLEDGED, "1", at=world.at)

    assert settle_answers(at=world.at) == 1
    assert settle_answers(at=world.at) == 0

    assert acts("acknowledged") == 1
    assert Call.objects.get(way="sms").result == "acknowledged"
    go_on(world, minutes=20)
    assert called() == ["rung1@desk.example"]


def test_who_presses_the_other_key_has_the_next_called_at_once(world: World, climb: Climb) -> None:
    note_answer(text_sent(world), AnswerKind.DECLINED, "2", at=world.at)

    settle_answers(at=world.at)

    assert Call.objects.get(way="sms").result == "declined"
    assert called() == ["rung1@desk.example", "rung2@desk.example"]


def test_a_providers_failure_is_on_record_and_the_next_way_is_tried_at_once(
    world: World, climb: Climb
) -> None:
    Call.objects.filter(way="mail").update(result="failed")
    note_answer(text_sent(world), AnswerKind.FAILED, "503 from every provider", at=world.at)

    settle_answers(at=world.at)

    assert Call.objects.get(way="sms").answer == "503 from every provider"
    assert ways.Call.objects.filter(way="voice").count() == 1


def test_a_person_is_reached_by_their_own_proven_ways_in_their_own_time(world: World) -> None:
    ways.Provider.objects.create(
        name="One", way="sms", kind="http", rank=1, nonce="x", made_at=world.at
    )
    ReachWay.objects.create(
        specialist=world.sam,
        way="sms",
        address="+44 20 7946 0219",
        position=1,
        after=timedelta(minutes=3),
        proven_at=world.at,
    )

    start_climbs([start(world, rungs=1, step={"people": ("sam@desk.example.com",)})], at=world.at)

    assert called() == ["rung1@desk.example"]
    go_on(world, minutes=3)
    assert ways.Call.objects.get().address == "+44 20 7946 0219"


def test_a_persons_browsers_are_told_at_once_of_what_calls_them(world: World) -> None:
    ticket = world.ticket()
    for number in (1, 2):
        Browser.objects.create(
            specialist=world.sam,
            address=f"https://push.example.com/{number}",
            handle=str(number),
            since=world.at,
        )

    start_climbs(
        [start(world, subject=ticket.pk, rungs=1, step={"people": ("sam@desk.example.com",)})],
        at=world.at,
    )

    notice = Notice.objects.get(event="called")
    assert (notice.specialist_id, notice.subject) == (world.sam.pk, f"ticket:{ticket.pk}")
    assert list(Push.objects.values_list("notices", flat=True)) == [[notice.pk]] * 2
    assert Call.objects.get(way="push").message == notice.pk


def test_the_alarm_reaches_supervisors_by_all_their_own_ways(world: World) -> None:
    Browser.objects.create(
        specialist=world.lena, address="https://push.example.com/1", handle="1", since=world.at
    )
    start_climbs([start(world, rungs=1, course=Course(rounds=1))], at=world.at)

    go_on(world, minutes=11)

    alarmed = Call.objects.filter(rung=None, specialist_id=world.lena.pk).order_by("way")
    assert list(alarmed.values_list("way", flat=True)) == ["mail", "push"]
    assert not alarmed.filter(made_at=None).exists()
