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
from django.db.models import Exists, OuterRef, QuerySet
from psycopg.errors import QueryCanceled

from permanence.overview.worklists.queries.lists import ROW, Row
from permanence.overview.worklists.queries.saved import begin_of
from permanence.overview.worklists.rules import ANYTHING, MOST_FOUND, Narrow, Term
from permanence.promises.terms.rules import LANGUAGES
from permanence.service.tickets.models import Attachment, Reference, Ticket

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
STEMS = """
select array(
    select distinct unaccent(stem)
    from unnest(tsvector_to_array(to_tsvector(asked.config::regconfig, asked.words))) as stem
    where unaccent(stem) <> '')
from unnest(%s::text[], %s::text[]) with ordinality as asked (config, words, place)
order by asked.place
"""
CONFIGS = {"en": "english", "fr": "french", "de": "german", "it": "italian", "es": "spanish"}
LAST = 1 << 62
Pair = tuple[int, int]


class SearchTooLong(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """The words are so common together that looking for them was given up."""


@dataclass(frozen=True)
class Found:
    """A page of what was found, the newest word first.

    `count` is how many tickets there are, as far as they are counted (None: they are not);
    `is_capped` says that there are more. `next_before` is the entry before which the next page
    begins, None for the last.
    """

    rows: list[Row]
    count: int | None
    is_capped: bool
    next_before: int | None


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

    `narrow` says which of them are meant. When the words are too common to be counted, the
    narrower ones are not counted either: then `count` is None.
    """
    meant = meant_tickets(narrow, desks)
    if not terms:
        return Found([], 0, is_capped=False, next_before=None)
    query, words = write_query(terms)
    with bounded_time():
        some = fetch(SOME.format(query=query), [*words, MOST_FOUND + 1])
        if len(some) <= MOST_FOUND:
            pairs = of_tickets(newest_of_each(some), meant)
            count: int | None = len(pairs)
            pairs = [pair for pair in pairs if before is None or pair[0] < before]
            page, following = cut_page(pairs, most)
        else:
            count = MOST_FOUND if narrow == ANYTHING else None
            page, following = walk_newest(query, words, meant=meant, before=before, most=most)
        rows = rows_of([ticket for _, ticket in page])
    return Found(rows, count, is_capped=len(some) > MOST_FOUND, next_before=following)


def walk_newest(
    query: str,
    words: Sequence[str],
    *,
    meant: QuerySet[Ticket],
    before: int | None,
    most: int,
) -> tuple[list[Pair], int | None]:
    """Return the next page when there are many entries, and before which entry another begins."""
    last = LAST if before is None else before
    found: list[Pair] = []
    for _ in range(ROUNDS):
        lines = newest_lines(query, words, before=last, most=most)
        found = newest_of_each([*found, *of_tickets(lines, meant)])
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
    stems = accented_stems(terms)
    for language in LANGUAGES:
        makers = []
        for term in terms:
            maker = f"{MAKERS[term.kind]}('words_{language}', %s)"
            words.append(quote_prefix(term.text) if term.kind == "prefix" else term.text)
            if found := stems.get((language, term)):
                maker = f"({maker} || to_tsquery('simple', %s))"
                words.append(" & ".join(quote_lexeme(stem) for stem in found))
            makers.append(maker)
        alternatives.append(f"({' && '.join(makers)})")
    return " || ".join(alternatives), words


def accented_stems(terms: Sequence[Term]) -> dict[tuple[str, Term], list[str]]:
    """Return the stems to which the accents of words lead, without their accents."""
    asked = [
        (language, term)
        for language in LANGUAGES
        for term in terms
        if term.kind == "word" and not term.text.isascii()
    ]
    if not asked:
        return {}
    configs = [CONFIGS.get(language, "simple") for language, _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [configs, [term.text for _, term in asked]])
        return {key: found for key, (found,) in zip(asked, cursor.fetchall(), strict=True)}


def quote_prefix(text: str) -> str:
    """Return the beginning of a word as `to_tsquery` takes it."""
    return f"{quote_lexeme(text)}:*"


def quote_lexeme(text: str) -> str:
    """Return a word as `to_tsquery` takes it, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


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


def of_tickets(pairs: Sequence[Pair], meant: QuerySet[Ticket]) -> list[Pair]:
    """Return those whose ticket is meant."""
    found = meant.filter(pk__in=[ticket for _, ticket in pairs])
    kept = set(found.values_list("pk", flat=True))
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
