"""Whose number is next on a call sheet: each once, in order, none skipped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.rules.phoning import (
    Attempt,
    Line,
    next_line,
    spell_reference,
    write_elapsed,
)

OFFICE, MOBILE, DIRECTOR = Line(1, "office"), Line(1, "mobile"), Line(2, "director")
LINES = (OFFICE, MOBILE, DIRECTOR)

ladders = st.lists(
    st.builds(Line, st.integers(1, 5), st.sampled_from(["office", "mobile"])), unique=True
).map(lambda lines: sorted(lines, key=lambda one: one.position))


@pytest.mark.parametrize(
    ("attempts", "line"),
    [
        ([], OFFICE),
        ([(OFFICE, "no-answer")], MOBILE),
        ([(OFFICE, "voicemail"), (MOBILE, "no-answer")], DIRECTOR),
        ([(OFFICE, "reached")], OFFICE),
        ([(OFFICE, "reached"), (OFFICE, "declined")], DIRECTOR),
        ([(OFFICE, "wrong-number"), (MOBILE, "no-answer"), (DIRECTOR, "no-answer")], MOBILE),
        ([(OFFICE, "no-answer"), (MOBILE, "no-answer"), (DIRECTOR, "no-answer")], OFFICE),
        ([(OFFICE, "declined"), (DIRECTOR, "wrong-number")], None),
    ],
)
def test_the_next_number(attempts: list[tuple[Line, str]], line: Line | None) -> None:
    assert next_line(LINES, [Attempt(*one) for one in attempts]) == line


@given(ladders, st.lists(st.sampled_from(["no-answer", "voicemail"]), min_size=20, max_size=30))
def test_where_nobody_answers_each_is_phoned_once_a_round_in_order(
    lines: list[Line], results: list[str]
) -> None:
    attempts: list[Attempt] = []
    for result in results:
        line = next_line(lines, attempts)
        if line is None:
            assert not lines
            return
        attempts.append(Attempt(line, result))

    phoned = [one.line for one in attempts]
    assert phoned == [lines[number % len(lines)] for number in range(len(phoned))]


@given(ladders)
def test_where_everybody_declines_each_contact_is_asked_once_and_then_nobody(
    lines: list[Line],
) -> None:
    attempts: list[Attempt] = []
    while (line := next_line(lines, attempts)) is not None:
        attempts.append(Attempt(line, "declined"))

    asked = [one.line.position for one in attempts]
    assert asked == sorted({line.position for line in lines})


def test_how_a_reference_and_a_time_are_said() -> None:
    assert spell_reference("4729183056") == "4 7 2 9 1 8 3 0 5 6"
    assert write_elapsed(timedelta(hours=1, minutes=2, seconds=3)) == "1:02:03"
    assert write_elapsed(timedelta(seconds=-1)) == "0:00:00"
