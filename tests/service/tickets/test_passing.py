"""Handing a ticket over, and writing down what is known of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Handling
from permanence.service.tickets.actions import NotOnThisDesk
from permanence.service.tickets.actions.passing import (
    NothingTried,
    NotJudged,
    Passing,
    SameHands,
    hand_over,
)
from permanence.service.tickets.actions.telling import NoSuchFact, tell_facts
from permanence.service.tickets.actions.validating import NotChecked
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.facts import missing_facts
from tests.cast import World
from tests.service.tickets.acting import HOUR, SAM, due, judge, policy_of

pytestmark = pytest.mark.usefixtures("house")


def to_experts(world: World) -> Passing:
    return Passing(2, world.experts, None, "We sent a test fax.", "Look at the gateway.")


def hand(ticket: Ticket, passing: Passing, world: World) -> None:
    hand_over(ticket, passing, policy=policy_of(ticket), by=SAM, at=world.at + HOUR)


def tell(ticket: Ticket, world: World, **said: dict[str, str]) -> bool:
    known, waived = said.get("known", {}), said.get("waived", {})
    policy = policy_of(ticket)
    return tell_facts(ticket, known, waived, policy=policy, by=SAM, at=world.at)


def lacking(ticket: Ticket) -> set[str]:
    ticket.refresh_from_db()
    found = missing_facts(policy_of(ticket).facts, ticket.facts, ticket.waived)
    return {fact.key for fact in found}


def test_a_hand_over_sets_level_and_team_and_leaves_what_was_tried(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    hand(ticket, to_experts(world), world)

    ticket.refresh_from_db()
    assert (ticket.level, ticket.severity, ticket.team) == (2, 3, world.experts)
    assert ticket.assignee is None
    note = Entry.objects.get(kind="note").text
    assert "We sent a test fax." in note
    assert "Look at the gateway." in note
    act = Act.objects.get(act="ticket.handed_over")
    assert (act.facts["before"], act.facts["level"], act.facts["team"]) == (1, 2, "Experts")


def test_the_new_team_is_told_by_mail_and_the_customer_is_not_told_what_was_tried(
    world: World,
) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    hand(ticket, to_experts(world), world)

    mail = Message.objects.get(kind="handover")
    assert mail.recipients == ["lena@desk.example.com"]
    assert "We sent a test fax." in mail.text
    assert not Message.objects.filter(kind="notice").exists()


def test_an_assignee_alone_is_told(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    hand(ticket, replace(to_experts(world), assignee=world.lena), world)

    assert Message.objects.get(kind="handover").recipients == ["lena@desk.example.com"]
    ticket.refresh_from_db()
    assert ticket.assignee == world.lena


def test_another_level_is_owed_by_its_own_promise_from_the_receipt(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    judge(ticket, severity=3, at=world.at)
    first = due(ticket, "response")

    hand(ticket, Passing(2, world.editors, None, "We cleared the cache."), world)

    later = due(ticket, "response")
    assert first
    assert later
    assert later - first == 4 * HOUR
    told = Message.objects.get(kind="notice").text
    assert "niveau 2" in told or "level 2" in told
    assert "We cleared the cache." not in told


def test_at_the_same_level_only_the_people_change(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    owed = due(ticket, "response")

    hand(ticket, Passing(1, world.first_line, None, "I go home."), world)

    ticket.refresh_from_db()
    assert ticket.team == world.first_line
    assert due(ticket, "response") == owed
    assert not Act.objects.filter(act="ticket.judged_again").exists()


def test_nothing_is_handed_over_without_what_was_tried_or_to_the_same_hands(
    world: World,
) -> None:
    ticket = world.ticket()
    with pytest.raises(NotJudged):
        hand(ticket, to_experts(world), world)
    judge(ticket, severity=3, at=world.at)

    with pytest.raises(NothingTried):
        hand(ticket, replace(to_experts(world), tried=" "), world)
    with pytest.raises(SameHands):
        hand(ticket, Passing(1, None, None, "We looked."), world)


def test_a_team_gets_only_the_levels_that_it_takes(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    with pytest.raises(NotOnThisDesk, match="takes no work of level 3"):
        hand(ticket, Passing(3, world.first_line, None, "We looked."), world)


def test_a_policy_may_want_a_check_before_the_hand_over(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    strict = replace(policy_of(ticket), handling=Handling(("hand-over",)))

    with pytest.raises(NotChecked):
        hand_over(ticket, to_experts(world), policy=strict, by=SAM, at=world.at)


def test_what_is_known_is_written_down_and_no_longer_asked_for(world: World) -> None:
    ticket = world.ticket()
    assert {"user-id", "job-number"} <= lacking(ticket)

    assert tell(ticket, world, known={"user-id": " AL-17 "}, waived={"job-number": "No job yet."})

    assert not {"user-id", "job-number"} & lacking(ticket)
    assert ticket.facts["user-id"] == "AL-17"
    act = Act.objects.get(act="ticket.facts_told")
    assert act.facts["known"] == {"user-id": ["", "AL-17"]}
    assert act.facts["waived"] == {"job-number": ["", "No job yet."]}
    assert not tell(ticket, world, known={"user-id": "AL-17"})


def test_a_fact_that_becomes_known_applies_and_one_taken_out_is_missing(world: World) -> None:
    ticket = world.ticket()
    tell(ticket, world, waived={"job-number": "No job yet."})

    tell(ticket, world, known={"job-number": "4711"}, waived={"job-number": "No job yet."})
    assert "job-number" not in lacking(ticket)
    assert ticket.waived == {}
    tell(ticket, world, known={"job-number": ""})

    assert "job-number" in lacking(ticket)


def test_only_what_the_checklist_asks_for_is_written_down(world: World) -> None:
    with pytest.raises(NoSuchFact):
        tell(world.ticket(), world, known={"shoe-size": "42"})
