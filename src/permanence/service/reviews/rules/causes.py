"""Causes found by question: each answer to "why?" may be asked again, and chains may branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Side = Literal["source", "failure"]
SIDES: Final[tuple[Side, ...]] = ("source", "failure")
# What contributed, never who: a name is no cause.
KINDS: Final = (
    "technique",
    "change",
    "capacity",
    "process",
    "knowledge",
    "communication",
    "watching",
    "third_party",
    "chance",
)


@dataclass(frozen=True)
class Statement:
    """One statement: the problem or a failure itself, else the answer to "why?" of another."""

    number: int
    parent: int | None
    side: Side
    kind: str
    text: str
    is_root: bool = False


@dataclass(frozen=True)
class Branch:
    """A statement with the answers to its "why?"."""

    statement: Statement
    answers: tuple[Branch, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to answer the next "why?", or say that it is deep enough."""
        return not self.answers and not self.statement.is_root


def grow_tree(statements: Iterable[Statement], side: Side) -> tuple[Branch, ...]:
    """Return the chains of one side, in the order in which they were said.

    A statement whose parent is not among them begins a chain, so that nothing is lost.
    """
    mine = [one for one in statements if one.side == side]
    known = {one.number for one in mine}
    below: dict[int | None, list[Statement]] = {}
    for one in mine:
        below.setdefault(one.parent if one.parent in known else None, []).append(one)
    return tuple(_grow(one, below) for one in below.get(None, ()))


def _grow(statement: Statement, below: dict[int | None, list[Statement]]) -> Branch:
    answers = below.get(statement.number, ())
    return Branch(statement, tuple(_grow(one, below) for one in answers))


def walk_tree(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Yield every branch with its depth, each followed by its answers."""
    for branch in branches:
        yield depth, branch
        yield from walk_tree(branch.answers, depth + 1)


def find_roots(branches: Sequence[Branch]) -> list[int]:
    """Return where the chains end: what was said to be deep enough, else their last answers.

    The head of a chain is what happened; alone it is asked still, and no cause.
    """
    return [
        branch.statement.number
        for depth, branch in walk_tree(branches)
        if branch.statement.is_root or (depth and not branch.answers)
    ]
