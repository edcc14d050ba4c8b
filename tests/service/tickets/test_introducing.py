"""The customer is put in touch with the engineer who has their request (SPEC A6, B3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.models import Message
from permanence.service.tickets.actions import Answer, answer_ticket, assign_ticket, introducing
from permanence.service.tickets.actions.passing import Passing, hand_over
from permanence.service.tickets.models import Entry, Ticket
from tests.cast import World
from tests.service.tickets.acting import HOUR, SAM, judge, policy_of

pytestmark = pytest.mark.usefixtures("house")


def notices() -> list[str]:
    return list(Message.objects.filter(kind="notice").order_by("pk").values_list("text", flat=True))


def pass_on(ticket: Ticket, world: World) -> None:
    passing = Passing(2, world.experts, world.lena, "We sent a test fax.")
    hand_over(ticket, passing, policy=policy_of(ticket), by=SAM, at=world.at + HOUR)


def test_who_takes_a_request_over_is_named_with_their_team_and_how_to_answer(world: World) -> None:
    ticket = world.ticket(at=world.at)
    judge(ticket, severity=3, at=world.at)

    pass_on(ticket, world)

    told = [text for text in notices() if "Lena Vos" in text]
    assert len(told) == 1
    assert "Lena Vos of our team Experts works on your request from now on." in told[0]
    assert "answer this mail" in told[0]
    entry = Entry.objects.get(text__contains="Lena Vos of our team")
    assert (entry.is_public, entry.direction) == (True, "out")


def test_it_is_told_once_of_each_person(world: World) -> None:
    ticket = world.ticket(at=world.at)
    judge(ticket, severity=3, at=world.at)
    pass_on(ticket, world)

    assign_ticket(ticket, team=world.experts, assignee=None, by=SAM, at=world.at + HOUR)
    assign_ticket(ticket, team=world.experts, assignee=world.lena, by=SAM, at=world.at + HOUR)

    assert len([text for text in notices() if "Lena Vos" in text]) == 1


def test_at_level_one_or_before_triage_nobody_is_named(world: World) -> None:
    fresh, judged = world.ticket(at=world.at), world.ticket(at=world.at)
    judge(judged, severity=3, at=world.at)

    for ticket in (fresh, judged):
        assign_ticket(ticket, team=None, assignee=world.sam, by=SAM, at=world.at)

    assert notices() == []


def test_who_has_written_to_the_customer_needs_no_introduction(world: World) -> None:
    ticket = world.ticket(at=world.at)
    lena = Actor(f"specialist:{world.lena.pk}", "Lena Vos")
    answer_ticket(ticket, Answer("We look."), policy=policy_of(ticket), by=lena, at=world.at)
    judge(ticket, severity=3, level=2, at=world.at)

    assign_ticket(ticket, team=None, assignee=world.lena, by=SAM, at=world.at + HOUR)

    assert notices() == []


def test_where_the_policy_shows_no_names_only_the_team_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket(at=world.at)
    judge(ticket, severity=3, at=world.at)
    policy = policy_of(ticket)
    discreet = replace(policy, handling=replace(policy.handling, names_shown=False))
    monkeypatch.setattr(introducing, "policy_of_version", lambda _: discreet)

    pass_on(ticket, world)

    told = next(text for text in notices() if "team Experts" in text)
    assert "A specialist of our team Experts works on your request from now on." in told
    assert "Lena" not in told
