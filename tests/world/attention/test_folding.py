"""What one person gives at once stands in one row, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from permanence.world.attention.rules.folding import AT_ONCE, fold_given

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    event: str = "assigned"
    who: str = "Lena Vos"
    desk_id: int = 1
    at: datetime = AT


GIVEN = Told()


@pytest.mark.parametrize(
    ("told", "runs"),
    [
        ([], []),
        ([GIVEN], [1]),
        ([GIVEN] * 12, [12]),
        ([GIVEN, Told(at=AT - AT_ONCE), Told(at=AT - 2 * AT_ONCE)], [3]),
        ([GIVEN, Told(at=AT - AT_ONCE - timedelta(seconds=1))], [1, 1]),
        ([GIVEN, Told(who="Ivo Kranz"), GIVEN], [1, 1, 1]),
        ([GIVEN, Told(desk_id=2)], [1, 1]),
        ([GIVEN, GIVEN, Told("overdue"), GIVEN], [2, 1, 1]),
        ([Told("wrote"), Told("wrote")], [1, 1]),
    ],
)
def test_what_is_given_at_once_by_one_person_is_one_run(told: list[Told], runs: list[int]) -> None:
    folded = fold_given(told)

    assert [len(run) for run in folded] == runs
    assert [one for run in folded for one in run] == told
