"""What is no time is compared too: the larger coverage, more hours, the earlier notice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.contracts.rules import ContractTerms, HoursTerm
from permanence.promises.contracts.rules.favouring import favour_terms, ladder_time, total_hours
from permanence.promises.contracts.rules.weighing import TermVerdict
from permanence.promises.policies.rules import (
    Coverage,
    Ladder,
    LadderContact,
    Mailbox,
    Mark,
    Phone,
    Policy,
    Rung,
)
from permanence.promises.terms.rules import Clause
from permanence.world.calendars.rules import Calendar, always_open
from tests.promises.policies.shipped import CONTENT, MESSAGING

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = "contract:17:1"
HOUR, YEAR = 3600, 365 * 86_400


def says(key: str, source: str = SOURCE) -> Clause:
    """Return a clause of a contract."""
    return Clause(key, source, {"en": key})


def agree(**terms: Any) -> ContractTerms:
    """Return a contract that says no more than what is named."""
    plain: dict[str, Any] = dict.fromkeys(ContractTerms.__dataclass_fields__, ())
    plain |= {
        "source": SOURCE,
        "contract": 17,
        "version": 1,
        "number": "CV-2026-07",
        "title": "Support",
        "desk": "content",
        "language": "en",
        "starts_on": date(2026, 1, 1),
        "ends_on": None,
        "zone": "UTC",
        "renewal": "none",
        "renewal_months": 12,
        "notice": timedelta(),
        "is_suspended": False,
        "plan": "",
        "only_named_contacts": False,
        "calendars": {},
        "coverage": None,
        "pauses": None,
        "ladder": None,
        "hours": None,
        "bank": None,
    }
    return ContractTerms(**plain | terms)


def office(opens: int, closes: int) -> Calendar:
    """Return a calendar that opens from Monday to Friday at these hours of UTC."""
    return Calendar("UTC", (((opens * HOUR, closes * HOUR),),) * 5 + ((), ()))


def covering(calendar: Calendar, **terms: Any) -> ContractTerms:
    """Return a contract with a coverage of its own."""
    return agree(calendars={"own": calendar}, coverage=Coverage("own"), **terms)


def climbing(*minutes: int) -> Ladder:
    """Return a ladder with these allowed times."""
    ways = (LadderContact((), None, None, "someone@desk.example.com"),)
    rungs = tuple(
        Rung(says(f"ladder.{place}"), str(place), {}, ways, timedelta(minutes=allowed))
        for place, allowed in enumerate(minutes, 1)
    )
    return Ladder(rungs, "1", published=True)


def notifying(limit: int, since: Any = "occurrence", source: str = SOURCE) -> Mark:
    """Return a promise to notify within so many minutes."""
    return Mark(
        says("incidents.notify", source),
        "notify",
        timedelta(minutes=limit),
        timedelta(minutes=limit),
        since,
    )


def judged(
    policy: Policy, *contracts: ContractTerms, at: datetime = MONDAY
) -> Mapping[str, TermVerdict]:
    """Return the verdicts by what they are about."""
    verdicts = favour_terms([policy], contracts, at=at)
    return {f"{one.matter}:{one.key}": one for one in verdicts}


def without_guarantee(policy: Policy) -> Policy:
    """Return the policy of a desk whose contracts stand over what it publishes."""
    return replace(policy, most_favourable=False)


def test_without_a_contract_the_policy_is_all_there_is() -> None:
    verdicts = favour_terms([CONTENT], [], at=MONDAY)

    assert {one.winner.clause.source for one in verdicts} == {CONTENT.source}
    assert {one.reason for one in verdicts} == {"only"}
    assert not any(one.losers for one in verdicts)


@pytest.mark.parametrize(
    ("calendar", "guarantee", "governs", "reason"),
    [
        (always_open(), True, SOURCE, "larger"),
        (office(9, 12), True, CONTENT.source, "larger"),
        (office(9, 12), False, SOURCE, "contract"),
        (always_open(), False, SOURCE, "contract"),
    ],
)
def test_the_coverage_that_opens_longer_governs(
    calendar: Calendar, guarantee: bool, governs: str, reason: str
) -> None:
    policy = CONTENT if guarantee else without_guarantee(CONTENT)

    coverage = judged(policy, covering(calendar))["coverage:"]

    assert (coverage.winner.clause.source, coverage.reason) == (governs, reason)
    assert len(coverage.losers) == 1


def test_a_coverage_that_lost_keeps_what_it_would_have_given() -> None:
    coverage = judged(CONTENT, covering(always_open()))["coverage:"]

    (loser,) = coverage.losers
    assert coverage.winner.amount == YEAR
    assert loser.candidate.clause.key == "coverage.text"
    assert loser.less_by == YEAR - loser.candidate.amount


def test_what_a_plan_makes_of_the_window_is_a_coverage_too() -> None:
    coverage = judged(CONTENT, agree(plan="base-extra"))["coverage:"]

    assert coverage.winner.clause.key == "operator.readings.base-extra"
    assert coverage.winner.amount == YEAR


def test_a_contracts_own_numbers_and_mailboxes_add_to_the_published_ones() -> None:
    phone = Phone(says("channels.phone-own"), "own", "+44 20 7946 0555", (), ())
    mailbox = Mailbox(says("channels.mailbox-own"), "own", "own@desk.example.com", (), ())
    published = {key for key in judged(CONTENT) if key.startswith("channel:")}

    with_contract = judged(CONTENT, agree(phones=(phone,), mailboxes=(mailbox,)))

    channels = {key for key in with_contract if key.startswith("channel:")}
    assert channels == published | {
        "channel:phone:+44 20 7946 0555",
        "channel:mailbox:own@desk.example.com",
    }


def test_the_hours_of_the_contract_and_of_its_plan_add_up() -> None:
    five = HoursTerm(says("hours.text"), timedelta(hours=5), "quarter", "own")

    verdicts = favour_terms([CONTENT], [agree(plan="base-plus", hours=five)], at=MONDAY)

    assert total_hours(verdicts) == timedelta(hours=5 * 4 + 10)


def test_of_two_versions_of_the_same_hours_the_larger_governs() -> None:
    five, eight = (
        HoursTerm(says("hours.text", f"contract:17:{version}"), timedelta(hours=hours), "year", "o")
        for version, hours in ((1, 5), (2, 8))
    )
    then = agree(hours=five)
    now = agree(hours=eight, version=2, source="contract:17:2")

    verdicts = favour_terms([CONTENT], [then, now], at=MONDAY)
    (hours,) = [one for one in verdicts if one.matter == "hours"]

    assert total_hours(verdicts) == timedelta(hours=8)
    assert hours.losers[0].less_by == 3 * HOUR


def test_inclusions_are_joined_with_the_modules_of_the_plan() -> None:
    terms = agree(
        plan="tailored",
        modules=("bulletin", "teleconference"),
        inclusions=(says("inclusions.review"),),
    )

    found = {key for key in judged(CONTENT, terms) if key.startswith("inclusion:")}

    assert found == {
        "inclusion:module:bulletin",
        "inclusion:module:teleconference",
        "inclusion:17:inclusions.review",
    }


@pytest.mark.parametrize(("limit", "governs"), [(20, "contract"), (45, "policy")])
def test_the_earlier_notice_of_an_incident_governs(limit: int, governs: str) -> None:
    policy = replace(MESSAGING, most_favourable=True)

    notice = judged(policy, agree(marks=(notifying(limit),)))["notice:notify:occurrence"]

    assert notice.winner.clause.source.startswith(governs)
    assert notice.losers[0].less_by == abs(30 - limit) * 60


def test_notices_from_occurrence_and_from_detection_are_both_promised() -> None:
    policy = replace(MESSAGING, most_favourable=True)

    both = judged(policy, agree(marks=(notifying(10, "detection"),)))

    assert "notice:notify:occurrence" in both
    assert both["notice:notify:detection"].winner.clause.source == SOURCE


def test_without_the_guarantee_a_contracts_mark_stands_over_the_published_one() -> None:
    terms = agree(marks=(notifying(60, "detection"),))

    marks = judged(without_guarantee(MESSAGING), terms)

    assert "notice:notify:occurrence" not in marks
    notify = marks["notice:notify:detection"]
    assert (notify.winner.clause.source, notify.reason) == (SOURCE, "contract")
    assert notify.losers[0].less_by is None


@pytest.mark.parametrize(
    ("minutes", "guarantee", "own"),
    [((1, 1), True, True), ((900, 900), True, False), ((900, 900), False, True)],
)
def test_a_ladder_of_ones_own_is_climbed_when_it_is_no_slower(
    minutes: tuple[int, ...], guarantee: bool, own: bool
) -> None:
    policy = replace(MESSAGING, most_favourable=guarantee)

    ladder = judged(policy, agree(ladder=climbing(*minutes)))["ladder:"]

    assert (ladder.winner.clause.source == SOURCE) is own


def test_of_ladders_that_take_the_same_time_the_contracts_is_climbed() -> None:
    whole = round(ladder_time(MESSAGING.ladder) / timedelta(minutes=1))
    policy = replace(MESSAGING, most_favourable=True)

    ladder = judged(policy, agree(ladder=climbing(whole)))["ladder:"]

    assert (ladder.winner.clause.source, ladder.reason) == (SOURCE, "order")


@pytest.mark.parametrize(
    "terms",
    [
        covering(always_open(), is_suspended=True),
        covering(always_open(), starts_on=date(2027, 1, 1)),
        covering(always_open(), ends_on=date(2026, 2, 28)),
    ],
    ids=["suspended", "future", "expired"],
)
def test_a_contract_that_does_not_hold_gives_nothing(terms: ContractTerms) -> None:
    assert judged(CONTENT, terms)["coverage:"].reason == "only"


hours_of_a_day = st.integers(0, 23).flatmap(
    lambda opens: st.integers(opens + 1, 24).map(lambda closes: (opens, closes))
)
limits = st.integers(1, 10_000)


@given(st.lists(st.tuples(hours_of_a_day, limits, limits, limits), max_size=4), st.booleans())
def test_what_governs_is_never_less_than_any_other_clause_under_the_guarantee(
    drawn: list[tuple[tuple[int, int], int, int, int]], guarantee: bool
) -> None:
    contracts = [
        covering(
            office(*window),
            contract=number,
            source=f"contract:{number}:1",
            marks=(notifying(limit, source=f"contract:{number}:1"),),
            ladder=climbing(climb),
            hours=HoursTerm(says("hours.text"), timedelta(hours=hours), "month", "own"),
        )
        for number, (window, limit, climb, hours) in enumerate(drawn, 1)
    ]
    policy = replace(MESSAGING, most_favourable=guarantee)

    for verdict in favour_terms([policy], contracts, at=MONDAY):
        given_less = [loser.less_by for loser in verdict.losers]
        if guarantee:
            assert all(by is not None and by >= 0 for by in given_less)
        elif verdict.reason == "contract":
            assert verdict.winner.clause.source.startswith("contract:")
