"""Which times of an incident a contract makes shorter, against walking through all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.contracts.rules import ContractTerms, OwnTime, shorter_times
from permanence.promises.contracts.rules.terms import ReportTerm
from permanence.promises.policies.rules import Mark
from permanence.promises.terms.rules import Clause
from tests.promises.contracts.test_favouring import MONDAY, agree
from tests.promises.policies.shipped import MESSAGING

MINUTE = timedelta(minutes=1)
KEYS, STARTS = ["assess", "notify"], ["occurrence", "detection"]
# What the shipped policy allows, in minutes.
USUAL = {"assess": 15, "notify": 30, "report": 60}


def contract(number: int, marks: dict[tuple[str, str], int], report: int | None) -> ContractTerms:
    """Return a contract with these limits in minutes; goals are half of them."""
    source = f"contract:{number}:1"
    return agree(
        source=source,
        contract=number,
        marks=tuple(
            Mark(
                Clause(f"incidents.mark-{key}-{since}", source, {}),
                key,
                minutes * MINUTE / 2,
                minutes * MINUTE,
                since,  # type: ignore[arg-type]  # one of STARTS
            )
            for (key, since), minutes in marks.items()
        ),
        report=None
        if report is None
        else ReportTerm(Clause("incidents.report_every", source, {}), report * MINUTE),
    )


MARKS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(STARTS)), st.integers(2, 60), max_size=4
)
CONTRACTS = st.lists(st.tuples(MARKS, st.none() | st.integers(5, 120)), max_size=3)


@given(CONTRACTS)
def test_the_shortest_of_all_contracts_counts_where_it_beats_the_policy(
    told: list[tuple[dict[tuple[str, str], int], int | None]],
) -> None:
    agreed = [contract(number, marks, report) for number, (marks, report) in enumerate(told, 1)]

    found = {(one.key, one.since): one.limit for one in shorter_times(MESSAGING, agreed, at=MONDAY)}

    expected = {}
    for marks, report in told:
        times = {**marks, **({("report", "last_notice"): report} if report else {})}
        for place, minutes in times.items():
            if minutes < USUAL[place[0]]:
                expected[place] = min(expected.get(place, minutes), minutes)
    assert found == {place: minutes * MINUTE for place, minutes in expected.items()}


def test_a_time_names_the_version_that_promises_it_and_its_goal() -> None:
    agreed = [contract(1, {("notify", "occurrence"): 20}, None)]
    agreed.append(contract(2, {("notify", "occurrence"): 10}, None))

    assert shorter_times(MESSAGING, agreed, at=MONDAY) == (
        OwnTime("notify", "occurrence", 5 * MINUTE, 10 * MINUTE, "contract:2:1"),
    )


def test_a_contract_that_does_not_hold_promises_nothing() -> None:
    marks = {("notify", "occurrence"): 10}
    suspended = replace(contract(1, marks, 20), is_suspended=True)
    to_come = replace(contract(2, marks, 20), starts_on=date(2027, 1, 1))

    assert shorter_times(MESSAGING, [suspended, to_come], at=MONDAY) == ()


def test_without_the_guarantee_a_longer_time_stands_and_starts_no_clock_of_its_own() -> None:
    policy = replace(MESSAGING, most_favourable=False)
    longer = contract(1, {("notify", "occurrence"): 45}, 90)
    shorter = contract(1, {("notify", "occurrence"): 12}, 20)

    assert shorter_times(policy, [longer], at=MONDAY) == ()
    assert [one.limit for one in shorter_times(policy, [shorter], at=MONDAY)] == [
        12 * MINUTE,
        20 * MINUTE,
    ]
