"""Changing a book of signs: one part at a time, and what became different."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.queries.signs import SHIPPED
from permanence.service.tickets.rules.sign_editing import (
    SignDraft,
    compare_books,
    drop_sign,
    find_sign_faults,
    list_signs,
    put_scales,
    put_sign,
    put_words,
    read_scales,
    tidy_phrases,
)
from permanence.service.tickets.rules.signs import LANGUAGES, make_book

TOLD = tomllib.loads((SHIPPED / "messaging.toml").read_text(encoding="utf-8"))
SAID = {"en": ("the bells ring",), "de": ("die Glocken läuten",)}
BELLS = SignDraft("bells", 4, severity=2, phrases=SAID)

words = st.text("abcdefghij", min_size=1, max_size=8)
drafts = st.builds(
    SignDraft,
    key=words,
    weight=st.integers(0, 100),
    severity=st.integers(1, 4),
    level=st.sampled_from([None, 1, 2]),
    service=st.sampled_from(["", "portal"]),
    phrases=st.dictionaries(
        st.sampled_from(LANGUAGES), st.lists(words, min_size=1).map(tuple), min_size=1
    ),
)


@given(drafts)
def test_a_sign_that_is_put_in_stands_there_and_nothing_else_changed(draft: SignDraft) -> None:
    told = put_sign(TOLD, draft)

    assert list_signs(told)[-1] == draft
    assert list(compare_books(TOLD, told)) == [f"sign:{draft.key}"]
    assert make_book(told).by_key[draft.key].weight == draft.weight
    assert drop_sign(told, draft.key) == TOLD


@pytest.mark.parametrize("sign", list_signs(TOLD), ids=lambda one: one.key)
def test_a_sign_that_is_saved_as_it_was_changes_nothing(sign: SignDraft) -> None:
    assert list(find_sign_faults(TOLD, sign, was=sign.key)) == []
    assert compare_books(TOLD, put_sign(TOLD, sign, was=sign.key)) == {}


def test_a_sign_keeps_its_place_when_it_is_renamed() -> None:
    first = list_signs(TOLD)[0].key
    told = put_sign(TOLD, BELLS, was=first)

    assert list_signs(told)[0] == BELLS
    assert set(compare_books(TOLD, told)) == {f"sign:{first}", "sign:bells"}


@pytest.mark.parametrize(
    ("draft", "was", "codes"),
    [
        (BELLS, "", []),
        (SignDraft("Bells!", 4, severity=2, phrases=SAID), "", ["key"]),
        (SignDraft("urgent", 4, severity=2, phrases=SAID), "", ["taken"]),
        (SignDraft("urgent", 4, severity=2, phrases=SAID), "urgent", []),
        (SignDraft("bells", 4, phrases=SAID), "", ["nothing"]),
        (SignDraft("bells", 4, severity=2, phrases={"en": ()}), "", ["silent"]),
        (SignDraft("bells", 4, severity=2, phrases={"en": ("… rings",)}), "", ["phrase"]),
        (SignDraft("bells", 4, severity=2, phrases={"fr": ("?!",)}), "", ["phrase"]),
        (SignDraft("bells", 4, severity=2, phrases={"fr": ("*",)}), "", ["phrase"]),
        (SignDraft("bells", 4, severity=2, phrases={"it": ("a",) * 61}), "", ["most"]),
    ],
)
def test_what_is_wrong_in_a_sign_is_told(draft: SignDraft, was: str, codes: list[str]) -> None:
    assert [one.code for one in find_sign_faults(TOLD, draft, was=was)] == codes


def test_words_and_weights_are_changed_one_list_at_a_time() -> None:
    listed = put_words(TOLD, "affected", {one: ["bells"] for one in LANGUAGES})
    scales = read_scales(TOLD)

    assert set(compare_books(TOLD, listed)) == {f"affected.{one}" for one in LANGUAGES}
    assert compare_books(TOLD, put_scales(TOLD, scales)) == {}
    assert make_book(listed).affected_severity == make_book(TOLD).affected_severity
    lighter = put_scales(TOLD, type(scales)(**{**scales.__dict__, "needed": 9}))
    assert compare_books(TOLD, lighter) == {"needed": [4, 9]}


def test_phrases_are_read_a_line_each() -> None:
    assert tidy_phrases(" one  two \n\nthree...four\none two") == ("one two", "three…four")
