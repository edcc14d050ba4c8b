"""What a ticket was like in the past, when a rule's time came, and what it would have done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.overview.automation.rules.foreseeing import Namer, foresee
from permanence.overview.automation.rules.instructions import Then, When
from permanence.overview.automation.rules.past import (
    Deed,
    Past,
    Promised,
    Stay,
    facts_at,
    moments_of_event,
    was_answered,
)
from permanence.overview.automation.rules.timing import Shift, moments_of_time, stretch_of
from permanence.overview.worklists.rules import NOBODY
from permanence.promises.policies.rules import read_policy
from permanence.world.calendars.rules import always_open
from permanence.world.wording.rules import Steps
from tests.cast import POLICIES
from tests.overview.automation.test_rules import AT, NEW

HOUR = timedelta(hours=1)
POLICY = read_policy((POLICIES / "content.toml").read_text(encoding="utf-8"), file="content.toml")
OFFICE = POLICY.calendars[POLICY.coverage.calendar_key]
NAMER = Namer(
    team=lambda number: f"T{number}" if number else "",
    person=lambda number: f"P{number}" if number else "",
    answer=lambda key: key.title(),
    macros={5: ("Greet", Steps(team=7, note="Hello.", answer="hello"))},
)
FILE = Past(
    ticket=1,
    now=replace(NEW, state="closed", severity=1, level=3, team=9, assignee=9),
    deeds=(
        Deed(1, "ticket.opened", AT),
        Deed(2, "ticket.triaged", AT + HOUR, facts={"severity": 2, "level": 1, "team": "Experts"}),
        Deed(3, "ticket.assigned", AT + 2 * HOUR, facts={"team": "Experts", "assignee": "Sam"}),
        Deed(4, "ticket.answered", AT + 3 * HOUR, actor="specialist:3"),
        Deed(5, "ticket.customer_wrote", AT + 9 * HOUR),
        Deed(6, "ticket.noted", AT + 10 * HOUR, actor="rule:5"),
    ),
    stays=(
        Stay("new", AT, AT + HOUR),
        Stay("open", AT + HOUR, AT + 20 * HOUR),
        Stay("resolved", AT + 20 * HOUR),
    ),
    promises=(
        Promised(AT, AT, AT + 4 * HOUR, replaced_at=AT + HOUR),
        Promised(AT + HOUR, AT, AT + 6 * HOUR, met_at=AT + 3 * HOUR),
        Promised(AT + HOUR, AT, AT + 12 * HOUR),
    ),
    teams={"Experts": 7},
    people={"Sam": 3},
)


@pytest.mark.parametrize(
    ("hours", "state", "severity", "team", "assignee", "due"),
    [
        (0.5, "new", None, None, None, 4),
        (1.5, "open", 2, 7, None, 6),
        (2.5, "open", 2, 7, 3, 6),
        (5, "open", 2, 7, 3, 12),
        (30, "resolved", 2, 7, 3, 12),
    ],
)
def test_a_ticket_is_judged_as_it_was_at_the_time(
    hours: float, state: str, severity: int | None, team: int | None, assignee: int | None, due: int
) -> None:
    facts = facts_at(FILE, AT + hours * HOUR)

    assert (facts.state, facts.severity) == (state, severity)
    assert (facts.team, facts.assignee) == (team, assignee)
    assert facts.due_at == AT + due * HOUR


def test_the_last_word_is_the_one_that_was_said_by_then() -> None:
    assert facts_at(FILE, AT + HOUR).last_word_at == AT
    assert facts_at(FILE, AT + 9.5 * HOUR).last_word_at == AT + 9 * HOUR
    assert not was_answered(FILE, AT + HOUR)
    assert was_answered(FILE, AT + 4 * HOUR)


def test_what_a_rule_did_itself_sets_it_off_no_more() -> None:
    assert [one.act for one in moments_of_event(FILE, "noted", rule=4, since=AT)] == [6]
    assert moments_of_event(FILE, "noted", rule=5, since=AT) == []
    assert moments_of_event(FILE, "opened", rule=4, since=AT + HOUR) == []


@pytest.mark.parametrize(
    ("since", "hours", "times"),
    [
        ("opened", 5, [5]),
        ("customer", 2, [2, 11]),
        ("customer", 4, [13]),
        ("answer", 5, [8]),
        ("answer", 6, []),
        ("state", 10, [11, 30]),
        ("resolved", 10, [30]),
        ("still", 2, [2, 5]),
        ("still", 4, [7]),
        ("due", 2, [10]),
        ("due", 5, [1, 7]),
    ],
)
def test_the_time_of_a_rule_came_when_nothing_came_between(
    since: str, hours: int, times: list[int]
) -> None:
    when = When(since=since, hours=hours)
    found = moments_of_time(FILE, when, Shift(when.wait), since=AT, until=AT + 40 * HOUR)

    assert [(one.at - AT) / HOUR for one in found] == times


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)


@given(instants, st.integers(1, 60))
def test_the_last_beginning_whose_time_has_come_is_found(end: datetime, hours: int) -> None:
    shift = Shift(hours * HOUR, OFFICE)
    begin = shift.earlier(end)

    assert shift.is_over(begin, end)
    assert not shift.is_over(begin + timedelta(seconds=2), end) or begin >= end - HOUR * hours


@given(instants, st.lists(st.integers(15, 200_000), min_size=1, max_size=6), st.integers(1, 50))
def test_each_beginning_comes_in_one_look_whenever_is_looked(
    begin: datetime, looks: list[int], hours: int
) -> None:
    when, shift = When(since="opened", hours=hours), Shift(hours * HOUR, always_open())
    reached, found = begin + hours * HOUR - timedelta(seconds=5), 0
    for seconds in looks:
        at = reached + timedelta(seconds=seconds)
        stretch = stretch_of(when, shift, reached=reached, at=at)
        assert stretch is not None
        found += stretch.after < begin <= stretch.until
        reached = at

    assert found == 1


@pytest.mark.parametrize(
    ("then", "state", "did", "why_not"),
    [
        (Then(team=7), "open", ["team"], ""),
        (Then(team=4), "open", [], "already"),
        (Then(assignee=NOBODY, note="x"), "open", ["assignee", "note"], ""),
        (Then(is_best=True), "open", [], "already"),
        (Then(end="resume"), "waiting_customer", ["state"], ""),
        (Then(end="resume"), "open", [], "already"),
        (Then(end="close"), "resolved", ["state"], ""),
        (Then(end="close"), "open", [], "state"),
        (Then(end="resolve"), "waiting_customer", [], "unanswered"),
        (Then(answer="hello"), "closed", [], "state"),
        (Then(answer="hello", snooze=4, tell=(2,), tells_owner=True), "open",
         ["mail", "snooze", "tell"], ""),
        (Then(macro=5), "open", ["macro", "team", "note", "mail"], ""),
        (Then(macro=5), "closed", [], "state"),
        (Then(macro=6), "open", [], "macro"),
        (Then(level=2, tried="x"), "open", ["assignee", "level"], ""),
        (Then(level=2, tried="x", team=7, assignee=6), "open", ["level", "team"], ""),
        (Then(level=1, tried="x", team=7, note="y"), "open", ["note"], ""),
    ],
)  # fmt: skip
def test_what_a_rule_would_do_is_told(then: Then, state: str, did: list[str], why_not: str) -> None:
    facts = replace(NEW, state=state, level=1, team=4, assignee=6)

    found = foresee(then, facts, NAMER, answered=False)

    assert sorted(one["deed"] for one in found.did) == sorted(did)
    assert found.why_not == why_not


def test_what_nobody_judged_is_not_handed_over() -> None:
    then = Then(level=2, tried="Open for hours.")

    assert foresee(then, NEW, NAMER, answered=True, judged=False).why_not == "unjudged"
