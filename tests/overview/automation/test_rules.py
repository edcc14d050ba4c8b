"""What a rule says, on which tickets it acts, in which order, and what holds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.overview.automation.rules.faults import fault_of_macro, find_fault
from permanence.overview.automation.rules.guard import (
    LONGEST_CHAIN,
    MOST_AN_HOUR,
    MOST_MAILS_A_DAY,
    Lately,
    Turn,
    move_one,
    next_turn,
    why_held,
)
from permanence.overview.automation.rules.instructions import (
    EVENTS,
    SINCE,
    Asked,
    Instruction,
    Then,
    When,
    describe_instruction,
    list_differences,
    read_instruction,
)
from permanence.overview.automation.rules.macros import unfold_macro
from permanence.overview.automation.rules.matching import Heard, applies
from permanence.overview.worklists.rules import ME, NOBODY, Facts, Sieve
from permanence.world.wording.rules import Steps

ZONE = ZoneInfo("Europe/Paris")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEW = Facts(
    state="new",
    severity=None,
    level=None,
    kind="",
    team=None,
    assignee=None,
    customer="Brightwater Insurance",
    service="",
    channel="mail",
    language="en",
    subject="Faxes come back",
    opened_at=AT,
    last_word_at=AT,
    start_at=AT,
    due_at=AT + timedelta(hours=4),
)
NOTED = Then(note="Look at it.")

whens = st.one_of(
    st.builds(When, event=st.sampled_from(EVENTS)),
    st.builds(When, since=st.sampled_from(SINCE), hours=st.integers(1, 100)),
)
sieves = st.builds(
    Sieve,
    states=st.sets(st.sampled_from(["new", "open", "resolved"])).map(tuple),
    severities=st.sets(st.integers(1, 4)).map(tuple),
    team=st.sampled_from([None, NOBODY, 7]),
    assignee=st.sampled_from([None, NOBODY, 9]),
    customer=st.sampled_from(["", "bright", "other"]),
    promise=st.sampled_from(["", "at_risk", "overdue", "none"]),
    opened_since=st.sampled_from([None, AT.date()]),
)
thens = st.builds(
    Then,
    team=st.sampled_from([None, NOBODY, 7]),
    note=st.text(max_size=5),
    tell=st.sets(st.integers(1, 5)).map(tuple),
    snooze=st.integers(0, 3),
    macro=st.sampled_from([None, 5]),
    level=st.sampled_from([0, 2]),
    tried=st.text(max_size=5),
)
instructions = st.builds(
    Instruction,
    when=whens,
    asked=st.builds(Asked, sieve=sieves, words=st.sampled_from([(), ("Fax",), ("invoice",)])),
    then=thens,
    stops=st.booleans(),
)


@given(instructions)
def test_a_rule_is_read_as_it_was_kept(said: Instruction) -> None:
    assert read_instruction(describe_instruction(said)) == said


@given(instructions)
def test_a_rule_differs_from_itself_in_nothing(said: Instruction) -> None:
    kept = {"name": "One", **describe_instruction(said)}

    assert list_differences(kept, kept) == {}
    assert list_differences(kept, {**kept, "name": "Two"}) == {"name": ["One", "Two"]}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Instruction(When(), then=NOTED), "when"),
        (Instruction(When("opened", "due", 3), then=NOTED), "when"),
        (Instruction(When("nonsense"), then=NOTED), "when"),
        (Instruction(When(since="due"), then=NOTED), "hours"),
        (Instruction(When("opened")), "nothing"),
        (Instruction(When("opened"), then=Then(reason="Only so.")), "nothing"),
        (Instruction(When("opened"), then=Then(snooze=4)), "reason"),
        (Instruction(When("opened"), then=Then(is_best=True, assignee=3)), "best"),
        (Instruction(When("opened"), then=Then(tried="It is hard.")), "nothing"),
        (Instruction(When("opened"), then=Then(level=2)), "tried"),
        (Instruction(When("opened"), then=Then(level=2, tried="x", team=NOBODY)), "hands"),
        (Instruction(When("opened"), then=Then(level=2, tried="x", team=4)), None),
        (Instruction(When("opened"), then=Then(macro=4)), None),
        (Instruction(When("opened"), then=Then(end="resolve")), "resolve"),
        (Instruction(When("opened"), then=Then(end="close")), "close"),
        (Instruction(When("opened"), Asked(Sieve(assignee=ME)), NOTED), "looker"),
        (Instruction(When("opened"), then=NOTED), None),
        (Instruction(When(since="resolved", hours=9), then=Then(end="close")), None),
        (
            Instruction(
                When(since="answer", hours=9),
                Asked(Sieve(states=("waiting_customer",))),
                Then(end="resolve"),
            ),
            None,
        ),
    ],
)
def test_a_rule_is_kept_only_when_it_makes_sense(said: Instruction, fault: str | None) -> None:
    assert find_fault(said) == fault


@pytest.mark.parametrize(
    ("steps", "then", "fault"),
    [
        (Steps(severity=2), Then(macro=1), "judges"),
        (Steps(level=2, note="x"), Then(macro=1), "judges"),
        (Steps(note="x", is_taken=True), Then(macro=1), "takes"),
        (Steps(then="waiting_customer"), Then(macro=1), "waits"),
        (Steps(then="resolve"), Then(macro=1), "resolve"),
        (Steps(answer="hello"), Then(macro=1, answer="bye"), "twice"),
        (Steps(team=4), Then(macro=1, level=2, tried="x"), "twice"),
        (Steps(then="resume"), Then(macro=1, end="resume"), "twice"),
        (Steps(team=4, note="x", answer="hello"), Then(macro=1, note="y"), None),
    ],
)
def test_a_rule_runs_only_a_macro_that_does_what_a_rule_may(
    steps: Steps, then: Then, fault: str | None
) -> None:
    assert fault_of_macro(Instruction(When("opened"), then=then), steps) == fault


@given(
    st.builds(
        Steps,
        team=st.sampled_from([None, 3]),
        answer=st.sampled_from(["", "hello"]),
        note=st.sampled_from(["", "Look."]),
        then=st.sampled_from(["", "resume", "resolve", "waiting_customer"]),
    )
)
def test_a_macro_comes_to_its_own_acts_and_never_lets_a_request_wait(steps: Steps) -> None:
    found = unfold_macro(steps)

    assert (found.team, found.answer, found.note) == (steps.team, steps.answer, steps.note)
    assert found.end == (steps.then if steps.then in {"resume", "resolve"} else "")


@pytest.mark.parametrize(
    ("asked", "acts"),
    [
        (Asked(), True),
        (Asked(Sieve(states=("new",), team=NOBODY, assignee=NOBODY)), True),
        (Asked(Sieve(states=("open",))), False),
        (Asked(Sieve(severities=(1,))), False),
        (Asked(Sieve(assignee=4)), False),
        (Asked(Sieve(customer="BRIGHT", text="come BACK")), True),
        (Asked(words=("Timeout", "FAX")), True),
        (Asked(words=("error 554",)), True),
        (Asked(words=("invoice",)), False),
        (Asked(hours="open"), True),
        (Asked(hours="closed"), False),
        (Asked(Sieve(promise="at_risk")), False),
        (Asked(Sieve(promise="none")), False),
    ],
)
def test_a_rule_acts_where_all_that_it_asks_is_so(asked: Asked, acts: bool) -> None:
    heard = Heard("They come back with error 554.", is_open=True)

    assert applies(Instruction(When("opened"), asked, NOTED), NEW, heard, at=AT, zone=ZONE) is acts


def test_what_is_over_is_left_alone_unless_its_state_is_named() -> None:
    over = Facts(**{**NEW.__dict__, "state": "resolved"})

    def acts(said: Instruction) -> bool:
        return applies(said, over, Heard(), at=AT, zone=ZONE)

    assert not acts(Instruction(When("noted"), then=NOTED))
    assert acts(Instruction(When("noted"), Asked(Sieve(states=("resolved",))), NOTED))
    assert acts(Instruction(When(since="resolved", hours=5), then=NOTED))


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5)), max_size=8, unique_by=lambda x: x[0])
)
def test_each_rule_has_its_turn_once_in_the_order_of_the_list(rules: list[tuple[int, int]]) -> None:
    order = [Turn(number, position) for number, position in rules]
    seen: list[int] = []
    while (number := next_turn(order, seen)) is not None:
        seen.append(number)

    wanted = sorted(rules, key=lambda one: (one[1], one[0]))
    assert seen == [number for number, _ in wanted]


@given(st.lists(st.integers(1, 50), min_size=1, unique=True), st.data(), st.booleans())
def test_a_rule_that_moves_changes_places_with_one_neighbour(
    order: list[int], data: st.DataObject, up: bool
) -> None:
    rule = data.draw(st.sampled_from(order))
    moved = move_one(order, rule, up=up)

    assert sorted(moved) == sorted(order)
    assert abs(moved.index(rule) - order.index(rule)) <= 1
    assert move_one(moved, rule, up=not up) == order or moved == order


@given(st.lists(st.integers(1, 4), max_size=30), st.booleans())
def test_no_chain_of_rules_goes_on_for_ever(wishes: list[int], mails: bool) -> None:
    chain: list[int] = []
    for rule in wishes:
        if not why_held(rule, chain, Lately(), mails=mails):
            chain.append(rule)

    assert len(chain) <= LONGEST_CHAIN
    assert len(set(chain)) == len(chain)


@pytest.mark.parametrize(
    ("chain", "lately", "mails", "held"),
    [
        ([], Lately(), True, ""),
        ([3, 1, 4], Lately(), False, "again"),
        ([2, 3, 4, 5, 6], Lately(), False, "deep"),
        ([], Lately(acts=MOST_AN_HOUR), False, "often"),
        ([], Lately(mails=MOST_MAILS_A_DAY), True, "mails"),
        ([], Lately(mails=MOST_MAILS_A_DAY), False, ""),
    ],
)
def test_a_rule_is_held_where_it_would_run_in_circles(
    chain: list[int], lately: Lately, mails: bool, held: str
) -> None:
    assert why_held(1, chain, lately, mails=mails) == held
