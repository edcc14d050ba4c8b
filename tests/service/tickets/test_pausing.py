"""Pauses, corrections and late notes in their harder shapes; terms that change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.actions import load_policy
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions import (
    Judgement,
    resolve_ticket,
    settle_due_marks,
    triage_ticket,
)
from permanence.service.tickets.actions.answering import note_call
from permanence.service.tickets.actions.pausing import correct_span
from permanence.service.tickets.models import Commitment, StateSpan
from tests.cast import POLICIES, World
from tests.service.tickets.acting import (
    HOUR,
    MINUTE,
    SAM,
    answer,
    due,
    est,
    judge,
    office_hours_ticket,
    pause,
    policy_of,
    promise_resolution,
    resume,
    standing,
    sweep,
    write,
)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def test_a_pause_over_a_weekend_moves_the_limit_by_its_open_time_only(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))
    assert due(ticket, "resolution") == est(6, 13)

    pause(ticket, at=est(6, 12))
    resume(ticket, at=est(9, 10))

    # Friday 12 to 17 and Monday 8 to 10 were open: 7 hours; an hour was left.
    assert due(ticket, "resolution") == est(9, 11)


def test_a_pause_in_closed_hours_gives_the_desk_no_time(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))
    before = due(ticket, "resolution")

    pause(ticket, at=est(5, 18))
    resume(ticket, at=est(6, 7))

    assert due(ticket, "resolution") == before


def test_the_state_it_is_in_is_no_second_pause(world: World) -> None:
    ticket = world.ticket()
    pause(ticket, at=world.at + HOUR)

    with pytest.raises(Refusal):
        pause(ticket, at=world.at + 2 * HOUR, reason="Still the same.")

    assert Message.objects.filter(kind="notice").count() == 1


def test_a_correction_of_the_past_is_reckoned_as_if_it_had_been_so(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    pause(ticket, at=world.at + HOUR)
    resume(ticket, at=world.at + 9 * HOUR)
    assert due(ticket, "resolution") == world.at + 20 * HOUR

    correct_span(
        ticket,
        state="open",
        since=world.at + 3 * HOUR,
        until=world.at + 9 * HOUR,
        reason="The operator had answered after two hours.",
        policy=policy_of(ticket),
        by=SAM,
        at=world.at + 10 * HOUR,
    )

    assert due(ticket, "resolution") == world.at + 14 * HOUR
    dues = Commitment.objects.filter(ticket=ticket, promise="resolution").values_list(
        "due_at", flat=True
    )
    assert world.at + 20 * HOUR in dues  # what was promised before stays readable
    assert StateSpan.objects.filter(ticket=ticket).exclude(replaced_at=None).exists()


def test_a_corrected_file_goes_on_from_the_state_it_is_in(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    correct_span(
        ticket,
        state="waiting_customer",
        since=world.at,
        until=world.at + HOUR,
        reason="Nobody could be reached.",
        policy=policy_of(ticket),
        by=SAM,
        at=world.at + HOUR,
    )

    pause(ticket, at=world.at + 2 * HOUR)

    gone = StateSpan.objects.filter(ticket=ticket).exclude(replaced_at=None)
    assert gone.filter(state="open").get().to_at is None  # the pause ended what holds, not this
    resume(ticket, at=world.at + 3 * HOUR)
    assert due(ticket, "resolution") == world.at + (12 + 1 + 1) * HOUR


def test_a_call_written_down_late_is_still_in_time(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=2, at=world.at + 10 * MINUTE)

    note_call(
        ticket,
        text="Told Ada that we restart the gateway.",
        called_at=world.at + 40 * MINUTE,
        by=SAM,
        at=world.at + 2 * HOUR,
    )

    response = standing(ticket, "response")
    assert (response.met_at, response.missed_at) == (world.at + 40 * MINUTE, None)
    assert due(ticket, "update") == world.at + 40 * MINUTE + 3 * HOUR


def test_a_call_answers_no_message_that_came_after_it(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=2, at=world.at + 10 * MINUTE)
    answer(ticket, at=world.at + 20 * MINUTE)
    write(ticket, "It is worse now.", at=world.at + HOUR)
    settle_due_marks(at=world.at + 5 * HOUR)
    assert Climb.objects.filter(matter="follow-up", outcome="").exists()

    note_call(
        ticket,
        text="Asked for the log.",
        called_at=world.at + 50 * MINUTE,
        by=SAM,
        at=world.at + 5 * HOUR,
    )

    ticket.refresh_from_db()
    assert standing(ticket, "follow-up").met_at is None
    assert Climb.objects.filter(matter="follow-up", outcome="").exists()
    assert ticket.last_word_by == "customer"


def test_what_no_contract_covers_is_changed_with_a_reason(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    again = Judgement(1, 3, None, None, service="message-tracing")

    with pytest.raises(Refusal):
        triage_ticket(ticket, again, policy=policy_of(ticket), by=SAM, at=world.at + HOUR)


def test_a_resolved_matter_stops_and_what_was_paused_stays_paused(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    pause(ticket, at=world.at + HOUR)
    resume(ticket, at=world.at + 2 * HOUR)
    answer(ticket, at=world.at + 3 * HOUR)
    resolve_ticket(ticket, by=SAM, at=world.at + 4 * HOUR)

    write(ticket, "It fails again.", at=world.at + 10 * HOUR)

    assert due(ticket, "resolution") == world.at + (12 + 1 + 6) * HOUR


def test_a_worse_contract_takes_nothing_from_an_open_request(world: World) -> None:
    ticket = office_hours_ticket(world, at=est(5, 10))

    promise_resolution(world, "30 hours", at=est(5, 13))
    sweep(at=est(5, 13))

    assert due(ticket, "resolution") == est(6, 13)


def test_a_policy_that_changes_meanwhile_helps_and_never_harms(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, at=est(5, 10))
    before = due(ticket, "response")
    worse = (POLICIES / "content.toml").read_text(encoding="utf-8")
    assert worse.count('within = "1 hour"') == 2

    slower = worse.replace('within = "1 hour"', 'within = "3 hours"')
    load_policy(slower, file="content.toml", at=est(5, 10, 5))
    sweep(at=est(5, 10, 5))
    assert due(ticket, "response") == before == est(5, 11)

    faster = worse.replace('within = "1 hour"', 'within = "20 minutes"')
    load_policy(faster, file="content.toml", at=est(5, 10, 10))
    sweep(at=est(5, 10, 10))
    assert due(ticket, "response") == est(5, 10, 20)


def test_what_a_version_made_better_stays_when_the_next_is_worse(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, at=est(5, 10))
    text = (POLICIES / "content.toml").read_text(encoding="utf-8")
    better = text.replace('within = "1 hour"', 'within = "20 minutes"')
    load_policy(better, file="content.toml", at=est(5, 10, 5))
    sweep(at=est(5, 10, 5))

    load_policy(text, file="content.toml", at=est(5, 10, 10))
    sweep(at=est(5, 10, 10))

    assert due(ticket, "response") == est(5, 10, 20)
