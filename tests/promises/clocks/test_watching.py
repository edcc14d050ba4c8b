"""The watch is watched: its heartbeat, the times in which nobody watched, its ping outside."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.promises.clocks.actions import keep_beat
from permanence.promises.clocks.models import WatchSilence
from permanence.promises.clocks.queries import last_silences, read_watch, silences_behind
from permanence.promises.clocks.rules import SILENT_AFTER, Silence, WatchState, find_silence
from permanence.runtime.pinging import ping_outside
from tests.ground.ways.fakes import free_port, outside

HOUR = timedelta(hours=1)


def test_a_watch_that_goes_round_leaves_no_silence(house: None, at: datetime) -> None:
    for second in range(0, 60, 3):
        assert keep_beat(at=at + timedelta(seconds=second))
    assert not keep_beat(at=at + timedelta(seconds=58)), "another one has beaten just now"

    assert last_silences() == []
    seen = read_watch()
    assert seen is not None
    assert seen.beat_at == at + timedelta(seconds=57)


def test_the_watch_that_comes_back_says_from_when_to_when_nobody_watched(
    house: None, at: datetime
) -> None:
    keep_beat(at=at)

    keep_beat(at=at + HOUR)
    keep_beat(at=at + HOUR + timedelta(seconds=5))

    assert last_silences() == [Silence(at, at + HOUR)]
    due = at + HOUR / 2
    assert silences_behind([due], at=at + HOUR) == [Silence(at, at + HOUR)]
    assert silences_behind([at - HOUR], at=at + HOUR) == []


def test_nothing_is_asked_while_all_is_acted_on_in_time(
    house: None, at: datetime, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert silences_behind([at, at - timedelta(seconds=3)], at=at) == []


def test_only_what_fell_into_a_silence_is_excused_by_it(at: datetime) -> None:
    silence = Silence(at, at + HOUR)

    assert find_silence([silence], at + HOUR / 2) == silence
    assert find_silence([silence], at - timedelta(seconds=1)) is None
    assert find_silence([silence], at + HOUR + timedelta(seconds=1)) is None


def test_a_watch_is_silent_after_a_while_not_at_once(at: datetime) -> None:
    state = WatchState(at)

    assert state.silent_since(at=at + SILENT_AFTER) is None
    assert state.silent_since(at=at + SILENT_AFTER + timedelta(seconds=1)) == at


@pytest.mark.django_db
def test_an_address_outside_hears_every_time_that_promises_are_watched() -> None:
    with house():
        keep_beat(at=clock.now())
    with outside() as monitor:
        assert ping_outside(f"{monitor.url}/ping/of-the-tests")

    assert [path for path, _, _ in monitor.heard] == ["/ping/of-the-tests"]
    with house():
        seen = read_watch()
    assert seen is not None
    assert (seen.ping_works, seen.ping_answer) == (True, "200")


@pytest.mark.django_db
def test_a_ping_that_fails_is_shown_and_stops_nothing() -> None:
    with house():
        keep_beat(at=clock.now())

    assert not ping_outside(f"http://127.0.0.1:{free_port()}/")

    with house():
        seen = read_watch()
    assert seen is not None
    assert not seen.ping_works
    assert "refused" in seen.ping_answer.lower()


@pytest.mark.django_db
def test_while_promises_are_not_watched_nobody_says_that_they_are() -> None:
    with house():
        keep_beat(at=clock.now() - HOUR)
    with outside() as monitor:
        assert not ping_outside(monitor.url)

    assert monitor.heard == []
    with house():
        assert not WatchSilence.objects.exists()


def test_no_address_outside_is_told_by_default() -> None:
    assert settings.PING_URL == ""
