"""A single value of a document is changed, and every other letter stays."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.terms.rules.editing import (
    NotEditable,
    changed_values,
    set_value,
    write_value,
)

TEXT = """\
# The hours of the desk.
[coverage]
hours = "office"  # those that are published

[[coverage.calendar]]
key = "office"
days = { "2026-12-24" = [["08:30", "12:00"]] } # half a day

[coverage.calendar.week]
mon = [["08:00", "17:00"]]

[[coverage.calendar]]
key = "always"
always = true
"""


def test_a_value_is_changed_where_it_stands() -> None:
    edited = set_value(TEXT, ("coverage", "calendar", 0, "days"), {"2026-12-28": []})

    assert edited == TEXT.replace(
        '{ "2026-12-24" = [["08:30", "12:00"]] }', '{ "2026-12-28" = [] }'
    )


def test_a_value_is_added_to_its_own_table() -> None:
    edited = set_value(TEXT, ("coverage", "calendar", 1, "days"), {"2026-12-28": []})

    assert edited.replace('days = { "2026-12-28" = [] }\n', "") == TEXT
    calendars = tomllib.loads(edited)["coverage"]["calendar"]
    assert calendars[1]["days"] == {"2026-12-28": []}
    assert "week" in calendars[0]


@pytest.mark.parametrize("path", [("nowhere", "x"), ("coverage", "calendar", 7, "key")])
def test_what_has_no_table_is_left_to_people(path: tuple[str | int, ...]) -> None:
    with pytest.raises(NotEditable):
        set_value(TEXT, path, "x")


VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_whatever_is_written_is_read_again(value: object) -> None:
    assert tomllib.loads(f"x = {write_value(value)}") == {"x": value}


def test_a_row_that_is_added_changes_no_other() -> None:
    after = TEXT.replace(
        "[[coverage.calendar]]\nkey",
        '[[coverage.calendar]]\nkey = "new"\n\n[[coverage.calendar]]\nkey',
        1,
    ).replace('hours = "office"', 'hours = "new"')

    assert changed_values(TEXT, after) == {
        "coverage.hours": ["office", "new"],
        "coverage.calendar[new].key": ["", "new"],
    }
