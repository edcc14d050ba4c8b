"""What a report states under a label is found, however long the rest of it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.rules.facts import STATED, find_stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Job number: 4711", [("Job number", "4711")]),
        ("Hello,\n\n - Job number : 4711 \nThanks", [("Job number", "4711 ")]),
        ("Job number:\n\n4711\nUser: ada", [("Job number", "4711"), ("User", "ada")]),
        ("Job number\n\n : 4711", [("Job number", "4711")]),
        ("Since 10:15 nothing arrives", [("Since 10", "15 nothing arrives")]),
        ("a: 1\n: 2\nNothing else:", []),
        ("No label at all", []),
    ],
)
def test_what_stands_behind_a_label_is_stated(text: str, stated: list[tuple[str, str]]) -> None:
    assert list(find_stated(text)) == stated


@given(st.text(alphabet="ab:-•\n é", max_size=60))
def test_only_lines_with_a_colon_are_looked_at_and_nothing_is_missed(text: str) -> None:
    assert list(find_stated(text)) == STATED.findall(text)
