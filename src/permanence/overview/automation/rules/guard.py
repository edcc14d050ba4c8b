"""What keeps rules from running in circles, and in which order they have their turn.

A chain is the rules that had a part in what set the next one off, the first of them first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

LONGEST_CHAIN: Final = 5
MOST_AN_HOUR: Final = 20
MOST_MAILS_A_DAY: Final = 3
FAILURES_ALLOWED: Final = 5
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

Held = Literal["", "again", "deep", "often", "mails"]


@dataclass(frozen=True)
class Lately:
    """What rules did to a ticket: acts in the last hour, mails in the last day."""

    acts: int = 0
    mails: int = 0


def why_held(rule: int, chain: Sequence[int], lately: Lately, *, mails: bool) -> Held:
    """Return why a rule does not act on an occasion; empty when nothing holds it.

    What a rule did never sets the same rule off again, however many others came between; a chain
    has an end; and no ticket is acted on, or its customer written to, without bounds.
    """
    if rule in chain:
        return "again"
    if len(chain) >= LONGEST_CHAIN:
        return "deep"
    if lately.acts >= MOST_AN_HOUR:
        return "often"
    return "mails" if mails and lately.mails >= MOST_MAILS_A_DAY else ""


@dataclass(frozen=True)
class Turn:
    """A rule as it waits for its turn."""

    rule: int
    position: int


def next_turn(rules: Sequence[Turn], seen: Sequence[int]) -> int | None:
    """Return the rule whose turn is next: the first by position that was not seen; None at the end.

    A rule that was moved meanwhile has its turn once all the same.
    """
    waiting = [one for one in rules if one.rule not in seen]
    first = min(waiting, key=lambda one: (one.position, one.rule), default=None)
    return first.rule if first else None


def move_one(order: Sequence[int], rule: int, *, up: bool) -> list[int]:
    """Return an order of rules in which one has changed places with its neighbour."""
    moved = list(order)
    here = moved.index(rule)
    there = here - 1 if up else here + 1
    if 0 <= there < len(moved):
        moved[here], moved[there] = moved[there], moved[here]
    return moved
