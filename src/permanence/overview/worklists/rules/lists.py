"""The views of the work, where a page of a list begins, and what is asked of the search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Literal

Order = Literal["severity", "due", "newest"]

# How each view is ordered on a desk whose work is ordered by severity (SPEC A7).
VIEWS: Final[dict[str, Order]] = {
    "next": "severity",
    "overdue": "severity",
    "soon": "severity",
    "escalated": "severity",
    "incidents": "severity",
    "untriaged": "severity",
    "mine": "severity",
    "teams": "severity",
    "unassigned": "severity",
    "waiting": "due",
    "third_party": "due",
    "snoozed": "due",
    "resolved": "newest",
    "ended": "newest",
}
ASKED: Final[dict[str, Order]] = {"severity": "severity", "due": "due"}
MOST_WRITTEN: Final = 10_000
SOON: Final = timedelta(hours=2)
MOST_COUNTED: Final = 1000
MOST_FOUND: Final = 1000
MOST_TERMS: Final = 12
MOST_TYPED: Final = 300
SHORTEST_PREFIX: Final = 2
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(\d{1,18})\.(\d{1,18})(?:\.(\d{1,2}|over))?")
_TERM = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"\w", re.UNICODE)


@dataclass(frozen=True)
class Place:
    """A row in a list that is ordered by an instant and a number, or by the number alone.

    `gravity` is its severity, where the list is ordered by that first. What `is_over` stands in a
    list of its own, newest first, behind what is not.
    """

    order_at: datetime
    number: int
    gravity: int = 0
    is_over: bool = False


@dataclass(frozen=True)
class Span:
    """Which page of a list is asked for: the first, the one after a row, or the one before.

    `backwards` without a row asks for the last.
    """

    after: Place | None = None
    before: Place | None = None
    most: int = 50
    backwards: bool = False

    @property
    def is_backwards(self) -> bool:
        """Whether the list is walked from its end."""
        return self.backwards or self.before is not None


def order_of(view: str, asked: str, *, by_severity: bool) -> Order:
    """Return in which order a view stands: as asked, where the desk's work has that order.

    On a desk that works by severity the gravest are first, then what is due next (SPEC A7); on
    another there is no severity to go by. What waits is not worked on, and goes by what is due.
    """
    if VIEWS[view] != "severity":
        return VIEWS[view]
    return ASKED.get(asked, "severity") if by_severity else "due"


def write_place(order_at: datetime, number: int, gravity: int = 0, *, is_over: bool = False) -> str:
    """Return a place as it stands in an address."""
    if is_over:
        return f"0.{number}.over"
    since = order_at - EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return f"{microseconds}.{number}" + (f".{gravity}" if gravity else "")


def read_place(text: str) -> Place | None:
    """Return the place an address names; None for none, and for what is no place."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    seconds, microseconds = divmod(int(found[1]), 1_000_000)
    try:
        instant = datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)
    except (ValueError, OverflowError, OSError):
        return None
    if found[3] == "over":
        return Place(EPOCH, int(found[2]), is_over=True)
    return Place(instant, int(found[2]), int(found[3] or 0))


@dataclass(frozen=True)
class Term:
    """One thing to be found: a word, the beginning of words, or words that follow one another."""

    text: str
    kind: Literal["word", "prefix", "phrase"]


def read_terms(text: str) -> tuple[Term, ...]:
    """Return what is asked for: all of the words, "phrases" in quotes, beginnings with a star."""
    terms: list[Term] = []
    for phrase, word in _TERM.findall(text.replace("\x00", " ")[:MOST_TYPED]):
        said = (phrase or word).strip()
        if not _WORD.search(said):
            continue
        if phrase:
            terms.append(Term(said, "phrase"))
        elif said.endswith("*") and len(said.strip("*")) >= SHORTEST_PREFIX:
            terms.append(Term(said.strip("*"), "prefix"))
        else:
            terms.append(Term(said, "word"))
    return tuple(terms[:MOST_TERMS])


@dataclass(frozen=True)
class Narrow:
    """Which of the tickets found are meant; what is empty stops nothing.

    Both ends of the span of days belong to it, by the clock of `zone`; `customer` is part of the
    organisation's name.
    """

    ended: bool | None = None
    severity: int | None = None
    customer: str = ""
    since: date | None = None
    until: date | None = None
    has_files: bool = False
    zone: tzinfo = UTC


ANYTHING: Final = Narrow()


def is_capped(count: int) -> bool:
    """Say whether a count went no further than it is counted."""
    return count > MOST_COUNTED
