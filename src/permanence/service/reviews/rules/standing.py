"""What may follow what in a post-mortem and a summary, and what keeps one from being handed in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Act = Literal["write", "hold", "hand_in", "send_back", "close", "revise"]
FaultCode = Literal[
    "no_overview", "no_handling", "no_source", "no_measure", "source_without_measure"
]

# Which act may follow which state; the table of docs/rules/reviews.md.
ALLOWED: Final[dict[Act, frozenset[str]]] = {
    "write": frozenset({"open"}),
    "hold": frozenset({"open", "handed_in"}),
    "hand_in": frozenset({"open"}),
    "send_back": frozenset({"handed_in"}),
    "close": frozenset({"handed_in"}),
    "revise": frozenset({"closed"}),
}


def may_follow(act: Act, state: str) -> bool:
    """Say whether an act is possible in the state of a post-mortem or a summary."""
    return state in ALLOWED[act]


def may_judge(judge: str, authors: Collection[str]) -> bool:
    """Say whether somebody may close or approve: nobody who wrote it, and nobody unknown."""
    return bool(judge) and judge not in authors


@dataclass(frozen=True)
class Words:
    """What a post-mortem says in whole texts; everything else in it stands in rows of its own."""

    overview: str = ""
    handling: str = ""


@dataclass(frozen=True)
class Measured:
    """Which causes a measure removes, as far as it is not dropped."""

    causes: frozenset[int]


def find_faults(
    words: Words, *, sources: Collection[int], roots: Collection[int], measures: Sequence[Measured]
) -> tuple[FaultCode, ...]:
    """Return what keeps a post-mortem from being handed in; nothing is ever too long.

    `sources` are the statements on the side of the problem, `roots` those of them where the chain
    of whys ends: each is removed by a measure.
    """
    faults: list[FaultCode] = []
    if not words.overview.strip():
        faults.append("no_overview")
    if not words.handling.strip():
        faults.append("no_handling")
    if not sources:
        faults.append("no_source")
    if not measures:
        faults.append("no_measure")
    elif set(roots) - frozenset().union(*(one.causes for one in measures)):
        faults.append("source_without_measure")
    return tuple(faults)
