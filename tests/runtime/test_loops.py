"""Loops: they rest when there is nothing to do, and no failure ends them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django import db

from permanence.runtime.loops import Lane, Progress, Stop, find_jobs


class Asked(Stop):
    """Asked to end by the test instead of by a signal."""

    def __init__(self) -> None:
        self._event = threading.Event()


@pytest.fixture
def run() -> Iterator[Callable[[list[Callable[[], int]]], None]]:
    """Run a lane of jobs beside the test, and end it after."""
    stop = Asked()
    threads: list[threading.Thread] = []

    def start(jobs: list[Callable[[], int]]) -> None:
        lane = Lane(jobs, rest=(0.01, 0.02), beat=lambda: None)
        threads.append(threading.Thread(target=lane.run, args=(stop,)))
        threads[-1].start()

    yield start
    stop._note()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not true():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_work_that_waits_is_done_without_a_rest(
    run: Callable[[list[Callable[[], int]]], None],
) -> None:
    left = [1] * 500

    def take() -> int:
        return left.pop() if left else 0

    run([take])

    wait_for(lambda: not left)


def test_a_failing_job_is_put_off_and_the_others_go_on(
    run: Callable[[list[Callable[[], int]]], None],
) -> None:
    failed, rounds = [], []

    def fail() -> int:
        failed.append(time.monotonic())
        raise ValueError("a fault in a job")

    def count() -> int:
        rounds.append(1)
        return 0

    run([fail, count])

    wait_for(lambda: len(failed) >= 3)
    assert len(rounds) > len(failed)
    assert failed[2] - failed[1] > failed[1] - failed[0] - 0.05 > 0.05


def test_a_job_goes_on_when_the_database_is_back(
    run: Callable[[list[Callable[[], int]]], None],
) -> None:
    answers: list[int | Exception] = [db.OperationalError("gone"), db.InterfaceError("gone"), 1]
    done = []

    def ask() -> int:
        answer = answers.pop(0) if answers else 0
        if isinstance(answer, Exception):
            raise answer
        done.append(answer)
        return answer

    run([ask])

    wait_for(lambda: 1 in done)


def watch(job: Callable[[], int], quiet: Callable[[], float], *, seconds: float) -> None:
    """Run a lane that is told when the next work falls due, for so long."""
    stop = Asked()
    lane = Lane([job], rest=(0.05, 0.06), beat=lambda: None, quiet=quiet)
    thread = threading.Thread(target=lane.run, args=(stop,))
    thread.start()
    time.sleep(seconds)
    stop._note()
    thread.join(5)
    assert not thread.is_alive()


def test_a_lane_wakes_at_the_very_instant_at_which_work_is_due() -> None:
    due = time.monotonic() + 0.3
    rounds: list[float] = []

    def work() -> int:
        rounds.append(time.monotonic())
        return 0

    watch(work, lambda: due - time.monotonic() if time.monotonic() < due else 60, seconds=0.4)

    at_once, later = rounds
    assert at_once < due
    assert 0 <= later - due < 0.04


def test_while_nothing_is_due_only_the_next_instant_is_asked() -> None:
    rounds, questions = [], []

    watch(lambda: len(rounds.append(1) or []), lambda: questions.append(1) or 60, seconds=0.5)  # type: ignore[func-returns-value]

    assert len(rounds) == 1
    assert len(questions) >= 4


def test_work_that_somebody_holds_is_asked_for_without_haste() -> None:
    rounds = []

    watch(lambda: len(rounds.append(1) or []), lambda: -5.0, seconds=0.5)  # type: ignore[func-returns-value]

    assert 3 <= len(rounds) <= 11


def test_a_lane_that_cannot_learn_what_is_due_goes_round_as_ever() -> None:
    rounds = []

    def fail() -> float:
        raise db.OperationalError("gone")

    watch(lambda: len(rounds.append(1) or []), fail, seconds=0.5)  # type: ignore[func-returns-value]

    assert len(rounds) >= 3


def test_the_slowest_lane_tells_how_far_behind_a_process_is() -> None:
    progress = Progress(2)
    time.sleep(0.05)
    progress.beat_of(0)()

    assert progress.slowest() >= 0.05
    progress.beat_of(1)()
    assert progress.slowest() < 0.05


def test_jobs_are_found_by_name_and_missing_rooms_are_left_out() -> None:
    assert find_jobs(["permanence.no_such_room.jobs:work"]) == []
    assert len(find_jobs(["permanence.runtime.worker:run_worker"])) == 1


def test_every_job_that_is_named_exists() -> None:
    from permanence.runtime.watch import OWNERS  # noqa: PLC0415 -- reads the settings
    from permanence.runtime.worker import LANES  # noqa: PLC0415 -- as above

    named = [path for _, paths in LANES for path in paths] + list(OWNERS)

    assert len(find_jobs(named)) == len(named)


class Counted(Asked):
    """Rests in no time, notes how long it was to rest, and ends after so many rests."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.rests: list[float] = []

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        if len(self.rests) == self.most:
            self._note()


def test_a_lane_that_finds_nothing_rests_longer_up_to_a_limit_and_wakes_up_with_work() -> None:
    stop = Counted(121)
    found = iter([0] * 120 + [1])
    Lane([lambda: next(found, 0)], rest=(1, 1), beat=lambda: None).run(stop)

    assert stop.rests[0] == 1
    assert stop.rests[:120] == sorted(stop.rests[:120])
    assert stop.rests[119] == 4
    assert stop.rests[120] == 1
