"""When the next mark is due, whoever owns it."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import inf

import pytest

from permanence.ground.lib.clock import now
from permanence.promises.clocks.actions import Setting, set_deadlines
from permanence.promises.clocks.jobs import seconds_to_next_mark
from permanence.promises.clocks.models import Mark
from permanence.promises.clocks.queries import next_mark_due

pytestmark = pytest.mark.usefixtures("house")
MINUTE = timedelta(minutes=1)


def set_marks(owner: str, *instants: datetime) -> None:
    set_deadlines(
        owner,
        [
            Setting(subject=number, start_at=at, due_at=at, marks=[("limit", at)])
            for number, at in enumerate(instants)
        ],
    )


def test_without_marks_nothing_is_due() -> None:
    assert next_mark_due() is None
    assert seconds_to_next_mark() == inf


def test_the_first_of_all_owners_is_next(at: datetime) -> None:
    set_marks("a", at + 5 * MINUTE, at + 4 * MINUTE)
    set_marks("b", at + 3 * MINUTE, at + 9 * MINUTE)
    set_marks("c", at + 7 * MINUTE)

    assert next_mark_due() == at + 3 * MINUTE


def test_what_is_settled_is_not_to_come(at: datetime) -> None:
    set_marks("a", at + MINUTE)
    Mark.objects.update(settled_at=at)
    set_marks("b", at + 2 * MINUTE)

    assert next_mark_due() == at + 2 * MINUTE


def test_the_seconds_to_come_are_those_on_the_clock() -> None:
    set_marks("a", now() + MINUTE)

    assert 55 < seconds_to_next_mark() <= 60


def test_what_is_overdue_leaves_no_time() -> None:
    set_marks("a", now() - MINUTE)

    assert seconds_to_next_mark() < 0
