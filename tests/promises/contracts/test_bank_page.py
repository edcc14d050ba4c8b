"""The cases of docs/rules/hours-bank.md, read from the page itself."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from permanence.promises.contracts.rules.bank import OpenLot, Work, allocate_work, round_up
from permanence.world.calendars.rules import always_open
from tests.promises.contracts.agreed import OFFICE, TORONTO, toronto

PAGE = Path(__file__).parents[3] / "docs" / "rules" / "hours-bank.md"
MONDAY = date(2026, 3, 2)
DAYS = {"Mon": 0, "Sat": 5}
NONE = "–"


def read_cases() -> list[list[str]]:
    """Return the rows of the page's table."""
    rows = re.findall(r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [row.split(" | ") for row in rows][1:]


def read_lot(text: str, key: int) -> list[OpenLot]:
    """Return the lot of a cell, if there is one."""
    if text == NONE:
        return []
    minutes, window = text.split()
    return [
        OpenLot(
            key=key,
            kind="contract" if key == 1 else "plan",
            left=int(minutes) * 60,
            valid_from=toronto("2026-01-01"),
            expires_at=toronto("2027-01-01"),
            calendar=OFFICE if window == "office" else always_open(),
            pays=("troubleshooting",),
        )
    ]


def read_work(text: str, unit: str) -> Work:
    """Return the work of a cell."""
    day, clock, minutes, kind = re.findall(r"[\w:]+", text)
    on = MONDAY + timedelta(days=DAYS[day])
    starts_at = datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=TORONTO)
    seconds = int(minutes) * 60
    return Work(starts_at, seconds, round_up(seconds, unit=timedelta(minutes=int(unit))), kind)


@pytest.mark.parametrize("case", read_cases(), ids=" | ".join)
def test_the_page_says_what_the_rule_does(case: list[str]) -> None:
    contract, plan, work, unit, by_contract, by_plan, unpaid = case
    lots = [*read_lot(contract, 1), *read_lot(plan, 2)]

    parts = allocate_work(read_work(work, unit), lots).parts

    paid = {part.lot: str(part.seconds // 60) for part in parts if part.lot}
    rest = [f"{part.seconds // 60} {part.reason}" for part in parts if part.lot is None]
    assert (paid.get(1, NONE), paid.get(2, NONE)) == (by_contract, by_plan)
    assert (", ".join(rest) or NONE) == unpaid


def test_the_page_has_its_cases() -> None:
    assert len(read_cases()) >= 10
