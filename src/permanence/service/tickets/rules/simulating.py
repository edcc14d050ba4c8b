"""What would be promised to a request that never came, and why: by the same rules as for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from permanence.promises.policies.rules.policy import Promise
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.rules.explaining import Explanation, explain_promised
from permanence.service.tickets.rules.promising import Grounds, judge_promises

EVERY_PROMISE: Final[tuple[Promise, ...]] = (
    "triage",
    "response",
    "follow-up",
    "update",
    "resolution",
)


def simulate_promises(
    grounds: Grounds, *, start: datetime, stops: Sequence[Stop] = ()
) -> tuple[Explanation, ...]:
    """Return everything that is promised when all clocks start at one instant, with its reasons.

    A promise that recurs counts as if the message, or the last news, came at that instant too.
    """
    promised = judge_promises(grounds, start=start, promises=EVERY_PROMISE, stops=stops)
    return tuple(explain_promised(one, stops=stops) for one in promised)
