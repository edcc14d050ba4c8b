"""Reaching back from the newest entry until enough entries hold the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from permanence.overview.worklists.rules import reach_first, reach_further
from permanence.service.tickets.rules.stretches import (
    LONGEST_REACH,
    ask_stretches,
    newest_stretches,
)

WALK = 500
MIDDLING = 60_000

NEWEST_ENTRY = "select max(entry_id) from tickets_searchrow"
NEWEST_SPAN = """
select max(w.entry_id), min(w.entry_id), count(*) from (
    select s.entry_id from tickets_searchrow s
    where s.entry_id < %s order by s.entry_id desc limit %s
) w
"""
WALKED = """
select w.entry_id, w.ticket_id from (
    select s.entry_id, s.ticket_id, s.words from tickets_searchrow s
    where s.entry_id < %s order by s.entry_id desc limit %s
) w
where w.words @@ %s::tsquery order by w.entry_id desc limit %s
"""
# "+ 0" keeps the index of numbers out of it: the words are to lead.
OF_STRETCHES = """
select m.entry_id, m.ticket_id from (
    select s.entry_id, s.ticket_id from tickets_searchrow s
    where s.words @@ %s::tsquery and s.words @@ %s::tsquery and s.entry_id + 0 < %s limit %s
) m
order by m.entry_id desc limit %s
"""
OF_ALL = """
select m.entry_id, m.ticket_id from (
    select s.entry_id, s.ticket_id from tickets_searchrow s
    where s.words @@ %s::tsquery and s.entry_id + 0 < %s limit %s
) m
order by m.entry_id desc limit %s
"""
SOME = (
    "select s.entry_id, s.ticket_id from tickets_searchrow s where s.words @@ %s::tsquery limit %s"
)
LAST = 1 << 62
Pair = tuple[int, int]


@dataclass(frozen=True)
class Reached:
    """The newest entries that hold the words, up to the one numbered `last`.

    `is_all` says that there are no others.
    """

    lines: list[Pair]
    last: int
    is_all: bool

    @property
    def apart(self) -> float:
        """How far apart these entries lie."""
        return max(self.last - self.lines[-1][0], 1) / len(self.lines)

    @property
    def likely(self) -> float:
        """How many there were in all, if it always had been as it is now."""
        return self.last / self.apart


def newest_lines(asked: str, *, before: int | None, limit: int) -> Reached:
    """Return the newest entries that hold the words, as many as wanted or all that there are."""
    last, span, walked = newest_span(before)
    lines = fetch(WALKED, [last + 1, WALK, asked, limit])
    if walked < WALK and len(lines) < limit:
        return Reached(lines, last, is_all=True)
    reach = min(reach_first(span, found=len(lines), wanted=limit), LONGEST_REACH)
    while len(lines) < limit:
        stretches = newest_stretches(last, reach) if reach < last else None
        if stretches is None:
            lines = fetch(OF_ALL, [asked, last + 1, MIDDLING, limit])
            return Reached(lines, last, is_all=len(lines) < limit)
        facts = [asked, ask_stretches(*stretches), last + 1, MIDDLING, limit]
        lines = fetch(OF_STRETCHES, facts)
        reach = reach_further(reach, found=len(lines), wanted=limit)
    return Reached(lines, last, is_all=False)


def newest_entry() -> int:
    """Return the number of the newest entry that can be found."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_ENTRY)
        return int(cursor.fetchone()[0] or 0)


def newest_span(before: int | None) -> tuple[int, int, int]:
    """Return the newest entry that can be found, how far a walk leads back, and past how many."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_SPAN, [LAST if before is None else before, WALK])
        newest, oldest, walked = cursor.fetchone()
    return newest or 0, (newest or 0) - (oldest or 0) + 1, walked


def fetch_all(asked: str, *, most: int) -> list[Pair]:
    """Return all entries that hold the words, as far as they are not too many."""
    return fetch(SOME, [asked, most])


def fetch(statement: str, facts: Sequence[Any]) -> list[Pair]:
    """Run a statement that returns entries and their tickets."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [(int(entry), int(ticket)) for entry, ticket in cursor.fetchall()]
