"""Climbing a ladder by phone: whose number is next, after what came of those before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

PhoneResult = Literal["reached", "no-answer", "voicemail", "wrong-number", "taken", "declined"]
RESULTS: Final[tuple[PhoneResult, ...]] = (
    "reached",
    "no-answer",
    "voicemail",
    "wrong-number",
    "taken",
    "declined",
)


@dataclass(frozen=True)
class Line:
    """One number of one contact of a ladder."""

    position: int
    number: str


@dataclass(frozen=True)
class Attempt:
    """A number that was phoned, and what came of it."""

    line: Line
    result: str


def next_line(lines: Sequence[Line], attempts: Sequence[Attempt]) -> Line | None:
    """Return whom to phone now: each number once, in order, before any is phoned again.

    Who was reached stays on the line until they take it or decline. A contact who declined and a
    number that is wrong are phoned no more; None when nobody is left.
    """
    if attempts and attempts[-1].result == "reached" and attempts[-1].line in lines:
        return attempts[-1].line
    declined = {one.line.position for one in attempts if one.result == "declined"}
    wrong = {one.line for one in attempts if one.result == "wrong-number"}
    left = [one for one in lines if one.position not in declined and one not in wrong]
    phoned = Counter(one.line for one in attempts)
    return min(left, key=lambda one: (phoned[one], lines.index(one)), default=None)


def spell_reference(reference: str) -> str:
    """Return a reference digit by digit, as it is read out on the phone."""
    return " ".join(reference)


def write_elapsed(span: timedelta) -> str:
    """Return how long it has been, to the second."""
    seconds = max(int(span.total_seconds()), 0)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
