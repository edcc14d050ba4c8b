"""Taking the marks that are due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from permanence.promises.clocks.actions import (
    Setting,
    meet_deadlines,
    set_deadlines,
    take_due_marks,
)
from permanence.promises.clocks.models import Mark
from permanence.world.accounts.models import Desk

pytestmark = pytest.mark.usefixtures("house")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desks() -> list[int]:
    """Any rows may own marks; these do."""
    return [
        Desk.objects.create(key=f"desk-{number}", name="Desk", default_language="en").pk
        for number in range(3)
    ]


def set_marks(subjects: list[int], at: datetime) -> list[int]:
    return set_deadlines(
        "desk",
        [
            Setting(
                subject=subject,
                start_at=at,
                due_at=at + 2 * MINUTE,
                marks=[("warn", at + MINUTE), ("limit", at + 2 * MINUTE)],
            )
            for subject in subjects
        ],
    )


def take(at: datetime, most: int = 200) -> list[tuple[int, str]]:
    marks = take_due_marks("desk", subjects=Desk, at=at, most=most)
    return [(mark.subject, mark.kind) for mark in marks]


def test_a_mark_is_taken_at_its_instant_and_once(desks: list[int], at: datetime) -> None:
    set_marks(desks[:1], at)

    assert take(at + MINUTE - timedelta(microseconds=1)) == []
    assert take(at + MINUTE) == [(desks[0], "warn")]
    assert take(at + MINUTE) == []
    assert Mark.objects.get(kind="warn").settled_at == at + MINUTE


def test_the_longest_due_are_taken_first(desks: list[int], at: datetime) -> None:
    set_marks(desks, at)

    assert take(at + 5 * MINUTE, most=4) == [
        *((desk, "warn") for desk in desks),
        (desks[0], "limit"),
    ]
    assert take(at + 5 * MINUTE) == [(desk, "limit") for desk in desks[1:]]


def test_what_was_kept_in_time_is_never_taken(desks: list[int], at: datetime) -> None:
    deadlines = set_marks(desks, at)

    meet_deadlines(deadlines[:2], at=at + timedelta(seconds=1))

    assert take(at + 5 * MINUTE) == [(desks[2], "warn"), (desks[2], "limit")]


def test_marks_of_other_owners_are_left(desks: list[int], at: datetime) -> None:
    set_marks(desks, at)

    assert take_due_marks("ticket", subjects=Desk, at=at + 5 * MINUTE) == []
