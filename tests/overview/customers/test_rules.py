"""Which contacts look like one person, and what merging them means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from permanence.overview.customers.rules.duplicates import (
    Person,
    Sign,
    compare_people,
    count_edits,
    find_likenesses,
    is_near_name,
    is_same_local_part,
    is_same_phone,
)
from permanence.overview.customers.rules.merging import (
    Kind,
    compare_cards,
    kind_of_merge,
    take_back,
    undo_until,
)
from permanence.world.accounts.rules import ContactCard, Known, recognise_sender

BRIGHTWATER, VERDIER = 1, 2


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("+44 20 7946 0123", "020 7946 0123", True),
        ("+44 (0)20 7946-0123", "0044 20 79460123", True),
        ("+44 20 7946 0123", "+44 20 7946 0124", False),
        ("0123", "0123", False),
        ("", "", False),
        ("+44 20 7946 0123", "20 7946 0123 45", False),
        ("+49 30 23125 001", "030/23125001", True),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str, is_same: bool) -> None:
    assert is_same_phone(one, other) is is_same
    assert is_same_phone(other, one) is is_same


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("Ada Lindqvist", "Lindqvist, Ada", True),
        ("Ada Lindqvist", "LINDQVIST Ada", True),
        ("Zoé Müller", "Zoe Muller", True),
        ("A. Lindqvist", "Ada Lindqvist", True),
        ("Ada Lindqvist", "Ada Lindquist", True),
        ("Ada Lindqvist", "Bea Lindqvist", False),
        ("Jan Berg", "Jon Borg", False),
        ("Jan Berg", "Jon Berg", False),
        ("Ada", "Ada", False),
        ("Ada Lindqvist", "Ada Marlow", False),
        ("B. Lindqvist", "Ada Lindqvist", False),
    ],
)
def test_a_name_is_near_when_one_slip_or_order_parts_them(
    one: str, other: str, is_near: bool
) -> None:
    assert is_near_name(one, other) is is_near
    assert is_near_name(other, one) is is_near


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("ada.l@brightwater.example", "ada.l@brightwater.test", True),
        ("ada+fax@brightwater.example", "ada@brightwater.example", True),
        ("info@brightwater.example", "info@brightwater.test", False),
        ("ada@brightwater.example", "bea@brightwater.test", False),
        ("ada@brightwater.example", "ada@brightwater.example", False),
    ],
)
def test_the_same_own_address_at_two_domains_says_something(
    one: str, other: str, is_same: bool
) -> None:
    assert is_same_local_part(one, other) is is_same


def test_names_say_something_only_within_one_organisation() -> None:
    ada = Person(1, BRIGHTWATER, "Ada Lindqvist", "ada@brightwater.example")
    elsewhere = Person(2, VERDIER, "Ada Lindqvist", "ada@verdier.example")
    nowhere = Person(3, None, "Ada Lindqvist", "ada@elsewhere.example")

    assert compare_people(ada, elsewhere) == ()
    assert compare_people(ada, nowhere) == ()


def test_the_surest_signs_come_first() -> None:
    people = [
        Person(4, BRIGHTWATER, "Cy Dunn", "cy@brightwater.example", "020 7946 0177"),
        Person(1, BRIGHTWATER, "Ada Lindqvist", "ada@brightwater.example"),
        Person(3, None, "Ada", "ada@brightwater.example"),
        Person(2, BRIGHTWATER, "Lindqvist Ada", "ada@brightwater.test", "+44 20 7946 0177"),
    ]

    found = find_likenesses(people)

    assert [(one.one, one.other, one.signs) for one in found] == [
        (1, 3, (Sign.ADDRESS,)),
        (2, 4, (Sign.PHONE,)),
        (1, 2, (Sign.NAME, Sign.LOCAL_PART)),
    ]


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("berg", "berg", 0), ("berg", "breg", 1), ("berg", "bergs", 1), ("berg", "borgs", 2)],
)
def test_swapped_letters_are_one_slip(one: str, other: str, edits: int) -> None:
    assert count_edits(one, other, most=2) == edits


@pytest.mark.parametrize(
    ("merged", "survivor", "kind"),
    [
        (BRIGHTWATER, BRIGHTWATER, Kind.WITHIN),
        (None, None, Kind.WITHIN),
        (None, BRIGHTWATER, Kind.TAKEN_IN),
        (VERDIER, BRIGHTWATER, Kind.APART),
        (BRIGHTWATER, None, None),
    ],
)
def test_nobody_leaves_an_organisation_by_being_merged(
    merged: int | None, survivor: int | None, kind: Kind | None
) -> None:
    assert kind_of_merge(merged, survivor) is kind


def test_undoing_leaves_what_somebody_changed_since() -> None:
    changes = {"phone": ["", "020 7946 0123"], "name": ["Ada", "Ada Lindqvist"]}

    put_back = take_back(changes, {"phone": "020 7946 0199", "name": "Ada Lindqvist"})

    assert put_back == {"name": "Ada"}


def test_a_merge_can_be_undone_for_thirty_days() -> None:
    merged_at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

    assert undo_until(merged_at) - merged_at == timedelta(days=30)


def test_only_what_differs_is_chosen_and_never_the_address() -> None:
    one = ContactCard("Ada", "ada@brightwater.example", "", "en", "", "", is_technical=False)
    other = ContactCard("Ada", "ada@brightwater.test", "", "fr", "", "", is_technical=True)

    assert compare_cards(one, other) == ("language", "is_technical")


@pytest.mark.parametrize(
    ("known", "contact"),
    [
        ([Known(7, BRIGHTWATER, is_alias=True)], 7),
        ([Known(7, BRIGHTWATER, is_alias=True), Known(9, BRIGHTWATER)], 9),
        ([Known(7, BRIGHTWATER, is_alias=True), Known(9, VERDIER)], None),
        ([Known(7, BRIGHTWATER, is_alias=True), Known(9, None)], 7),
    ],
)
def test_an_address_of_a_merge_is_the_survivors(known: list[Known], contact: int | None) -> None:
    assert recognise_sender(known, []).contact == contact
