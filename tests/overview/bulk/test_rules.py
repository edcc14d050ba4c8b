"""Which tickets of a bulk act are left out, and what becomes of promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from permanence.overview.bulk.rules import (
    NOBODY,
    Dated,
    Standing,
    What,
    Wish,
    compare_promise,
    compare_promises,
    count_each,
    describe_wish,
    read_wish,
    why_left_out,
)
from permanence.service.tickets.rules.states import Step
from permanence.world.accounts.rules import Right

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("standing", "steps", "code"),
    [
        (Standing(is_here=False, state="open", may=True), ["assign"], "desk"),
        (Standing(is_here=True, state="open", may=False), ["assign"], "right"),
        (Standing(is_here=True, state="open", may=True), [], "already"),
        (Standing(is_here=True, state="merged", may=True), ["assign"], "merged"),
        (Standing(is_here=True, state="closed", may=True), ["assign"], "ended"),
        (Standing(is_here=True, state="open", may=True), ["close"], "state"),
        (Standing(True, "open", may=True, is_answered=False), ["resolve"], "unanswered"),
        (Standing(True, "open", may=True, is_answered=False), ["answer", "resolve"], ""),
        (Standing(True, "open", may=True, writer="Lena"), ["resolve"], "writing"),
        (Standing(True, "open", may=True, writer="Lena"), ["assign"], ""),
        (Standing(is_here=True, state="merged", may=True), ["note"], ""),
        (Standing(is_here=True, state="open", may=True), ["join"], ""),
        (Standing(is_here=True, state="resolved", may=True), ["join"], "ended"),
        (Standing(is_here=True, state="merged", may=True), ["join"], "merged"),
        (Standing(is_here=True, state="open", may=True, elsewhere=True), ["join"], "elsewhere"),
        (Standing(is_here=True, state="resolved", may=True), ["close"], ""),
    ],
)
def test_a_ticket_is_left_out_for_a_reason(
    standing: Standing, steps: list[Step], code: str
) -> None:
    speaks = bool({"resolve", "close", "answer"} & set(steps))

    reason = why_left_out(standing, steps, speaks=speaks)

    assert (reason.code if reason else "") == code


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (None, Dated(NOON, None), "begins"),
        (Dated(NOON, None), None, "ends"),
        (Dated(NOON, None), Dated(NOON, NOON), "met"),
        (Dated(NOON, None), Dated(None, None), "stops"),
        (Dated(None, None), Dated(NOON, None), "runs"),
        (Dated(NOON, None), Dated(LATER, None), "later"),
        (Dated(LATER, None), Dated(NOON, None), "earlier"),
        (Dated(NOON, None), Dated(NOON, None), None),
        (Dated(NOON, NOON), None, None),
        (Dated(NOON, NOON), Dated(LATER, NOON), None),
        (None, Dated(NOON, NOON), None),
        (None, None, None),
    ],
)
def test_what_becomes_of_a_promise_is_named(
    before: Dated | None, after: Dated | None, what: What | None
) -> None:
    assert compare_promise(before, after) == what


def test_only_promises_that_change_are_told() -> None:
    before = {("response", 1): Dated(NOON, None), ("resolution", 1): Dated(LATER, None)}
    after = {("response", 1): Dated(NOON, NOON), ("resolution", 1): Dated(LATER, None)}

    assert compare_promises(before, after) == [("response", "met")]


@pytest.mark.parametrize(
    ("wish", "rights"),
    [
        (Wish(), set()),
        (Wish(team=NOBODY), {Right.TRIAGE}),
        (Wish(severity=2, reason="a wider fault"), {Right.TRIAGE}),
        (Wish(note="seen"), {Right.ANSWER}),
        (Wish(assignee=1, then="resolve"), {Right.TRIAGE, Right.ANSWER}),
        (Wish(macro=1), {Right.ANSWER}),
        (Wish(undoes=1), {Right.TRIAGE}),
    ],
)
def test_a_wish_needs_the_rights_of_each_act_by_itself(wish: Wish, rights: set[Right]) -> None:
    assert wish.rights == rights


@pytest.mark.parametrize("wish", [Wish(), Wish(team=NOBODY, note="x"), Wish(then="close")])
def test_a_wish_is_kept_and_read_again(wish: Wish) -> None:
    assert read_wish(describe_wish(wish)) == wish


def test_the_most_frequent_line_comes_first() -> None:
    assert count_each([("a",), ("b",), ("b",)]) == [(("b",), 2), (("a",), 1)]
