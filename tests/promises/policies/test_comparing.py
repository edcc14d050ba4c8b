"""What a newer version means for customers is reckoned, promise by promise."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from permanence.promises.policies.rules import Policy, read_policy
from permanence.promises.policies.rules.comparing import (
    Favour,
    PromiseChange,
    compare_promises,
    favour_clauses,
    promises_as_before,
    sum_favours,
)
from tests.promises.policies.shipped import CONTENT, DESKS, FOLDER, MESSAGING, POLICIES

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def changed(desk: str, edit: Callable[[str], str]) -> Policy:
    """Return the next version of a shipped policy, edited."""
    text = (FOLDER / f"{desk}.toml").read_text(encoding="utf-8")
    edited = edit(text)
    assert edited != text
    return read_policy(edited, file=f"{desk}.toml", version=2)


def replaced(old: str, new: str) -> Callable[[str], str]:
    """Return an edit of the first place where a text stands."""
    return lambda text: text.replace(old, new, 1)


def notable(changes: tuple[PromiseChange, ...]) -> list[PromiseChange]:
    return [change for change in changes if change.favour != "same"]


@pytest.mark.parametrize("desk", DESKS)
def test_the_same_policy_favours_nobody(desk: str) -> None:
    policy = POLICIES[desk]

    changes = compare_promises(policy, policy, start=MONDAY)

    assert changes
    assert notable(changes) == []
    assert promises_as_before(policy, policy)


def test_a_shorter_time_is_better_by_what_it_really_gives() -> None:
    newer = changed("messaging", replaced('under = "30 minutes"', 'under = "20 minutes"'))

    (change,) = notable(compare_promises(MESSAGING, newer, start=MONDAY))

    assert (change.promise, change.severity, change.level) == ("response", 1, None)
    assert (change.favour, change.earlier_by) == ("better", timedelta(minutes=10))
    assert not change.later_by
    assert not promises_as_before(MESSAGING, newer)


def test_one_more_open_hour_may_be_a_night_later() -> None:
    newer = changed("content", replaced('within = "1 hour"', 'within = "2 hours"'))

    (change,) = notable(compare_promises(CONTENT, newer, start=MONDAY))

    assert (change.promise, change.level, change.favour) == ("response", 1, "worse")
    assert change.later_by > timedelta(hours=15)
    assert not change.earlier_by


@pytest.mark.parametrize(
    ("old", "new", "favour"),
    [
        ('nature = "guarantee"', 'nature = "target"', "worse"),
        ('under = "30 minutes"', 'within = "30 minutes"', "worse"),
        ('under = "30 minutes"', 'within = "29 minutes"', "better"),
    ],
)
def test_small_words_count(old: str, new: str, favour: Favour) -> None:
    newer = changed("messaging", replaced(old, new))

    assert {one.favour for one in notable(compare_promises(MESSAGING, newer, start=MONDAY))} == {
        favour
    }


def test_another_window_is_better_for_some_and_worse_for_others() -> None:
    newer = changed(
        "content", lambda text: text.replace('["08:00", "17:00"]', '["09:00", "18:00"]')
    )

    changes = notable(compare_promises(CONTENT, newer, start=MONDAY))

    assert {change.favour for change in changes} == {"mixed"}
    assert all(change.earlier_by and change.later_by for change in changes)


def test_a_promise_that_goes_is_worse_and_one_that_comes_is_better() -> None:
    newer = changed("messaging", without_target("resolution", 4))

    (gone,) = notable(compare_promises(MESSAGING, newer, start=MONDAY))
    (come,) = notable(compare_promises(newer, MESSAGING, start=MONDAY))

    assert (gone.severity, gone.favour, gone.after) == (4, "worse", None)
    assert (come.severity, come.favour, come.before) == (4, "better", None)


def test_whom_a_clause_favours_is_told_where_it_can_be_reckoned() -> None:
    newer = changed(
        "messaging",
        lambda text: text.replace('under = "30 minutes"', 'under = "20 minutes"', 1).replace(
            'limit = "15 minutes"', 'limit = "25 minutes"'
        ),
    )

    told = favour_clauses(
        MESSAGING, newer, compare_promises(MESSAGING, newer, start=MONDAY), start=MONDAY
    )

    assert told == {
        "targets.response.severity-1": "better",
        "incidents.mark-assess": "worse",
        "operator.incidents.mark-assess": "worse",
    }


def without_target(promise: str, severity: int) -> Callable[[str], str]:
    """Return an edit that takes a target away."""
    head = f'[[targets.target]]\npromise = "{promise}"\nseverity = {severity}\n'

    def edit(text: str) -> str:
        begin = text.index(head)
        end = text.index("\n[", begin + len(head))
        return text[:begin] + text[end + 1 :]

    return edit


def test_an_operators_share_moves_no_promise() -> None:
    newer = changed("messaging", replaced("at = 0.", "at = 0.5"))

    assert promises_as_before(MESSAGING, newer)


@pytest.mark.parametrize(
    ("favours", "together"),
    [
        ([], "same"),
        (["same", "same"], "same"),
        (["same", "better"], "better"),
        (["worse", "worse"], "worse"),
        (["better", "worse"], "mixed"),
        (["mixed", "better"], "mixed"),
    ],
)
def test_several_changes_together(favours: list[Favour], together: Favour) -> None:
    assert sum_favours(favours) == together
