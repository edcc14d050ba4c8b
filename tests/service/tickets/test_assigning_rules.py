"""Who gets a ticket: a table of cases, and what holds for every team."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.rules.assigning import (
    Member,
    Need,
    Reason,
    TeamOffer,
    choose_member,
    choose_team,
    weigh_tickets,
)
from permanence.world.accounts.rules.presence import Standing

ANN = Member(1, 1, ("en",), (), Standing.HERE)
BEN = Member(2, 2, ("en", "fr"), ("network",), Standing.HERE)
CAY = Member(3, 3, ("fr",), (), Standing.HERE)
ENGLISH = Need(1, "en")


@pytest.mark.parametrize(
    ("need", "members", "chosen"),
    [
        (ENGLISH, [ANN], 1),
        (ENGLISH, [], None),
        (Need(2, "en"), [ANN, BEN], 2),  # Ann works on level 1 only
        (Need(3, "en"), [ANN, BEN], None),
        (Need(1, "fr"), [ANN, replace(BEN, load=9)], 2),  # language before load
        (Need(1, "en", "network"), [ANN, replace(BEN, load=9)], 2),  # service before load
        (Need(1, "it"), [replace(ANN, load=2), BEN], 2),  # nobody speaks it: the load decides
        (ENGLISH, [replace(ANN, load=5), replace(BEN, load=4)], 2),
        (ENGLISH, [replace(ANN, standing=Standing.AWAY), CAY], 3),
        (ENGLISH, [replace(ANN, standing=Standing.OUT)], None),
        (ENGLISH, [replace(ANN, standing=Standing.ELSEWHERE)], None),
    ],
)
def test_who_gets_a_ticket(need: Need, members: list[Member], chosen: int | None) -> None:
    assert choose_member(need, members).chosen == chosen


def test_outside_its_hours_a_team_gets_nothing() -> None:
    choice = choose_member(ENGLISH, [ANN], is_open=False)

    assert choice.chosen is None
    assert Reason.TEAM_CLOSED in choice.weighed[0].reasons


def test_the_reasons_are_told_in_the_order_in_which_they_weigh() -> None:
    choice = choose_member(Need(1, "fr", "network"), [ANN, BEN])

    assert choice.weighed[0].reasons == (Reason.SPEAKS, Reason.KNOWS, Reason.LOAD)
    assert choice.weighed[1].reasons == (Reason.SPEAKS_NOT, Reason.KNOWS_NOT, Reason.LOAD)


def test_among_equals_it_is_the_next_ones_turn() -> None:
    members = [replace(ANN, number=number) for number in (1, 2, 3)]
    turns = []
    after = None
    for _ in range(7):
        after = choose_member(ENGLISH, members, after=after).chosen
        turns.append(after)

    assert turns == [1, 2, 3, 1, 2, 3, 1]


def test_graver_tickets_weigh_more() -> None:
    assert weigh_tickets([1]) > weigh_tickets([2, 3]) > weigh_tickets([4, None])


MEMBERS = st.lists(
    st.builds(
        Member,
        number=st.integers(1, 9),
        level=st.integers(1, 3),
        languages=st.sets(st.sampled_from(["en", "fr", "de"])).map(tuple),
        skills=st.sets(st.sampled_from(["network", "portal"])).map(tuple),
        standing=st.sampled_from(list(Standing)),
        load=st.integers(0, 3),
    ),
    max_size=6,
    unique_by=lambda one: one.number,
)
NEEDS = st.builds(
    Need,
    level=st.sampled_from([None, 1, 2, 3]),
    language=st.sampled_from(["en", "fr", "it"]),
    service=st.sampled_from(["", "network"]),
)


@given(NEEDS, MEMBERS, st.none() | st.integers(1, 9))
def test_whoever_gets_it_may_and_nobody_fits_better(
    need: Need, members: list[Member], after: int | None
) -> None:
    choice = choose_member(need, members, after=after)
    fit = [one.member for one in choice.weighed if one.is_fit]

    assert {one.member.number for one in choice.weighed} == {one.number for one in members}
    assert (choice.chosen is None) == (not fit)
    for chosen in (one for one in fit if one.number == choice.chosen):
        assert chosen.standing == Standing.HERE
        assert need.level is None or chosen.level >= need.level
        speaking = [one for one in fit if need.language in one.languages]
        assert not speaking or need.language in chosen.languages
        alike = [
            one for one in fit
            if (need.language in one.languages) == (need.language in chosen.languages)
            and (need.service in one.skills) == (need.service in chosen.skills)
        ]  # fmt: skip
        assert chosen.load == min(one.load for one in alike)


@given(NEEDS, MEMBERS)
def test_the_order_in_which_members_are_told_makes_no_difference(
    need: Need, members: list[Member]
) -> None:
    assert choose_member(need, members) == choose_member(need, members[::-1])


@given(st.integers(1, 6), st.integers(1, 40))
def test_equals_get_equally_many(people: int, tickets: int) -> None:
    members = {number: replace(ANN, number=number) for number in range(1, people + 1)}
    after, had = None, Counter[int]()
    for _ in range(tickets):
        after = choose_member(ENGLISH, list(members.values()), after=after).chosen
        assert after is not None
        had[after] += 1
        members[after] = replace(members[after], load=members[after].load + 1)

    assert max(had.values()) - min(had[number] for number in members) <= 1


@pytest.mark.parametrize(
    ("need", "team"),
    [
        (Need(1, "en"), 1),
        (Need(2, "en"), 2),
        (Need(2, "fr"), 3),
        (Need(2, "fr", "network"), 3),  # the language comes before the service
        (Need(3, "en"), None),
        (Need(None, "en"), 1),
    ],
)
def test_which_team_a_ticket_fits(need: Need, team: int | None) -> None:
    teams = [
        TeamOffer(1, (1,), (), (), is_open=True),
        TeamOffer(2, (2,), ("en",), ("network",), is_open=True),
        TeamOffer(3, (2,), ("fr",), ("portal",), is_open=False),
    ]

    assert choose_team(need, teams) == team
