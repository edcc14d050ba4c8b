"""What the watch runs for incidents."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.incidents.actions import settle_due_clocks, watch_signs
from permanence.service.incidents.actions.capturing import capture_calls, capture_words
from permanence.service.incidents.actions.failing import watch_failures
from permanence.service.incidents.actions.filing import file_notices
from permanence.service.incidents.actions.reaching import hear_notices, hear_reached
from permanence.service.incidents.actions.reminding import remind_due_tasks
from permanence.service.incidents.actions.summoning import settle_summonses


def watch_clocks() -> int:
    """Act on the marks that are due on incidents."""
    with house():
        return settle_due_clocks(at=clock.now())


def watch_summonses() -> int:
    """Let experts who accepted come into their teams."""
    with house():
        return settle_summonses(at=clock.now())


def watch_tasks() -> int:
    """Remind people of the tasks that are due."""
    with house():
        return remind_due_tasks(at=clock.now())


def watch_calls() -> int:
    """Take what was climbed for incidents, and what customers said, into their timelines."""
    with house():
        at = clock.now()
        return capture_calls(at=at) + capture_words(at=at)


def suspect_incidents() -> int:
    """Suspect incidents that nobody has declared yet."""
    with house():
        return watch_signs(at=clock.now())


def look_at_failures() -> int:
    """Look where customers' messages fail more than usual."""
    with house():
        return watch_failures(at=clock.now())


def tell_requests() -> int:
    """Put what incidents' notices say into the files that joined them."""
    with house():
        return file_notices(at=clock.now())


def follow_notices() -> int:
    """Let the clocks of incidents hear what went out and whom it reached."""
    with house():
        heard = hear_notices(at=clock.now())
    with house():
        return heard + hear_reached(at=clock.now())
