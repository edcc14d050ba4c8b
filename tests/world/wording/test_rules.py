"""What may stand in a canned answer, and how it is filled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.world.wording.rules import (
    VARIABLES,
    Fault,
    Wording,
    choose_text,
    fill_text,
    find_faults,
    find_unfilled,
    tidy_wording,
)

VALUES = {"contact.name": "Ada", "due": ""}


def draft(**texts: str) -> Wording:
    return Wording("hello", "Hello", texts)


def test_variables_are_filled_and_what_has_no_value_stays_marked() -> None:
    filled = fill_text("Hello {{ contact.name }}, by {{due}}.", VALUES, language="en")

    assert filled.text == "Hello Ada, by {{due}}."
    assert filled.lacking == ("due",)
    assert find_unfilled(filled.text) == ["due"]


def test_what_is_put_in_is_never_read_again() -> None:
    values = {"contact.name": "{{ due }}", "due": "noon"}

    assert fill_text("{{ contact.name }}", values, language="en").text == "{{ due }}"


def test_braces_of_the_writer_are_no_variables() -> None:
    assert find_unfilled("In the template write {{ page.title }} and {{x}}.") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Hello\n{{ contact.nam }}", Fault("unknown", "en", 2, "contact.nam")),
        ("{{ }}", Fault("unknown", "en", 1, "")),
        ("{{ contact.__class__ }}", Fault("unknown", "en", 1, "contact.__class__")),
        ("{{ due", Fault("open", "en", 1)),
        ("due }}", Fault("open", "en", 1)),
        ("{{ due\n}}", Fault("open", "en", 1)),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, fault: Fault) -> None:
    assert fault in find_faults(draft(en=text))


def test_what_is_missing_or_badly_named_is_a_fault() -> None:
    codes = {one.code for one in find_faults(Wording("Not a key", "", {}))}

    assert codes == {"key", "title", "empty"}
    assert find_faults(draft(en="Hello {{ contact.name }}, {x} is fine.")) == []


def test_the_customers_language_comes_first_then_the_desks() -> None:
    texts = {"en": "Hello", "fr": "Bonjour"}

    assert choose_text(texts, "fr", "en") == ("fr", "Bonjour")
    assert choose_text(texts, "de", "en") == ("en", "Hello")
    assert choose_text({"it": "Ciao"}, "de", "en") == ("it", "Ciao")


def test_a_draft_is_tidied() -> None:
    tidy = tidy_wording(Wording(" /Hello ", " A  title ", {"en": " x\r\n", "fr": " "}, ("A", "a ")))

    assert tidy == Wording("hello", "A title", {"en": "x"}, ("a",))


@given(st.text(alphabet="{} ab.\n"), st.dictionaries(st.sampled_from(VARIABLES), st.text()))
def test_no_text_breaks_the_filling(text: str, values: dict[str, str]) -> None:
    filled = fill_text(text, values, language="en")

    assert not filled.lacking or "{{" in filled.text
