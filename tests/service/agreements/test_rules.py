"""What a proposal needs, and who may say yes; the tables of docs/rules/agreements.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from permanence.service.agreements.rules import (
    ALLOWED,
    Fault,
    Proposal,
    Step,
    find_faults,
    find_instant,
    is_lapsed,
    may_approve,
    may_follow,
    may_propose,
    offer_ends,
    read_steps,
    write_source,
    write_steps,
)

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
GOOD = Proposal(
    solution="A connector that keeps profiles in step.",
    zone="America/Toronto",
    language="fr",
    steps=(Step("Design", date(2026, 3, 9)), Step("Acceptance", date(2026, 3, 27))),
    delivery_at=datetime(2026, 3, 31, 21, 0, tzinfo=UTC),
)


def test_a_complete_proposal_has_no_fault() -> None:
    assert find_faults(GOOD, at=NOW) == ()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"solution": "  "}, Fault("no_solution")),
        ({"steps": ()}, Fault("no_steps")),
        ({"delivery_at": None}, Fault("no_delivery")),
        ({"delivery_at": NOW}, Fault("delivery_in_past")),
        ({"steps": (Step("", date(2026, 3, 9)),)}, Fault("untitled_step", 1)),
        ({"steps": (Step("Design", date(2026, 3, 1)),)}, Fault("step_in_past", 1)),
        ({"steps": (Step("Design", date(2026, 4, 1)),)}, Fault("step_after_delivery", 1)),
        ({"steps": GOOD.steps[::-1]}, Fault("steps_out_of_order", 2)),
        ({"steps": GOOD.steps[:1] * 41}, Fault("too_many_steps")),
    ],
)
def test_a_fault_is_found_and_its_step_named(changed: dict[str, object], fault: Fault) -> None:
    assert fault in find_faults(replace(GOOD, **changed), at=NOW)  # type: ignore[arg-type]


def test_today_and_the_day_of_delivery_are_days_of_the_desks_zone() -> None:
    late = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # still 2 March in Toronto
    steps = (Step("Start", date(2026, 3, 2)), Step("Delivery", date(2026, 3, 31)))
    delivery = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)  # still 31 March in Toronto

    assert find_faults(replace(GOOD, steps=steps, delivery_at=delivery), at=late) == ()


def test_a_withdrawal_needs_its_reason_and_nothing_else() -> None:
    ending = Proposal(solution="", zone="UTC", language="en", kind="withdrawal")

    assert find_faults(ending, at=NOW) == (Fault("no_solution"),)
    assert find_faults(replace(ending, solution="No longer needed."), at=NOW) == ()


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 3, 31), time(17, 0), datetime(2026, 3, 31, 21, 0, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 30), None),  # the clocks skip it
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # the first
    ],
)
def test_a_delivery_is_read_by_the_clocks_of_the_zone(
    day: date, clock: time, instant: datetime | None
) -> None:
    assert find_instant(day, clock, zone="America/Toronto") == instant


@pytest.mark.parametrize(
    ("act", "states"),
    [
        ("approve", {"draft"}),
        ("send_back", {"draft"}),
        ("take_back", {"draft", "offered"}),
        ("accept", {"offered"}),
        ("decline", {"offered"}),
    ],
)
def test_an_act_follows_these_states_and_no_others(act: str, states: set[str]) -> None:
    every = {
        "draft", "sent_back", "taken_back", "offered", "lapsed", "accepted", "declined",
        "replaced", "ended",
    }  # fmt: skip

    assert {state for state in every if may_follow(act, state)} == states  # type: ignore[arg-type]
    assert act in ALLOWED


@pytest.mark.parametrize(
    ("standing", "is_author", "may"),
    [
        ("head", False, True),
        ("head", True, True),
        ("delegate", False, True),
        ("delegate", True, False),
        ("", False, False),
        ("", True, False),
    ],
)
def test_four_eyes_see_a_proposal_unless_the_head_made_it(
    standing: str, is_author: bool, may: bool
) -> None:
    assert may_approve(standing, is_author=is_author) is may  # type: ignore[arg-type]


def test_only_level_three_is_agreed_on_or_what_is_agreed_already() -> None:
    assert may_propose(3, governs=False, kind="date")
    assert not may_propose(2, governs=False, kind="date")
    assert not may_propose(None, governs=False, kind="date")
    assert may_propose(1, governs=True, kind="date")
    assert may_propose(3, governs=True, kind="withdrawal")
    assert not may_propose(3, governs=False, kind="withdrawal")


def test_an_offer_stands_thirty_days_and_never_past_the_delivery() -> None:
    soon = NOW + timedelta(days=3)

    assert offer_ends(NOW, delivery_at=None) == NOW + timedelta(days=30)
    assert offer_ends(NOW, delivery_at=soon) == soon
    assert not is_lapsed("offered", soon, at=soon - timedelta(seconds=1))
    assert is_lapsed("offered", soon, at=soon)
    assert not is_lapsed("accepted", soon, at=soon)


def test_a_calendar_is_kept_and_read_again() -> None:
    assert read_steps(write_steps(GOOD.steps)) == GOOD.steps
    assert write_source(7, 2) == "agreement:7:2"
