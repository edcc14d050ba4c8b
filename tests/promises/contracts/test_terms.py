"""On which days a contract holds, when that turns, and what it then offers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.contracts.rules import (
    ContractTerms,
    Standing,
    contract_offers,
    find_turns,
)
from permanence.promises.policies.rules import offers_for
from permanence.promises.terms.rules import prevail, weigh_offers
from permanence.world.calendars.rules import OpenTime
from tests.promises.contracts.documents import PLAIN, change, read
from tests.promises.policies.shipped import CONTENT, MESSAGING

SECOND = timedelta(seconds=1)
HELD = read(PLAIN)


def in_zone(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("changes", "at", "standing"),
    [
        ({}, "2025-12-31T23:59:59", "future"),
        ({}, "2026-01-01T00:00:00", "in_force"),
        ({}, "2026-12-31T23:59:59", "in_force"),
        ({}, "2027-01-01T00:00:00", "expired"),
        ({"ends_on": None}, "2099-06-01T12:00:00", "in_force"),
        ({"is_suspended": True}, "2026-06-01T12:00:00", "suspended"),
        ({"is_suspended": True}, "2025-06-01T12:00:00", "future"),
        ({"is_suspended": True}, "2027-06-01T12:00:00", "expired"),
        ({"renewal": "tacit", "renewal_months": 12}, "2027-01-01T00:00:00", "in_force"),
        ({"renewal": "tacit", "renewal_months": 12}, "2061-01-01T00:00:00", "in_force"),
        ({"renewal": "tacit", "renewal_months": 12}, "2025-12-31T23:59:59", "future"),
    ],
)
def test_a_contract_holds_on_its_dates(
    changes: dict[str, object], at: str, standing: Standing
) -> None:
    assert replace(HELD, **changes).standing(in_zone(at)) == standing  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe"])
def test_its_days_are_those_of_its_own_zone(zone: str) -> None:
    terms = replace(HELD, zone=zone)
    begins, ends = in_zone("2026-01-01T00:00", zone), in_zone("2027-01-01T00:00", zone)

    assert terms.standing((begins - SECOND).astimezone(UTC)) == "future"
    assert terms.standing(begins.astimezone(UTC)) == "in_force"
    assert terms.standing((ends - SECOND).astimezone(UTC)) == "in_force"
    assert terms.standing(ends.astimezone(UTC)) == "expired"


@pytest.mark.parametrize(
    ("ends", "months", "last_days"),
    [
        ("2024-02-29", 12, ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2027-02-28", 12, ["2027-02-28", "2028-02-29", "2029-02-28"]),
        ("2026-06-30", 1, ["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30"]),
        ("2026-01-14", 3, ["2026-01-14", "2026-04-14", "2026-07-14"]),
        ("2026-01-30", 1, ["2026-01-30", "2026-02-27", "2026-03-30", "2026-04-29"]),
    ],
)
def test_tacit_renewal_follows_the_calendar(ends: str, months: int, last_days: list[str]) -> None:
    terms = replace(
        HELD,
        starts_on=date(2020, 1, 1),
        ends_on=date.fromisoformat(ends),
        renewal="tacit",
        renewal_months=months,
    )
    expected = [date.fromisoformat(day) for day in last_days]

    for last, following in pairwise(expected):
        assert terms.last_day(last) == last
        assert terms.last_day(last + timedelta(days=1)) == following
        assert terms.last_day(following) == following


EFFECT = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)


def test_a_contract_turns_when_it_takes_effect_begins_and_has_ended() -> None:
    assert find_turns([(EFFECT, 1, HELD)]) == (
        EFFECT,
        in_zone("2026-01-01T00:00"),
        in_zone("2027-01-01T00:00"),
    )


def test_what_is_renewed_or_has_begun_does_not_turn() -> None:
    late = in_zone("2026-02-01T12:00")

    assert find_turns([(late, 1, replace(HELD, renewal="tacit", renewal_months=12))]) == (late,)
    assert find_turns([(late, 1, replace(HELD, ends_on=None))]) == (late,)


def test_a_later_version_takes_the_turns_of_the_one_it_replaces() -> None:
    change_at = in_zone("2026-06-01T00:00")
    longer = replace(HELD, ends_on=date(2028, 12, 31))

    assert find_turns([(EFFECT, 1, HELD), (change_at, 2, longer)]) == (
        EFFECT,
        in_zone("2026-01-01T00:00"),
        change_at,
        in_zone("2029-01-01T00:00"),
    )


def test_of_two_versions_at_one_instant_the_later_one_counts() -> None:
    endless = replace(HELD, ends_on=None)

    assert find_turns([(EFFECT, 2, endless), (EFFECT, 1, HELD)]) == (
        EFFECT,
        in_zone("2026-01-01T00:00"),
    )


hours = st.integers(0, 24 * 900).map(lambda hour: EFFECT + timedelta(hours=hour))
zones = st.sampled_from(["Europe/London", "America/Sao_Paulo", "Asia/Tehran", "Pacific/Chatham"])
versions = st.builds(
    lambda start, length, zone, renewed, suspended: replace(
        HELD,
        starts_on=start,
        ends_on=None if length is None else start + timedelta(days=length),
        zone=zone,
        renewal="tacit" if renewed and length is not None else "none",
        renewal_months=12,
        is_suspended=suspended,
    ),
    st.dates(date(2025, 10, 1), date(2028, 6, 1)),
    st.none() | st.integers(0, 700),
    zones,
    st.booleans(),
    st.booleans(),
)


@given(st.lists(st.tuples(hours, versions), min_size=1, max_size=4), hours)
def test_nothing_changes_between_two_turns(
    effects: list[tuple[datetime, ContractTerms]], at: datetime
) -> None:
    made = [(effect, number, terms) for number, (effect, terms) in enumerate(effects)]
    turns = find_turns(made)

    def what_stands(then: datetime) -> tuple[str, int] | None:
        taken = [one for one in made if one[0] <= then]
        if not taken:
            return None
        _, number, terms = max(taken, key=lambda one: one[:2])
        return terms.standing(then), number

    before = max((turn for turn in turns if turn <= at), default=None)
    assert what_stands(at) == (what_stands(before) if before else None)


@pytest.mark.parametrize("severity", [1, 2])
def test_its_own_time_and_its_coverage_are_offers(severity: int) -> None:
    offers = contract_offers(read(), MESSAGING, promise="response", level=None, severity=severity)

    keys = [(offer.clause.key, offer.calendar_key) for offer in offers]
    if severity == 1:
        assert keys == [("targets.response.severity-1", "always"), ("coverage.text", "port")]
        assert {offer.target for offer in offers} == {OpenTime(900)}
    else:  # the published time, on the hours that the contract adds
        assert keys == [("coverage.text", "port")]
        assert offers[0].target == OpenTime(3600)
    assert {offer.clause.source for offer in offers} == {"contract:3:2"}


def test_a_wider_coverage_is_a_better_clock() -> None:
    text = change('desk = "messaging"', 'desk = "content"', PLAIN)
    always = read(text + '[coverage]\nhours = "always"\n', policy=CONTENT)
    friday_evening = in_zone("2026-03-06T18:00", "America/Toronto")
    published = offers_for(CONTENT, promise="response", level=1, severity=None)
    own = contract_offers(always, CONTENT, promise="response", level=1, severity=None)

    verdict = prevail(weigh_offers([*published, *own], start=friday_evening), most_favourable=True)

    assert verdict.winner.offer.clause.source == "contract:3:2"
    assert verdict.winner.due == friday_evening + timedelta(hours=1)
    assert verdict.losers[0].candidate.due == in_zone("2026-03-09T09:00", "America/Toronto")


def test_a_promise_that_neither_makes_is_no_offer() -> None:
    terms = read(change('hours = "port"\ntext.en = "We are there {windows}."\n', ""))

    assert contract_offers(terms, MESSAGING, promise="attention", level=None, severity=2) == ()


def test_pauses_are_its_own_or_else_the_policys() -> None:
    own = contract_offers(read(), MESSAGING, promise="resolution", level=None, severity=1)
    policys = contract_offers(
        replace(read(), pauses=None), MESSAGING, promise="resolution", level=None, severity=1
    )

    assert {offer.paused_by - {"resolved", "closed", "merged"} for offer in own} == {
        frozenset({"waiting_customer"})
    }
    published = offers_for(MESSAGING, promise="resolution", level=None, severity=1)
    assert policys[0].paused_by == published[0].paused_by


def test_pauses_that_a_contract_names_none_of_stop_nothing() -> None:
    silent = replace(read(), pauses=())

    offers = contract_offers(silent, MESSAGING, promise="response", level=None, severity=1)

    assert {offer.paused_by for offer in offers} == {frozenset()}
