"""Finding tickets by what was said in them, the newest first, at a price that does not grow.

The newest entries are walked. Where they do not fill a page, the index of words is asked for
longer and longer stretches of entries, and at last for all: a word that is hardly ever said has
few. Nothing ever reads all the places of a word that is said everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from psycopg.errors import QueryCanceled

from permanence.ground.lib.prepared import Prepared
from permanence.overview.worklists.queries.asking import ask_terms
from permanence.overview.worklists.queries.lists import Row, rows_of
from permanence.overview.worklists.queries.reaching import (
    Pair,
    Reached,
    fetch_all,
    newest_lines,
)
from permanence.overview.worklists.queries.sifting import begin_of
from permanence.overview.worklists.queries.totals import draw_sample
from permanence.overview.worklists.rules import (
    ANYTHING,
    MOST_FOUND,
    Narrow,
    Term,
    is_worth_all,
    round_estimate,
)
from permanence.service.tickets.models import Attachment, Reference, Ticket

PATIENCE = "2s"
LINES = 2
ROUNDS = 4
# A plan that reads the whole table looks cheap for words that are common, each for itself.
BOUNDS = "select set_config('statement_timeout', %s, true), set_config('enable_seqscan', %s, true)"
ROWS = Prepared(lambda tickets: rows_of(Ticket.objects.filter(pk__any_of=tickets)), "tickets")
# Entries with their tickets, and before which entry the next page begins.
Cut = tuple[list[Pair], int | None]


class SearchTooLong(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """The words are so common together that looking for them was given up."""


@dataclass(frozen=True)
class Found:
    """A page of what was found, the newest word first.

    `count` is how many tickets there are (None: not counted, as on a later page); `is_about` says
    that it was estimated. `next_before` is the entry before which the next page begins, None for
    the last.
    """

    rows: list[Row]
    count: int | None
    is_about: bool
    next_before: int | None


NOTHING = Found([], 0, is_about=False, next_before=None)


class Meant:
    """The tickets among which is searched; the database is asked about each of them once."""

    def __init__(self, tickets: QuerySet[Ticket]) -> None:
        self.tickets = tickets
        self.known: dict[int, bool] = {}

    def learn(self, numbers: Iterable[int]) -> None:
        """Ask which of these tickets are meant, in one go."""
        new = set(numbers) - self.known.keys()
        if new:
            found = set(self.tickets.filter(pk__any_of=list(new)).values_list("pk", flat=True))
            self.known |= {number: number in found for number in new}

    def among(self, numbers: Collection[int]) -> set[int]:
        """Return those of these tickets that are meant."""
        self.learn(numbers)
        return {number for number in numbers if self.known[number]}

    def keep(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Return those whose ticket is meant."""
        meant = self.among([ticket for _, ticket in pairs])
        return [pair for pair in pairs if pair[1] in meant]


def find_ticket(number: str) -> tuple[str, int] | None:
    """Return the reference and the desk of the file that a number finds, whatever it was merged."""
    found = Reference.objects.filter(number=number).values_list(
        "ticket__reference", "ticket__desk_id"
    )
    return found.first()


def search_tickets(
    terms: Sequence[Term],
    *,
    desks: Collection[int],
    narrow: Narrow = ANYTHING,
    before: int | None = None,
    most: int = 50,
) -> Found:
    """Return the tickets of these desks in which all terms were said, the newest word first.

    `narrow` says which of them are meant.
    """
    if not terms:
        return NOTHING
    with bounded_time():
        asked = ask_terms(terms)
        if not asked:
            return NOTHING
        return look_up(asked, Meant(meant_tickets(narrow, desks)), before=before, most=most)


def look_up(asked: str, meant: Meant, *, before: int | None, most: int) -> Found:
    """Return a page; few entries are all read and counted, of many a few stretches."""
    reached = newest_lines(asked, before=before, limit=LINES * most)
    if reached.is_all:
        pairs = meant.keep(newest_of_each(reached.lines))
        return make_found(cut_page(pairs, most), count=len(pairs) if before is None else None)
    sample = None
    if before is None:
        sample = draw_sample(asked, last=reached.last, apart=reached.apart)
    likely = sample.entries if sample else reached.likely
    every = fetch_all(asked, most=MOST_FOUND + 1) if is_worth_all(likely) else []
    pairs = meant.keep(newest_of_each(every))
    if 0 < len(every) <= MOST_FOUND:
        later = [one for one in pairs if before is None or one[0] < before]
        return make_found(cut_page(later, most), count=len(pairs))
    drawn = [one.ticket for one in sample.drawn] if sample else []
    meant.learn([*drawn, *(ticket for _, ticket in reached.lines)])
    page = walk_newest(asked, reached, meant=meant, most=most)
    if sample is None:
        return make_found(page, count=None)
    tickets = sample.count_tickets(meant.among(drawn))
    return make_found(page, count=max(tickets, round_estimate(len(pairs))), is_about=True)


def make_found(page: Cut, *, count: int | None, is_about: bool = False) -> Found:
    """Return a page with its rows."""
    pairs, following = page
    return Found(rows_of_pairs(pairs), count, is_about=is_about, next_before=following)


def walk_newest(asked: str, reached: Reached, *, meant: Meant, most: int) -> Cut:
    """Return the next page when there are many entries, and before which entry another begins."""
    found: list[Pair] = []
    for _ in range(ROUNDS):
        found = newest_of_each([*found, *meant.keep(reached.lines)])
        if len(found) > most:
            return cut_page(found, most)
        if reached.is_all:
            return found, None
        last = reached.lines[-1][0]
        reached = newest_lines(asked, before=last, limit=LINES * most)
    return found, last


def cut_page(pairs: list[Pair], most: int) -> Cut:
    """Return the first page of what was found, and before which entry the next one begins."""
    return pairs[:most], pairs[most - 1][0] if len(pairs) > most else None


def newest_of_each(lines: Sequence[Pair]) -> list[Pair]:
    """Return each ticket once, with its newest entry, the newest first."""
    newest: dict[int, int] = {}
    for entry, ticket in lines:
        newest[ticket] = max(entry, newest.get(ticket, 0))
    return sorted(((entry, ticket) for ticket, entry in newest.items()), reverse=True)


def meant_tickets(narrow: Narrow, desks: Collection[int]) -> QuerySet[Ticket]:
    """Return the tickets among which is searched."""
    tickets = Ticket.objects.filter(desk__in=list(desks))
    asked: dict[str, Any] = {
        "ended": narrow.ended,
        "severity": narrow.severity,
        "opened_at__gte": begin_of(narrow.since, narrow.zone),
        "opened_at__lt": begin_of(narrow.until, narrow.zone, days=1),
    }
    tickets = tickets.filter(**{key: one for key, one in asked.items() if one is not None})
    if narrow.customer:
        tickets = tickets.filter(organisation__name__icontains=narrow.customer)
    if narrow.has_files:
        files = Attachment.objects.filter(entry__ticket=OuterRef("pk"), is_inline=False)
        tickets = tickets.filter(Exists(files))
    return tickets


def rows_of_pairs(page: Sequence[Pair]) -> list[Row]:
    """Return the rows of the tickets of a page, in the same order."""
    tickets = [ticket for _, ticket in page]
    rows = {row["pk"]: row for row in ROWS(tickets=tickets)}
    return [rows[pk] for pk in tickets]


@contextmanager
def bounded_time() -> Iterator[None]:
    """Give up on what takes too long, and leave the transaction as it was."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(BOUNDS, [PATIENCE, "off"])
            yield
            with connection.cursor() as cursor:
                cursor.execute(BOUNDS, ["0", "on"])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooLong from error
        raise
