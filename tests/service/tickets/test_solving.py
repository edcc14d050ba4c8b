"""From what a matter came and what solved it, in versions."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import house, portal
from permanence.promises.policies.actions import load_policy
from permanence.service.tickets.actions import (
    Answer,
    answer_ticket,
    reopen_by_hand,
    resolve_ticket,
)
from permanence.service.tickets.actions.drafts import Writing
from permanence.service.tickets.actions.holding import Sending, hold_answer
from permanence.service.tickets.actions.solving import (
    NoCause,
    NothingKept,
    Solving,
    keep_solution,
)
from permanence.service.tickets.models import Resolution, Ticket
from tests.cast import POLICIES, World
from tests.service.tickets.acting import HOUR, MINUTE, SAM, answer, policy_of

FULL = Solving("setting", "A wrong route.", "We set the route right.", is_told=True)


def demand_causes(world: World) -> None:
    """Let the policy of the messaging desk want a cause before anything is resolved."""
    text = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
    with house():
        load_policy(
            text.replace("needs_cause = false", "needs_cause = true"),
            file="messaging.toml",
            at=world.at - HOUR,
        )


def versions(ticket: Ticket) -> list[Resolution]:
    return list(Resolution.objects.filter(ticket=ticket).order_by("number"))


@pytest.mark.usefixtures("house")
def test_cause_and_solution_may_be_kept_before_and_stand_with_the_resolution(
    world: World,
) -> None:
    ticket = world.ticket()
    answer(ticket, at=world.at)

    keep_solution(ticket, FULL, by=SAM, at=world.at + MINUTE)
    assert versions(ticket)[0].resolved_at is None
    resolve_ticket(ticket, by=SAM, at=world.at + HOUR)

    (kept,) = versions(ticket)
    assert (kept.source, kept.cause, kept.solution) == ("setting", FULL.cause, FULL.solution)
    assert (kept.resolved_at, kept.by_name) == (world.at + HOUR, "Sam")


@pytest.mark.usefixtures("house")
def test_the_answer_that_resolves_is_the_solution(world: World) -> None:
    ticket = world.ticket()

    answer(ticket, at=world.at, then="resolve")

    (kept,) = versions(ticket)
    assert (kept.solution, kept.is_told, kept.source) == ("We look into it.", True, "")


@pytest.mark.usefixtures("house")
def test_the_answer_that_resolves_leaves_a_solution_that_was_written(world: World) -> None:
    ticket = world.ticket()
    keep_solution(ticket, FULL, by=SAM, at=world.at)

    answer(ticket, at=world.at + MINUTE, then="resolve")

    assert [row.solution for row in versions(ticket)] == [FULL.solution]


@pytest.mark.usefixtures("house")
def test_a_solution_that_did_not_hold_stays_as_an_earlier_version(world: World) -> None:
    ticket = world.ticket()
    answer(ticket, at=world.at, then="resolve")
    reopen_by_hand(ticket, reason="It came back.", by=SAM, at=world.at + HOUR)

    keep_solution(ticket, FULL, by=SAM, at=world.at + 2 * HOUR)
    resolve_ticket(ticket, by=SAM, at=world.at + 3 * HOUR)

    first, second = versions(ticket)
    assert (first.reopened_at, second.reopened_at) == (world.at + HOUR, None)
    assert (first.number, second.number) == (1, 2)


@pytest.mark.usefixtures("house")
def test_a_cause_without_a_word_is_none(world: World) -> None:
    with pytest.raises(NothingKept):
        keep_solution(world.ticket(), Solving(cause=" "), by=SAM, at=world.at)


def test_where_the_policy_wants_the_cause_nothing_is_resolved_without(world: World) -> None:
    demand_causes(world)
    ticket = world.ticket()
    said = Answer("It is done.", then="resolve")
    with house():
        answer(ticket, at=world.at)
        with pytest.raises(NoCause):
            resolve_ticket(ticket, by=SAM, at=world.at)
        with pytest.raises(NoCause):
            answer_ticket(ticket, said, policy=policy_of(ticket), by=SAM, at=world.at)
        with pytest.raises(NoCause):
            hold_answer(
                ticket,
                Writing("reply", "It is done."),
                Sending("resolve"),
                by=world.sam,
                known=0,
                at=world.at,
            )
        keep_solution(ticket, Solving("fault"), by=SAM, at=world.at)
        answer_ticket(ticket, said, policy=policy_of(ticket), by=SAM, at=world.at + MINUTE)
        (kept,) = versions(ticket)
    assert (kept.source, kept.solution) == ("fault", "It is done.")


def test_a_customer_reads_its_solution_only_when_it_is_meant_so_and_stands(world: World) -> None:
    ticket, other = world.ticket(), world.ticket(world.claire, desk=world.content)
    with house():
        for one in (ticket, other):
            answer(one, at=world.at)
            keep_solution(one, FULL, by=SAM, at=world.at)

    def seen() -> int:
        own = portal(organisation=world.brightwater.pk, contact=world.ada.pk)
        with own:
            return Resolution.objects.count()

    assert seen() == 0
    with house():
        resolve_ticket(ticket, by=SAM, at=world.at)
        resolve_ticket(other, by=SAM, at=world.at)
    assert seen() == 1
    with house():
        keep_solution(ticket, Solving("fault", "", "Ours alone."), by=SAM, at=world.at + MINUTE)
    assert seen() == 0
