"""What the workers run for calls."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.ways.actions.delivering import begin_attempts, settle_attempt
from permanence.ground.ways.carriers.carrying import carry
from permanence.ground.ways.rules import Way
from permanence.ground.ways.rules.failing_over import Outcome
from permanence.ground.ways.rules.trial import Trial

TEXTS = (Way.SMS, Way.CHAT)
AT_ONCE = 6
NEW_ONES = timedelta(seconds=10)  # for so long a round takes up more; then it comes to its end
STEP = 0.25

Running = dict[Future[Outcome], Trial]


def deliver_texts() -> int:
    """Carry texts whose time has come, several at a time."""
    return carry_due(TEXTS)


def ring_people() -> int:
    """Make phone calls whose time has come, several at a time."""
    return carry_due((Way.VOICE,))


def carry_due(ways: Collection[Way]) -> int:
    """Carry what is due; no transaction is open while a provider answers.

    What one provider fails at goes to the next in the same round, and a slow one holds up none but
    its own calls. Threads ask providers; the database is this one's alone.
    """
    began, done, running = clock.now(), 0, Running()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="call") as pool:
        while True:
            taken = 0
            if clock.now() - began < NEW_ONES and len(running) < AT_ONCE:
                with house():
                    at = clock.now()
                    trials, taken = begin_attempts(ways, at=at, most=AT_ONCE - len(running))
                running |= {pool.submit(carry, trial): trial for trial in trials}
                done += taken
            if not running and not taken:
                return done
            settle_finished(running)


def settle_finished(running: Running) -> None:
    """Write down what providers answered meanwhile, each on its own."""
    finished, _ = wait(running, timeout=STEP, return_when=FIRST_COMPLETED)
    for future in finished:
        trial = running.pop(future)
        with house():
            settle_attempt(trial, future.result(), at=clock.now())
