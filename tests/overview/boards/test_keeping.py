"""Figures that are kept for a desk with many tickets: those that would be counted, for a while."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.lib.db import house
from permanence.overview.boards.actions import forget_figures, has_many, keep_figures
from permanence.overview.boards.models import Figures
from permanence.overview.boards.queries import read_board
from permanence.overview.boards.rules import AGES, LENGTHS, SPANS, Backlog, Load, Speed, Speeds
from permanence.overview.boards.rules.keeping import (
    BACKLOG_STANDS,
    SPEEDS_STAND,
    TOO_OLD,
    read_backlog,
    read_speeds,
    write_backlog,
    write_speeds,
)
from tests.cast import World
from tests.overview.boards.test_queries import fill_desk

counts = st.integers(0, 10**9)
loads = st.builds(Load, counts, counts, counts)
axes = st.dictionaries(st.integers(0, 10**9), loads, max_size=5)
spans = st.none() | st.timedeltas(timedelta(), timedelta(days=4000))


def bars(bounds: tuple[timedelta, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[counts] * (len(bounds) + 1))


backlogs = st.builds(
    Backlog,
    loads,
    axes,
    axes,
    bars(AGES),
    st.lists(st.tuples(st.integers(1, 10**9), loads), max_size=3).map(tuple),
)
speed = st.builds(Speed, bars(LENGTHS), spans, spans)


@given(backlogs)
def test_a_backlog_is_read_as_it_was_kept(backlog: Backlog) -> None:
    assert read_backlog(json.loads(json.dumps(write_backlog(backlog)))) == backlog


@given(st.builds(Speeds, speed, speed))
def test_lengths_are_read_as_they_were_kept(speeds: Speeds) -> None:
    assert read_speeds(json.loads(json.dumps(write_speeds(speeds)))) == speeds


def test_what_is_kept_is_what_would_be_counted(world: World) -> None:
    fill_desk(world)
    teams = [None, world.first_line.pk, world.experts.pk, 10**9]

    def read_all() -> list[tuple[Backlog, Speeds]]:
        boards = [
            read_board(world.messaging.pk, team=team, days=days, at=world.at)
            for team in teams
            for days in SPANS
        ]
        return [(one.backlog, one.speeds) for one in boards]

    with house():
        counted = read_all()
        assert keep_figures(world.messaging, at=world.at)

        assert read_all() == counted
        assert len({one.whole.open for one, _ in counted}) > 2


def test_figures_stand_for_a_while_and_are_counted_anew(world: World) -> None:
    world.ticket()
    with house():
        keep_figures(world.messaging, at=world.at)
    world.ticket(world.claire)
    soon, later = world.at + BACKLOG_STANDS / 2, world.at + BACKLOG_STANDS

    with house():
        assert not keep_figures(world.messaging, at=soon)
        still = read_board(world.messaging.pk, team=None, days=7, at=soon)
        assert keep_figures(world.messaging, at=later)
        then = read_board(world.messaging.pk, team=None, days=7, at=later)

    assert (still.backlog.whole.open, still.backlog_at) == (1, world.at)
    assert (then.backlog.whole.open, then.backlog_at, then.speeds_at) == (2, later, world.at)
    with house():
        keep_figures(world.messaging, at=world.at + SPEEDS_STAND)
        assert Figures.objects.get().speeds_at == world.at + SPEEDS_STAND


def test_a_board_counts_itself_where_nobody_keeps_its_figures(world: World) -> None:
    with house():
        keep_figures(world.messaging, at=world.at)
    world.ticket()
    much_later = world.at + TOO_OLD

    with house():
        board = read_board(world.messaging.pk, team=None, days=7, at=much_later)

    assert (board.backlog.whole.open, board.backlog_at) == (1, None)


def test_figures_are_kept_only_where_there_are_many_tickets(world: World) -> None:
    world.ticket()
    world.ticket()

    with house():
        assert [has_many(few=few) for few in (0, 1, 2)] == [True, True, False]
        keep_figures(world.messaging, at=world.at)
        forget_figures()
        assert not Figures.objects.exists()
