"""Looking back: chains of whys, plans, times, and what customers may read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.policies.rules import read_policy
from permanence.service.reviews.rules.causes import (
    Statement,
    find_roots,
    grow_tree,
    walk_tree,
)
from permanence.service.reviews.rules.impact import (
    Impact,
    keep_impact,
    read_impact,
    seconds_between,
)
from permanence.service.reviews.rules.measures import (
    Course,
    NewMeasure,
    awaits_check,
    find_fault,
    standing_of,
)
from permanence.service.reviews.rules.standing import (
    ALLOWED,
    Measured,
    Words,
    find_faults,
    may_follow,
    may_judge,
)
from permanence.service.reviews.rules.summaries import (
    CopyFacts,
    clean_texts,
    digest_content,
    find_missing,
    make_content,
)
from permanence.service.reviews.rules.times import STEPS, due_of, remind_again, warn_now
from tests.cast import POLICIES

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
MESSAGING = read_policy((POLICIES / "messaging.toml").read_text(encoding="utf-8"), file="messaging")
WHOLE = Words("The relay stopped.", "Quick, but told late.")


def say(number: int, parent: int | None = None, side: str = "source", **more: bool) -> Statement:
    return Statement(number, parent, side, "technique", f"said {number}", **more)  # type: ignore[arg-type]


def test_each_answer_is_asked_again_and_chains_branch() -> None:
    tree = grow_tree([say(1), say(2, 1), say(3, 1), say(4, 2), say(5)], "source")

    assert [(depth, one.statement.number) for depth, one in walk_tree(tree)] == [
        (0, 1), (1, 2), (2, 4), (1, 3), (0, 5),
    ]  # fmt: skip
    assert find_roots(tree) == [4, 3]
    assert [one.is_asked for _, one in walk_tree(tree)] == [False, False, True, True, True]


def test_what_is_deep_enough_is_a_root_though_it_was_asked_further() -> None:
    tree = grow_tree([say(1, is_root=True), say(2, 1)], "source")

    assert find_roots(tree) == [1, 2]


def test_sources_of_the_problem_and_failures_of_the_handling_stay_apart() -> None:
    said = [say(1), say(2, side="failure"), say(3, 2, side="failure")]

    assert [one.statement.number for one in grow_tree(said, "source")] == [1]
    assert find_roots(grow_tree(said, "failure")) == [3]


@given(st.lists(st.integers(0, 30), max_size=30))
def test_no_statement_is_lost_or_told_twice(parents: list[int]) -> None:
    said = [
        say(number, parent if parent < number else None)
        for number, parent in enumerate(parents, start=1)
    ]

    told = [one.statement.number for _, one in walk_tree(grow_tree(said, "source"))]

    assert sorted(told) == [one.number for one in said]


@pytest.mark.parametrize(
    ("words", "sources", "roots", "measures", "faults"),
    [
        (WHOLE, [1], [2], [{2}], ()),
        (Words(" ", "x"), [1], [2], [{2}], ("no_overview",)),
        (Words("x", ""), [1], [2], [{2}], ("no_handling",)),
        (WHOLE, [], [], [{2}], ("no_source",)),
        (WHOLE, [1], [2], [], ("no_measure",)),
        (WHOLE, [1], [2, 3], [{2}], ("source_without_measure",)),
        (WHOLE, [1], [2, 3], [{2}, {3}], ()),
        (WHOLE, [1], [], [{9}], ()),
    ],
)
def test_what_keeps_a_post_mortem_from_being_handed_in(
    words: Words, sources: list[int], roots: list[int], measures: list[set[int]], faults: object
) -> None:
    plan = [Measured(frozenset(one)) for one in measures]

    assert find_faults(words, sources=sources, roots=roots, measures=plan) == faults


@pytest.mark.parametrize(
    ("act", "states"),
    [
        ("write", {"open"}),
        ("hold", {"open", "handed_in"}),
        ("hand_in", {"open"}),
        ("send_back", {"handed_in"}),
        ("close", {"handed_in"}),
        ("revise", {"closed"}),
    ],
)
def test_which_act_may_follow_which_state(act: str, states: set[str]) -> None:
    assert {one for one in ("open", "handed_in", "closed") if may_follow(act, one)} == states  # type: ignore[arg-type]
    assert act in ALLOWED


def test_nobody_judges_what_they_wrote() -> None:
    assert may_judge("specialist:3", ["specialist:1"])
    assert not may_judge("specialist:1", ["specialist:1", "specialist:2"])
    assert not may_judge("", ["specialist:1"])


def plan(**said: object) -> NewMeasure:
    told: dict[str, object] = {
        "text": "Watch the queue",
        "kind": "detect",
        "causes": frozenset({1}),
        "owner": 7,
        "due_at": NOON + DAY,
    }
    return NewMeasure(**(told | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, None),
        ({"text": "  "}, "no_text"),
        ({"causes": frozenset()}, "no_cause"),
        ({"causes": frozenset({1, 9})}, "strange_cause"),
        ({"due_at": NOON}, "due_in_past"),
    ],
)
def test_a_measure_removes_at_least_one_cause_that_is_named(
    said: dict[str, object], fault: str | None
) -> None:
    assert find_fault(plan(**said), known=frozenset({1, 2}), at=NOON) == fault


@pytest.mark.parametrize(
    ("course", "standing"),
    [
        (Course(NOON + DAY), "open"),
        (Course(NOON + DAY, warned_at=NOON), "soon"),
        (Course(NOON), "overdue"),
        (Course(NOON - DAY, done_at=NOON), "done"),
        (Course(NOON - DAY, dropped_at=NOON), "dropped"),
    ],
)
def test_how_a_measure_stands(course: Course, standing: str) -> None:
    assert standing_of(course, at=NOON) == standing


def test_a_measure_that_is_done_is_asked_later_whether_it_helped() -> None:
    done = Course(NOON, done_at=NOON, check_at=NOON + 90 * DAY)

    assert not awaits_check(done, at=NOON + 89 * DAY)
    assert awaits_check(done, at=NOON + 90 * DAY)
    assert not awaits_check(
        Course(NOON, done_at=NOON, check_at=NOON, checked_at=NOON), at=NOON + DAY
    )


def test_the_times_are_business_days_of_the_desk_from_the_resolution() -> None:
    friday = NOON + 4 * DAY

    due = {step: due_of(MESSAGING, step, since=friday) for step in STEPS}

    assert due["post_mortem_held"].goal.date().isoformat() == "2026-03-11"
    assert due["post_mortem_held"].limit.date().isoformat() == "2026-03-13"
    assert all(one.goal < one.limit for one in due.values())
    assert due["post_mortem_held"].limit < due["post_mortem_closed"].limit < due["summary"].limit


def test_who_was_asked_is_reminded_every_two_business_days_and_not_over_a_week_end() -> None:
    friday = NOON + 4 * DAY

    assert not remind_again(MESSAGING, last=friday, at=friday + 3 * DAY)
    assert remind_again(MESSAGING, last=friday, at=friday + 4 * DAY)


def test_an_owner_is_reminded_two_business_days_before_the_date() -> None:
    assert not warn_now(MESSAGING, due_at=NOON + 3 * DAY, at=NOON)
    assert warn_now(MESSAGING, due_at=NOON + 2 * DAY, at=NOON)


def test_frozen_figures_are_read_as_they_were_kept() -> None:
    figures = Impact(duration=7200, to_detect=None, to_declare=60, tickets=4, notices_late=1)

    assert read_impact(keep_impact(figures)) == figures
    assert read_impact({"duration": 60, "gone": 1}) == Impact(60, None, None)
    assert seconds_between(NOON, NOON + DAY) == 86400
    assert seconds_between(NOON, None) is None


def test_what_is_missing_in_a_language_is_said_and_never_filled_in() -> None:
    texts = clean_texts({"en": {"title": " T ", "overview": "O", "measures": "M"}}, ("en", "fr"))

    assert texts["en"] == {"title": "T", "overview": "O", "measures": "M"}
    assert texts["fr"] == {"title": "", "overview": "", "measures": ""}
    assert find_missing(texts, ("en", "fr")) == {"fr": ("title", "overview", "measures")}


def test_a_copy_says_nothing_but_its_texts_and_the_customers_own_facts() -> None:
    texts = {"title": "T", "overview": "O", "measures": "M", "internal": "never"}
    facts = CopyFacts(("Fax",), "2026-03-02T12:00:00+00:00", "", "", 2)

    content = make_content(texts, facts)

    assert "never" not in str(content)
    assert content["components"] == ["Fax"]
    assert digest_content(content) == digest_content(dict(reversed(content.items())))
    assert digest_content(content) != digest_content(content | {"overview": "P"})
