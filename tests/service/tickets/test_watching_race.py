"""Watches that race: each mark is acted on once, none is lost, and nobody waits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, connections

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.clocks.models import Deadline, Mark
from permanence.service.escalation.actions import settle_due_rungs
from permanence.service.escalation.models import Climb, Rung
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.tickets.actions import settle_due_marks
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.rules.opening import Report
from tests.cast import World
from tests.database import SOURCE

pytestmark = pytest.mark.django_db(transaction=True)

MANY, WATCHES = 400, 4
PATIENCE = 30
# One watch in a process of its own: it says how many it has settled, and commits when told to.
WATCH = """
import sys, django
django.setup()
from datetime import datetime
from permanence.ground.lib.db import house
from permanence.service.tickets.actions import settle_due_marks
at = datetime.fromisoformat(sys.argv[1])
with house():
    print(settle_due_marks(at=at, most=int(sys.argv[2])), flush=True)
    sys.stdin.readline()
"""
# The server has noticed that every other connection of the watches is gone.
ALONE = """not exists (
    select from pg_stat_activity where datname = current_database()
    and backend_type = 'client backend' and pid <> pg_backend_pid())"""
# Another connection waits for what this one has changed and not committed.
ONE_WAITS = """exists (
    select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"""


@pytest.fixture
def due(world: World) -> datetime:
    """The instant at which the responses of many open tickets are due, each by its limit."""
    open_many(world)
    due = world.at + timedelta(hours=2)
    with house():
        response = Commitment.objects.filter(promise="response")
        deadlines = list(response.values_list("deadline", flat=True))
        response.update(due_at=due)
        Deadline.objects.filter(pk__in=deadlines).update(due_at=due)
        Mark.objects.exclude(deadline__in=deadlines, kind="limit").update(settled_at=world.at)
        Mark.objects.filter(deadline__in=deadlines, kind="limit").update(due_at=due)
        assert Mark.objects.filter(settled_at=None).count() == MANY
    return due


def open_many(world: World) -> None:
    reports = [
        Report(
            desk=world.messaging.pk,
            channel="portal",
            received_at=world.at,
            contact=world.ada.pk,
            organisation=world.brightwater.pk,
            author_name=world.ada.name,
            author_address=world.ada.email,
            subject=f"Fax {number}",
            text="Since noon every fax comes back with error 554.",
            language="en",
        )
        for number in range(MANY)
    ]
    with house():
        admit_reports(reports, at=world.at)


def race(act: Callable[[], None], many: int = WATCHES) -> None:
    """Let several threads, each on a connection of its own, begin at once."""
    barrier, failed = threading.Barrier(many), list[BaseException]()

    def run() -> None:
        try:
            barrier.wait(PATIENCE)
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not failed
    assert not any(thread.is_alive() for thread in threads)


def watch(
    at: datetime, settled: list[int], *, settle: Callable[..., int] = settle_due_marks
) -> Callable[[], None]:
    """Return what one watch does until nothing is left."""

    def act() -> None:
        while True:
            with house():
                done = settle(at=at, most=50)
            if not done:
                return
            settled.append(done)

    return act


@contextmanager
def watch_apart(at: datetime, *, most: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run a watch in a process of its own, which has settled marks and not committed."""
    told = connections["default"].settings_dict
    address = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}"
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH, at.isoformat(), str(most)],
        env=os.environ
        | {
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "permanence.config.settings",
            "PERMANENCE_ROLE_PREFIX": settings.ROLE_PREFIX,
            "PERMANENCE_DATA": str(settings.DATA),
            "PYTHONPATH": str(SOURCE.parent),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def wait_until(condition: str) -> None:
    """Wait until the server says that something is so."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(f"select {condition}")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError(condition)


def assert_each_acted_on_once(due: datetime) -> None:
    """Everything that a limit brings stands once for each ticket."""
    with house():
        tickets = sorted(Ticket.objects.values_list("pk", flat=True))
        subjects = [f"ticket:{pk}" for pk in tickets]
        assert len(tickets) == MANY
        assert not Mark.objects.filter(settled_at=None, owner="tickets.commitment").exists()
        assert set(
            Commitment.objects.filter(promise="response").values_list("missed_at", flat=True)
        ) == {due}
        assert Deadline.objects.filter(missed_at=due).count() == MANY
        for act in ("commitment.missed", "climb.started", "climb.called"):
            assert Counter(
                Act.objects.filter(act=act).values_list("subject", flat=True)
            ) == Counter(subjects)
        assert sorted(Climb.objects.values_list("subject", flat=True)) == tickets
        called = Rung.objects.exclude(called_at=None)
        assert set(called.values_list("position", flat=True)) == {1}
        assert called.count() == MANY
        calls = Message.objects.filter(kind="climb")
        assert Counter(calls.values_list("owner", flat=True)) == Counter(subjects)


def test_four_watches_race_and_each_mark_fires_once(due: datetime) -> None:
    settled: list[int] = []

    race(watch(due, settled))

    assert sum(settled) == MANY
    assert_each_acted_on_once(due)


def test_watches_that_race_share_the_work(due: datetime) -> None:
    taken: list[int] = []
    together = threading.Barrier(WATCHES)

    def take_some() -> None:
        with house():
            taken.append(settle_due_marks(at=due, most=MANY // WATCHES))
            together.wait(PATIENCE)  # nobody has committed: what one holds, the others pass over

    race(take_some)

    assert taken == [MANY // WATCHES] * WATCHES
    assert_each_acted_on_once(due)


def test_watches_that_race_call_each_next_rung_once(due: datetime) -> None:
    race(watch(due, []))
    with house():
        later = due + max(Rung.objects.values_list("allowed", flat=True))
    settled: list[int] = []

    race(watch(later, settled, settle=settle_due_rungs))

    assert sum(settled) == MANY
    with house():
        called = Rung.objects.exclude(called_at=None).values_list("climb", "position")
        climbs = Climb.objects.values_list("pk", flat=True)
        assert Counter(called) == Counter((pk, place) for pk in climbs for place in (1, 2))
        assert Message.objects.filter(kind="climb").count() == 2 * MANY


def test_a_watch_killed_in_the_middle_loses_nothing(due: datetime) -> None:
    with watch_apart(due, most=100) as (process, taken):
        assert taken == 100
        with house():
            assert settle_due_marks(at=due, most=MANY) == MANY - 100
            assert settle_due_marks(at=due) == 0
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    wait_until(ALONE)
    settled: list[int] = []

    race(watch(due, settled))

    assert sum(settled) == 100
    assert_each_acted_on_once(due)


def test_a_ticket_in_somebodys_hands_is_left_and_the_next_ones_are_taken(due: datetime) -> None:
    with house():
        held = set(
            Mark.objects.filter(settled_at=None)
            .order_by("due_at", "pk")
            .values_list("subject", flat=True)[:50]
        )
        list(Ticket.objects.filter(pk__in=held).select_for_update(no_key=True))
        settled: list[int] = []
        race(watch(due, settled), 2)
        assert sum(settled) == MANY - 50
        left = Mark.objects.filter(settled_at=None, owner="tickets.commitment")
        assert set(left.values_list("subject", flat=True)) == held

    race(watch(due, settled), 2)

    assert_each_acted_on_once(due)


def test_a_mark_that_is_moved_meanwhile_is_left(due: datetime) -> None:
    """What a watch that was first put off to a later instant is not due any more."""
    settled: list[int] = []
    with house():
        Mark.objects.filter(settled_at=None).update(due_at=due + timedelta(minutes=30))
        late = threading.Thread(target=race, args=(watch(due, settled), 1))
        late.start()
        wait_until(ONE_WAITS)
    late.join(PATIENCE)

    assert settled == []
    with house():
        assert Mark.objects.filter(settled_at=None).count() == MANY
        assert not Climb.objects.exists()


def test_an_act_that_comes_first_leaves_nothing_to_the_watch(due: datetime) -> None:
    """What the watch saw as due is asked again under the ticket's lock."""
    settled: list[int] = []
    with house():
        list(Ticket.objects.select_for_update(no_key=True))
        Mark.objects.filter(settled_at=None).update(settled_at=due)
        race(watch(due, settled), 2)
    race(watch(due, settled), 2)

    assert settled == []
    with house():
        assert not Climb.objects.exists()
