"""The states in which a ticket waits, and how a span of its past is corrected (SPEC C3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal, get_args

from permanence.promises.policies.rules import Pausing
from permanence.promises.terms.rules import Stop

PAUSING: Final = get_args(Pausing)
Waiting = Literal["waiting_customer", "waiting_third_party"]
WAITING: Final = get_args(Waiting)
"""Those that are merely waited in; that a cause lies outside is a finding of its own (SPEC A11)."""


class NoSuchTime(ValueError):  # noqa: N818 -- says what is so
    """A correction must lie within what has happened, and last."""


def correct_stops(
    spans: Sequence[Stop], *, state: str, since: datetime, until: datetime, reason: str
) -> tuple[Stop, ...]:
    """Return the spans of a ticket with another state from `since` to `until`.

    The spans are in order and without a gap, the last one without end. Whatever the correction
    does not touch stays as it was; neighbours of one state and reason become one. Raises
    NoSuchTime when the time is empty or begins before the first span.
    """
    if not spans or since < spans[0].since or until <= since:
        raise NoSuchTime
    before = [
        replace(span, until=min(span.until or since, since)) for span in spans if span.since < since
    ]
    after = [
        replace(span, since=max(span.since, until))
        for span in spans
        if span.until is None or span.until > until
    ]
    return _join([*before, Stop(state, since, until, reason), *after])


def _join(spans: Sequence[Stop]) -> tuple[Stop, ...]:
    joined: list[Stop] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.state, last.reason) == (span.state, span.reason):
            joined[-1] = replace(last, until=span.until)
        else:
            joined.append(span)
    return tuple(joined)
