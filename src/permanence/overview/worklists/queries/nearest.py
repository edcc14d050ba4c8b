"""Requests that are over and were like another one, with what solved them.

The index of words is asked for what solved requests of the desk (they bear a mark): for rare words
each by itself, for common ones of the subject two by two, among the newest. So few rows are read,
however many requests there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Left

from permanence.overview.worklists.models import Word
from permanence.overview.worklists.queries.asking import CONFIGS
from permanence.overview.worklists.queries.reaching import newest_entry
from permanence.overview.worklists.queries.searching import bounded_time
from permanence.overview.worklists.rules import (
    Topic,
    choose_topics,
    leading,
    nearness,
    together,
    words_of_request,
)
from permanence.service.tickets.models import Entry, Resolution, Ticket
from permanence.service.tickets.rules.stretches import (
    ask_stretches,
    mark_of_solution,
    newest_stretches,
)

READ_OF_TEXT: Final = 2000
MOST_FETCHED: Final = 600
MOST_WEIGHED: Final = 200
# Among so many of the newest entries common words are looked for, until enough are found.
REACHES: Final = (20_000, 200_000)
ENOUGH: Final = 20
OVER: Final = ("resolved", "closed")
# As the index has it: stemmed without accents, or by the stem to which the accents lead.
STEMS = """
select asked.word, case when accented.stems is null then plain.stems
       else plain.stems || accented.stems end::text
from unnest(%s::text[]) with ordinality as asked (word, place)
cross join lateral (select plainto_tsquery(%s::regconfig, asked.word) as stems) plain
cross join lateral (
    select string_agg(quote_literal(unaccent(stem)), ' & ')::tsquery as stems
    from unnest(tsvector_to_array(to_tsvector(%s::regconfig, asked.word))) as stem
    where asked.word <> unaccent(asked.word) and unaccent(stem) <> ''
) accented
order by asked.place
"""
SOLVED = """
select s.ticket_id, array(
    select asked.word
    from unnest(%(words)s::text[], %(stems)s::text[]::tsquery[]) as asked (word, stems)
    where s.words @@ asked.stems)
from (
    select f.entry_id, f.file from (
        select w.entry_id, w.file from tickets_searchrow w
        where w.words @@ %(led)s::tsquery and w.words @@ %(marks)s::tsquery limit %(fetched)s
    ) f
    where f.file < 0 order by f.entry_id desc limit %(weighed)s
) near
join tickets_searchrow s on s.entry_id = near.entry_id and s.file = near.file
"""


@dataclass(frozen=True)
class Nearest:
    """What solved a request that was like another; `is_same` where it was of the same product."""

    solution: Resolution
    is_same: bool


def nearest_solutions(ticket: Ticket, *, most: int) -> list[Nearest]:
    """Return what solved the requests of a desk that were most like one, the nearest first.

    Raises `SearchTooLong` where the words are too common.
    """
    return solutions_like(ticket, first_message(ticket), most=most)


def first_message(ticket: Ticket) -> str:
    """Return how the first message of a request's customer begins."""
    said = Entry.objects.filter(ticket=ticket, direction=Entry.Direction.IN, is_public=True)
    texts = said.order_by("at", "pk").values_list(Left("text", READ_OF_TEXT), flat=True)
    return texts.first() or ""


def solutions_like(ticket: Ticket, text: str, *, most: int) -> list[Nearest]:
    """Return what solved the requests most like one, of which the first message is given.

    Those of the same product or service stand before the others. No confidential request is among
    them, whoever asks. Raises `SearchTooLong` where the words are too common.
    """
    topics = topics_of_request(ticket.subject, text)
    with bounded_time():
        stems = stems_of(topics, ticket.language)
        found = weigh_solved(ticket.desk_id, [one for one in topics if one.word in stems], stems)
    rows = solutions_on(ticket.desk_id).filter(ticket__in=found).exclude(ticket=ticket.pk)
    told = rows.values_list("pk", "ticket", "ticket__service", "ticket__installation__product")
    product = ticket.installation.product if ticket.installation else ""
    ranked = sorted(
        (
            (service == ticket.service != "" or made == product != "", found[pk], pk, key)
            for key, pk, service, made in told
        ),
        reverse=True,
    )[:most]
    named = ("ticket__contact", "ticket__organisation")
    kept = solutions_on(ticket.desk_id).select_related(*named).in_bulk([row[-1] for row in ranked])
    return [Nearest(kept[key], is_same) for is_same, _weight, _pk, key in ranked]


def solutions_on(desk: int) -> QuerySet[Resolution]:
    """Return what solved the requests of a desk that are over, and that all its staff may read."""
    return Resolution.objects.filter(
        ticket__desk=desk,
        ticket__state__in=OVER,
        ticket__confidential=False,
        reopened_at=None,
    )


def topics_of_request(subject: str, text: str) -> list[Topic]:
    """Return the words of a request's subject and first message that say what it is about."""
    words = words_of_request(subject, text)
    seen = dict(Word.objects.filter(word__in=words).values_list("word", "seen"))
    return choose_topics(subject, text, seen)


def stems_of(topics: Sequence[Topic], language: str) -> dict[str, str]:
    """Return how each word is asked for; words too common to count in the language are left out.

    Of words with the same stem the first one stays.
    """
    config = CONFIGS.get(language, "english")
    spoken = f"words_{language if language in CONFIGS else 'en'}"
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [[one.word for one in topics], spoken, config])
        firsts = {stems: word for word, stems in reversed(cursor.fetchall()) if stems}
    return {word: stems for stems, word in firsts.items()}


def weigh_solved(desk: int, topics: Sequence[Topic], stems: Mapping[str, str]) -> dict[int, float]:
    """Return the tickets that were solved and share words with a request, and how near each is."""
    marks = f"'{mark_of_solution(desk)}'"
    shared: dict[int, list[str]] = {}
    if rare := leading(topics):
        led = " | ".join(f"({stems[one.word]})" for one in rare)
        shared |= fetch_solved(led, marks, stems)
    if common := together(topics):
        pairs = combinations([f"({stems[one.word]})" for one in common], 2)
        led = " | ".join(f"({one} & {other})" for one, other in pairs)
        shared |= fetch_newest(led, marks, stems)
    known = {one.word: one for one in topics}
    weighed = {pk: nearness([known[word] for word in words]) for pk, words in shared.items()}
    return {pk: weight for pk, weight in weighed.items() if weight}


def fetch_newest(led: str, marks: str, stems: Mapping[str, str]) -> dict[int, list[str]]:
    """Return enough of the newest tickets that were solved, each with the words that it shares."""
    last, found = newest_entry(), dict[int, list[str]]()
    for reach in REACHES:
        newest = newest_stretches(last, reach)
        late = f"{marks} & ({ask_stretches(*newest)})" if newest else marks
        found = fetch_solved(led, late, stems)
        if len(found) >= ENOUGH or reach >= last:
            break
    return found


def fetch_solved(led: str, marks: str, stems: Mapping[str, str]) -> dict[int, list[str]]:
    """Return tickets that were solved, each with the words that it shares."""
    facts: dict[str, str | int | list[str]] = {
        "words": list(stems),
        "stems": list(stems.values()),
        "led": led,
        "marks": marks,
        "fetched": MOST_FETCHED,
        "weighed": MOST_WEIGHED,
    }
    with connection.cursor() as cursor:
        cursor.execute(SOLVED, facts)
        return dict(cursor.fetchall())
