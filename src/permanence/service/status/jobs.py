"""What the worker runs to keep the state of services true, and to tell it."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.status.actions.appearing import show_disruptions
from permanence.service.status.actions.calling import (
    claim_calls,
    forget_calls,
    make_call,
    settle_call,
)
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.actions.subscribing import forget_unconfirmed
from permanence.service.status.actions.telling import hear_returned, tell_subscribers
from permanence.world.maintenance.actions import end_windows


def refresh_status() -> int:
    """Let planned work end and disruptions appear, and make how components stand anew."""
    with house():
        at = clock.now()
        end_windows(at=at)
        shown = show_disruptions(at=at)
        return shown + refresh_standings(at=at)


def tell_changes() -> int:
    """Tell subscribers what changed, and take note of mail that came back."""
    with house():
        at = clock.now()
        return tell_subscribers(at=at) + hear_returned(at=at)


def call_programs() -> int:
    """Call the programs that are due; no transaction is open meanwhile."""
    with house():
        calls = claim_calls(at=clock.now())
    for call in calls:
        answer = make_call(call, at=clock.now())
        with house():
            settle_call(call, answer, at=clock.now())
    return len(calls)


def forget_what_passed() -> int:
    """Forget addresses that nobody confirmed, and calls of long ago."""
    with house():
        at = clock.now()
        return forget_unconfirmed(at=at) + forget_calls(at=at)
