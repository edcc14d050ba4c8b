"""Finding tickets by what was said in them, in two steps.

First the index of words is asked for a bounded number of entries. When it has more, the newest
entries are walked, and only words that are neither rare nor common cost one more step: all their
entries, of which there are then few enough. The statements are planned for the words asked for:
the driver puts the words into the text of the statement, and nothing here prepares it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from permanence.overview.worklists.queries.lists import ROW, Row
from permanence.overview.worklists.rules import MOST_FOUND, Term
from permanence.promises.terms.rules import LANGUAGES
from permanence.service.tickets.models import Reference, Ticket

MAKERS = {"word": "plainto_tsquery", "phrase": "phraseto_tsquery", "prefix": "to_tsquery"}
PATIENCE = "2s"
WALK = 8000
MIDDLING = 60_000
LINES = 2
ROUNDS = 4

SOME = "select s.entry_id, s.ticket_id from tickets_searchrow s where s.words @@ ({query}) limit %s"
NEWEST = """
select w.entry_id, w.ticket_id from (
    select s.entry_id, s.ticket_id, s.words from tickets_searchrow s
    where s.entry_id < %s order by s.entry_id desc limit %s
) w
where w.words @@ ({query}) order by w.entry_id desc limit %s
"""
ALL = """
select m.entry_id, m.ticket_id from (
    select s.entry_id, s.ticket_id from tickets_searchrow s
    where s.words @@ ({query}) and s.entry_id < %s limit %s
) m
order by m.entry_id desc limit %s
"""
LAST = 1 << 62
Pair = tuple[int, int]


class SearchTooLong(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """The words are so common together that looking for them was given up."""


@dataclass(frozen=True)
class Found:
    """A page of what was found, the newest word first.

    `count` is how many tickets there are, as far as they are counted; `is_capped` says that there
    are more. `next_before` is the entry before which the next page begins, None for the last.
    """

    rows: list[Row]
    count: int
    is_capped: bool
    next_before: int | None


def find_ticket(number: str) -> tuple[str, int] | None:
    """Return the reference and the desk of the file that a number finds, whatever it was merged."""
    found = Reference.objects.filter(number=number).values_list(
        "ticket__reference", "ticket__desk_id"
    )
    return found.first()


def search_tickets(
    terms: Sequence[Term], *, desks: Collection[int], before: int | None = None, most: int = 50
) -> Found:
    """Return the tickets of these desks in which all terms were said, the newest word first."""
    if not terms:
        return Found([], 0, is_capped=False, next_before=None)
    query, words = write_query(terms)
    with bounded_time():
        some = fetch(SOME.format(query=query), [*words, MOST_FOUND + 1])
        if len(some) <= MOST_FOUND:
            pairs = of_desks(newest_of_each(some), desks)
            count = len(pairs)
            pairs = [pair for pair in pairs if before is None or pair[0] < before]
            page, following = cut_page(pairs, most)
        else:
            count = MOST_FOUND
            page, following = walk_newest(query, words, desks=desks, before=before, most=most)
        rows = rows_of([ticket for _, ticket in page])
    return Found(rows, count, is_capped=len(some) > MOST_FOUND, next_before=following)


def walk_newest(
    query: str,
    words: Sequence[str],
    *,
    desks: Collection[int],
    before: int | None,
    most: int,
) -> tuple[list[Pair], int | None]:
    """Return the next page when there are many entries, and before which entry another begins."""
    last = LAST if before is None else before
    found: list[Pair] = []
    for _ in range(ROUNDS):
        lines = newest_lines(query, words, before=last, most=most)
        found = newest_of_each([*found, *of_desks(lines, desks)])
        if len(found) > most:
            return cut_page(found, most)
        if len(lines) < LINES * most:
            return found, None
        last = lines[-1][0]
    return found, last


def newest_lines(query: str, words: Sequence[str], *, before: int, most: int) -> list[Pair]:
    """Return the newest entries: by walking, or where they lie too far apart by taking them all."""
    limit = LINES * most
    lines = fetch(NEWEST.format(query=query), [before, WALK, *words, limit])
    if len(lines) == limit:
        return lines
    return fetch(ALL.format(query=query), [*words, before, MIDDLING, limit])


def cut_page(pairs: list[Pair], most: int) -> tuple[list[Pair], int | None]:
    """Return the first page of what was found, and before which entry the next one begins."""
    return pairs[:most], pairs[most - 1][0] if len(pairs) > most else None


def write_query(terms: Sequence[Term]) -> tuple[str, list[str]]:
    """Return the search as SQL with its words: all terms as one language stems them, or another.

    An entry is stemmed in its own language, which also says which words are too common to count.
    """
    alternatives, words = [], []
    for language in LANGUAGES:
        makers = [f"{MAKERS[term.kind]}('words_{language}', %s)" for term in terms]
        alternatives.append(f"({' && '.join(makers)})")
        words += [quote_prefix(one.text) if one.kind == "prefix" else one.text for one in terms]
    return " || ".join(alternatives), words


def quote_prefix(text: str) -> str:
    """Return the beginning of a word as `to_tsquery` takes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}':*"


def newest_of_each(lines: Sequence[Pair]) -> list[Pair]:
    """Return each ticket once, with its newest entry, the newest first."""
    newest: dict[int, int] = {}
    for entry, ticket in lines:
        newest[ticket] = max(entry, newest.get(ticket, 0))
    return sorted(((entry, ticket) for ticket, entry in newest.items()), reverse=True)


def of_desks(pairs: Sequence[Pair], desks: Collection[int]) -> list[Pair]:
    """Return those whose ticket is on one of the desks."""
    kept = set(
        Ticket.objects.filter(
            pk__in=[ticket for _, ticket in pairs], desk__in=list(desks)
        ).values_list("pk", flat=True)
    )
    return [pair for pair in pairs if pair[1] in kept]


def rows_of(tickets: Sequence[int]) -> list[Row]:
    """Return the rows of tickets, in the same order."""
    rows = {row["pk"]: row for row in Ticket.objects.filter(pk__in=tickets).values(*ROW)}
    return [rows[pk] for pk in tickets]


def fetch(statement: str, facts: Sequence[Any]) -> list[Pair]:
    """Run a statement that returns entries and their tickets."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [(int(entry), int(ticket)) for entry, ticket in cursor.fetchall()]


@contextmanager
def bounded_time() -> Iterator[None]:
    """Give up on what takes too long, and leave the transaction as it was."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select set_config('statement_timeout', %s, true)", [PATIENCE])
            yield
            with connection.cursor() as cursor:
                cursor.execute("select set_config('statement_timeout', '0', true)")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooLong from error
        raise
