"""The hours bank (docs/rules/hours-bank.md): which hours there are, and what they pay for."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permanence.promises.contracts.rules.bank import (
    AlertDue,
    Allocation,
    LotFacts,
    LotStanding,
    Movement,
    OpenLot,
    Part,
    Work,
    alerts_due,
    allocate_work,
    lots_due,
    round_up,
    write_statement,
)
from permanence.promises.policies.rules import BankTerms
from permanence.world.calendars.rules import always_open, is_open
from tests.promises.contracts.agreed import OFFICE, agree_contract, bring_hours, toronto
from tests.promises.policies.shipped import CONTENT

HOUR = 3600
YEAR = (toronto("2026-01-01"), toronto("2027-01-01"))
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def a_lot(key: int, hours: float = 10, **told: object) -> OpenLot:
    lot = OpenLot(
        key=key,
        kind="contract",
        left=int(hours * HOUR),
        valid_from=YEAR[0],
        expires_at=YEAR[1],
        calendar=always_open(),
        pays=("troubleshooting",),
    )
    return replace(lot, **told)  # type: ignore[arg-type]


def an_hour(starts: str, *, hours: float = 1, kind: str = "troubleshooting") -> Work:
    seconds = int(hours * HOUR)
    return Work(toronto(starts), seconds, seconds, kind)


def paid_by(allocation: Allocation) -> dict[int | str, int]:
    return {part.lot or part.reason: part.seconds for part in allocation.parts}


# Which hours a contract brings.


def test_a_plans_hours_are_added_to_the_contracts_as_a_lot_of_their_own() -> None:
    terms = agree_contract(hours=bring_hours(12), plan="base-plus")

    own, plan = lots_due(terms, CONTENT, until=LATER)

    assert (own.kind, own.seconds) == ("contract", 12 * HOUR)
    assert (plan.kind, plan.seconds) == ("plan", 10 * HOUR)
    assert plan.calendar == CONTENT.calendars["base-plus"]
    assert (plan.valid_from, plan.expires_at) == YEAR


@pytest.mark.parametrize(
    ("starts", "period", "begins"),
    [
        (date(2026, 1, 31), "month", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (date(2024, 2, 29), "year", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"]),
        (date(2025, 11, 30), "quarter", ["2025-11-30", "2026-02-28", "2026-05-30", "2026-08-30"]),
    ],
)
def test_periods_are_counted_from_the_contracts_first_day(
    starts: date, period: str, begins: list[str]
) -> None:
    terms = agree_contract(
        starts_on=starts,
        ends_on=None,
        hours=bring_hours(1, period),  # type: ignore[arg-type]
    )

    lots = lots_due(terms, CONTENT, until=LATER)[:4]

    assert [lot.valid_from for lot in lots] == [toronto(day) for day in begins]
    assert all(one.expires_at == two.valid_from for one, two in itertools.pairwise(lots))


def test_the_last_lot_ends_with_the_contract() -> None:
    terms = agree_contract(ends_on=date(2026, 2, 10), hours=bring_hours(1, "month"))

    lots = lots_due(terms, CONTENT, until=LATER)

    assert [lot.expires_at for lot in lots] == [toronto("2026-02-01"), toronto("2026-02-11")]


def test_a_contract_that_renews_itself_brings_hours_in_its_next_term() -> None:
    terms = agree_contract(renewal="tacit", hours=bring_hours(1))

    lots = lots_due(terms, CONTENT, until=toronto("2027-01-01"))

    assert [lot.valid_from for lot in lots] == [toronto("2026-01-01"), toronto("2027-01-01")]


def test_a_lot_begins_at_midnight_in_the_contracts_zone_and_not_a_second_before() -> None:
    terms = agree_contract(hours=bring_hours(1))
    midnight = toronto("2026-01-01")

    assert not lots_due(terms, CONTENT, until=midnight - timedelta(seconds=1))
    assert lots_due(terms, CONTENT, until=midnight)


# What pays for work.


def test_the_contract_pays_first_then_the_plan_and_the_oldest_expiry_first() -> None:
    soon = {"expires_at": toronto("2026-07-01")}
    lots = [
        a_lot(1, 1, kind="plan", **soon),
        a_lot(2, 1),
        a_lot(3, 1, **soon),
        a_lot(4, 1, kind="plan"),
    ]

    paid = allocate_work(an_hour("2026-03-02 10:00", hours=3.5), lots)

    assert [(part.lot, part.seconds) for part in paid.parts] == [
        (3, HOUR),
        (2, HOUR),
        (1, HOUR),
        (4, HOUR // 2),
    ]


@pytest.mark.parametrize(
    ("starts", "hours", "paid"),
    [
        ("2026-03-02 09:00", 1, {1: 60}),
        ("2026-03-02 12:00", 1.5, {1: 60, "window": 30}),  # over lunch
        ("2026-03-02 16:30", 1, {1: 30, "window": 30}),  # beyond the evening
        ("2026-03-07 10:00", 1, {"window": 60}),  # a Saturday
    ],
)
def test_a_lot_pays_for_what_lies_in_its_window_only(
    starts: str, hours: float, paid: dict[int | str, int]
) -> None:
    lot = a_lot(1, kind="plan", calendar=OFFICE)

    allocation = allocate_work(an_hour(starts, hours=hours), [lot])

    assert paid_by(allocation) == {key: minutes * 60 for key, minutes in paid.items()}


def test_what_one_lots_window_leaves_falls_to_the_next() -> None:
    lots = [a_lot(1, calendar=OFFICE), a_lot(2, kind="plan")]

    paid = paid_by(allocate_work(an_hour("2026-03-02 16:30"), lots))

    assert paid == {1: HOUR // 2, 2: HOUR // 2}


def test_only_lots_valid_on_the_day_of_the_work_pay_for_it() -> None:
    spring = a_lot(1, valid_from=toronto("2026-01-01"), expires_at=toronto("2026-04-01"))
    summer = a_lot(2, valid_from=toronto("2026-04-01"), expires_at=toronto("2026-07-01"))

    over_midnight = allocate_work(an_hour("2026-03-31 23:30"), [spring, summer])
    before_all = allocate_work(an_hour("2025-12-31 12:00"), [spring, summer])

    assert paid_by(over_midnight) == {1: HOUR // 2, 2: HOUR // 2}
    assert paid_by(before_all) == {"no_lot": HOUR}


def test_hours_pay_for_troubleshooting_only_unless_a_clause_says_more() -> None:
    lot, wider = a_lot(1), a_lot(2, kind="plan", pays=("troubleshooting", "programming"))
    work = an_hour("2026-03-02 10:00", kind="programming")

    assert paid_by(allocate_work(work, [lot])) == {"kind": HOUR}
    assert paid_by(allocate_work(work, [lot, wider])) == {2: HOUR}


def test_a_lot_is_never_overdrawn_and_the_rest_says_that_none_were_left() -> None:
    allocation = allocate_work(an_hour("2026-03-02 10:00", hours=2), [a_lot(1, 0.25)])

    assert paid_by(allocation) == {1: HOUR // 4, "spent": 7 * HOUR // 4}
    assert allocation.short == 7 * HOUR // 4


def test_what_rounding_adds_lies_where_the_work_ended() -> None:
    lot = a_lot(1, calendar=OFFICE)
    just_inside = Work(toronto("2026-03-02 16:50"), 600, 900, "troubleshooting")
    just_outside = Work(toronto("2026-03-02 16:55"), 600, 900, "troubleshooting")

    assert paid_by(allocate_work(just_inside, [lot])) == {1: 900}
    assert paid_by(allocate_work(just_outside, [lot])) == {1: 300, "window": 600}


@pytest.mark.parametrize(
    ("seconds", "minutes", "charged"), [(1, 15, 900), (900, 15, 900), (901, 15, 1800), (61, 1, 120)]
)
def test_work_is_rounded_up_to_the_unit(seconds: int, minutes: int, charged: int) -> None:
    assert round_up(seconds, unit=timedelta(minutes=minutes)) == charged


# Against an oracle that walks the minutes.

MINUTES = st.integers(min_value=0, max_value=6 * 24 * 60)
WEDNESDAY = toronto("2026-03-04")


@st.composite
def some_lots(draw: st.DrawFn) -> list[OpenLot]:
    lots = []
    for key in range(1, draw(st.integers(1, 5)) + 1):
        begins = WEDNESDAY + timedelta(minutes=draw(MINUTES))
        lots.append(
            a_lot(
                key,
                kind=draw(st.sampled_from(["contract", "plan"])),
                left=draw(st.integers(0, 600)) * 60,
                valid_from=begins,
                expires_at=begins + timedelta(minutes=draw(MINUTES) + 1),
                calendar=draw(st.sampled_from([OFFICE, always_open()])),
                pays=draw(st.sampled_from([("troubleshooting",), ("training",)])),
            )
        )
    return lots


def walk_minutes(work: Work, lots: list[OpenLot]) -> Counter[int | str]:
    """Pay each minute of work on its own, by the words of the rule."""
    left = {lot.key: lot.left for lot in lots}
    turns = sorted(lots, key=lambda lot: (lot.kind == "plan", lot.expires_at, lot.valid_from))
    found: Counter[int | str] = Counter()
    for minute in range(work.charged // 60):
        worked = min(minute, work.seconds // 60 - 1)
        at = work.starts_at + timedelta(minutes=worked)
        valid = [lot for lot in turns if lot.valid_from <= at < lot.expires_at]
        able = [lot for lot in valid if work.kind in lot.pays]
        inside = [lot for lot in able if is_open(lot.calendar, at)]
        payer = next((lot for lot in inside if left[lot.key] > 0), None)
        if payer:
            left[payer.key] -= 60
            found[payer.key] += 60
        else:
            why = "spent" if inside else "window" if able else "kind" if valid else "no_lot"
            found[why] += 60
    return found


@settings(max_examples=600)
@given(some_lots(), MINUTES, st.integers(1, 900), st.sampled_from([1, 15, 60]))
def test_work_is_paid_as_if_each_minute_were_paid_on_its_own(
    lots: list[OpenLot], begins: int, minutes: int, unit: int
) -> None:
    charged = round_up(minutes * 60, unit=timedelta(minutes=unit))
    starts_at = WEDNESDAY + timedelta(minutes=begins)
    work = Work(starts_at, minutes * 60, charged, "troubleshooting")

    allocation = allocate_work(work, lots)

    assert paid_by(allocation) == walk_minutes(work, lots)


@settings(max_examples=300)
@given(some_lots(), st.integers(0, 6 * 86_400), st.integers(1, 90_000), st.integers(1, 3600))
def test_no_second_is_lost_or_invented_and_no_lot_overdrawn(
    lots: list[OpenLot], begins: int, seconds: int, unit: int
) -> None:
    charged = round_up(seconds, unit=timedelta(seconds=unit))
    starts_at = WEDNESDAY + timedelta(seconds=begins)

    allocation = allocate_work(Work(starts_at, seconds, charged, "troubleshooting"), lots)

    assert allocation.paid + allocation.unpaid == charged
    assert all(part.seconds > 0 for part in allocation.parts)
    paid = {part.lot: part.seconds for part in allocation.parts if part.lot}
    assert all(paid.get(lot.key, 0) <= lot.left for lot in lots)


# What is told of it.


def test_an_alert_is_due_at_a_share_used_and_days_before_the_rest_expires() -> None:
    bank = BankTerms(alert_used=(0.5, 0.8, 1.0), alert_days=(30, 7))
    lot = LotStanding(1, 10 * HOUR, 2 * HOUR, *YEAR)

    in_march = alerts_due([lot], bank, at=toronto("2026-03-01"))
    at_the_end = alerts_due([lot], bank, at=toronto("2026-12-25"))

    assert in_march == (
        AlertDue(1, "used:50", "used", 50, is_sent=False),
        AlertDue(1, "used:80", "used", 80, is_sent=True),
    )
    assert at_the_end[2:] == (
        AlertDue(1, "expires:7", "expires", 7, is_sent=True),
        AlertDue(1, "expires:30", "expires", 30, is_sent=False),
    )


def test_nothing_is_said_of_an_expiry_that_leaves_nothing() -> None:
    lot = LotStanding(1, 10 * HOUR, 0, *YEAR)

    due = alerts_due([lot], BankTerms(), at=toronto("2026-12-25"))

    assert {alert.kind for alert in due} == {"used"}


def test_a_month_of_hours_is_not_said_to_end_in_thirty_days_when_it_begins() -> None:
    march = LotStanding(1, HOUR, HOUR, toronto("2026-03-01"), toronto("2026-03-31"))
    bank = BankTerms(alert_days=(30, 7))

    assert alerts_due([march], bank, at=toronto("2026-03-02")) == ()
    assert [one.key for one in alerts_due([march], bank, at=toronto("2026-03-25"))] == ["expires:7"]


def test_a_statement_shows_what_stood_came_went_expired_and_stands() -> None:
    lots = [
        LotFacts(1, "contract", 5 * HOUR, toronto("2026-01-01"), toronto("2026-04-01")),
        LotFacts(2, "contract", 5 * HOUR, toronto("2026-04-01"), toronto("2026-07-01")),
    ]
    movements = [
        Movement(1, HOUR, toronto("2026-02-10"), 7),
        Movement(1, HOUR, toronto("2026-03-10"), 8),
        Movement(2, 2 * HOUR, toronto("2026-04-10"), 9),
        Movement(1, -HOUR, toronto("2026-04-11"), 10),  # goes back to a lot that has expired
    ]

    told = write_statement(
        lots, movements, since=toronto("2026-03-01"), until=toronto("2026-05-01")
    )

    totals = told.totals
    assert (totals.opening, totals.granted, totals.used) == (4 * HOUR, 5 * HOUR, 2 * HOUR)
    assert (totals.expired, totals.closing) == (4 * HOUR, 3 * HOUR)
    assert [(line.kind, line.balance // HOUR) for line in told.lines] == [
        ("entry", 3),
        ("expired", 0),
        ("granted", 5),
        ("entry", 3),
        ("entry", 3),
    ]


DAYS = st.integers(0, 60)


@st.composite
def some_accounts(draw: st.DrawFn) -> tuple[list[LotFacts], list[Movement]]:
    lots, movements = [], []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        begins = WEDNESDAY + timedelta(days=draw(DAYS))
        ends = begins + timedelta(days=draw(DAYS) + 1)
        lots.append(LotFacts(key, "contract", draw(st.integers(1, 9)), begins, ends))
        for number in range(draw(st.integers(0, 4))):
            at = begins + timedelta(days=draw(DAYS))
            movements.append(Movement(key, draw(st.integers(-3, 3)), at, key * 10 + number))
    return lots, movements


@settings(max_examples=400)
@given(some_accounts(), DAYS, DAYS, DAYS)
def test_statements_balance_to_the_second_and_follow_each_other_without_a_gap(
    account: tuple[list[LotFacts], list[Movement]], first: int, second: int, third: int
) -> None:
    days = [WEDNESDAY + timedelta(days=day) for day in sorted((first, second, third + 1))]
    if days[0] == days[1] or days[1] == days[2]:
        return

    before = write_statement(*account, since=days[0], until=days[1])
    after = write_statement(*account, since=days[1], until=days[2])

    for told in (before, after):
        totals = told.totals
        moved = totals.granted - totals.used - totals.expired
        assert totals.opening + moved == totals.closing
        assert totals.opening + sum(line.change for line in told.lines) == totals.closing
    assert before.totals.closing == after.totals.opening


def test_parts_are_values() -> None:
    assert Allocation((Part(60, 1), Part(30, None, "spent"))).unpaid == 30
