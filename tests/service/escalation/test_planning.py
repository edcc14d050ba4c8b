"""Which ways are tried when, and what a word of answer means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.escalation.rules.planning import Callee, Way, plan_calls
from permanence.service.escalation.rules.replies import find_named, read_reply

TEN = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
OFFICE = Callee(None, "Supervisor", "en", (Way("mail", "office@desk.example"),))


def person(number: int, *ways: tuple[str, int]) -> Callee:
    told = tuple(
        Way(way, f"{number}@desk.example", timedelta(minutes=after)) for way, after in ways
    )
    return Callee(number, f"Person {number}", "en", told)


def test_the_office_is_called_at_once_and_people_one_after_the_other() -> None:
    people = [person(1, ("mail", 0), ("voice", 2)), person(2, ("mail", 0))]

    planned = plan_calls(OFFICE, people, allowed=TEN)

    assert [(one.callee.number, one.way.way, one.after // MINUTE) for one in planned] == [
        (None, "mail", 0),
        (1, "mail", 0),
        (1, "voice", 2),
        (2, "mail", 5),
    ]


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["mail", "sms", "voice"]), st.integers(0, 60))),
        max_size=5,
    ),
    st.integers(1, 60),
)
def test_every_way_has_its_turn_within_the_time_of_the_rung_and_none_twice(
    told: list[list[tuple[str, int]]], minutes: int
) -> None:
    people = [person(number, *ways) for number, ways in enumerate(told, 1)]
    allowed = timedelta(minutes=minutes)

    planned = plan_calls(OFFICE, people, allowed=allowed)

    wanted = {(way.way, way.address) for one in (OFFICE, *people) for way in one.ways}
    assert sorted(wanted) == sorted((one.way.way, one.way.address) for one in planned)
    assert all(timedelta() <= one.after < allowed for one in planned)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("TAKE", ("take", "")),
        ("Je prends.", (None, "")),
        ("Prends\n\n> You are called as", ("take", "")),
        ("Übernehme ich", ("take", "ich")),
        ("visto", ("acknowledge", "")),
        ("Weiter!", ("pass", "")),
        ("No, I am on a train", ("decline", "I am on a train")),
        ("nein: krank\n\n-- \nLena", ("decline", "krank")),
        ("Please tell me more", (None, "")),
        ("", (None, "")),
    ],
)
def test_one_word_of_answer_is_understood_in_five_languages(
    text: str, meant: tuple[str | None, str]
) -> None:
    assert read_reply(text) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", None),
        ("please", None),
        ("an den Direktor", 3),
        ("SENIOR DIRECTOR please", 4),
        ("to the director, not the senior director", 4),
    ],
)
def test_a_contact_is_named_behind_the_answer(said: str, meant: int | None) -> None:
    rungs = [(2, [""]), (3, ["Director", "Direktor"]), (4, ["Senior director"])]

    assert find_named(said, rungs) == meant
