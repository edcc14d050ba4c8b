"""For how long which kind of thing is kept, as a readable table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from permanence.ground.lib.months import add_months

FILES, ORIGINALS, MAILS, FORMS = "files", "originals", "mails", "forms"
WORDS, PERSON, JOURNAL, ACCESS, LOG_INS = "words", "person", "journal", "access", "log_ins"
TRACES = "traces"
# In the order in which things go; what comes first never needs what comes later.
OF_TICKETS: Final = (FORMS, ORIGINALS, FILES, MAILS, WORDS, JOURNAL, PERSON)
BY_AGE: Final = (ACCESS, LOG_INS, TRACES)
KINDS: Final = (*OF_TICKETS, *BY_AGE)
LONGEST: Final = 600
SHORTEST: Final = {ACCESS: 1, LOG_INS: 3, TRACES: 1}
SOON: Final = timedelta(days=30)
NIGHT: Final = range(1, 5)


@dataclass(frozen=True)
class Row:
    """How many months after a file was closed a kind goes, and why; None keeps it."""

    kind: str
    months: int | None
    reason: str


@dataclass(frozen=True)
class Schedule:
    """One version of the table of a desk."""

    rows: tuple[Row, ...]

    def months(self, kind: str) -> int | None:
        """Return after how many months a kind goes; None while it is kept."""
        return next((row.months for row in self.rows if row.kind == kind), None)


class Unsound(ValueError):  # noqa: N818 -- what the table is, as a person would say
    """A table that cannot be carried out; `kind` is the row, `fault` what is wrong with it."""

    def __init__(self, kind: str, fault: str) -> None:
        super().__init__(f"{kind}: {fault}")
        self.kind, self.fault = kind, fault


def make_schedule(rows: Mapping[str, tuple[int | None, str]]) -> Schedule:
    """Return a table; refuse one without reasons, or one in which a whole outlives its parts.

    Names of people stand in mails, words and the journal: they go no earlier than those.
    """
    made = Schedule(tuple(Row(kind, *rows.get(kind, (None, ""))) for kind in KINDS))
    for row in made.rows:
        if row.months is None:
            continue
        if not SHORTEST.get(row.kind, 0) <= row.months <= LONGEST:
            raise Unsound(row.kind, "span")
        if not row.reason.strip():
            raise Unsound(row.kind, "reason")
    person = made.months(PERSON)
    for kind in (FORMS, ORIGINALS, FILES, MAILS, WORDS, JOURNAL):
        months = made.months(kind)
        if person is not None and (months is None or months > person):
            raise Unsound(PERSON, kind)
    return made


def read_rows(kept: Any) -> Schedule:
    """Return the table of a kept version."""
    told = {one["kind"]: (one["months"], one["reason"]) for one in kept}
    return Schedule(tuple(Row(kind, *told.get(kind, (None, ""))) for kind in KINDS))


def write_rows(schedule: Schedule) -> list[dict[str, Any]]:
    """Return a table as it is kept."""
    return [{"kind": row.kind, "months": row.months, "reason": row.reason} for row in schedule.rows]


def limit_of(at: datetime, months: int) -> datetime:
    """Return the instant so many months before; of a day that a month lacks, its last day."""
    return add_months(at, -months)


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    """Say whether it is the hour for work that nobody should notice."""
    return at.astimezone(zone).hour in NIGHT
