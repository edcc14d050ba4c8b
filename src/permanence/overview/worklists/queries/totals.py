"""About how many tickets hold words that many hold: counted in a few stretches of entries."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from permanence.overview.worklists.rules import SAMPLED, round_estimate
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.stretches import ask_stretches, spread_stretches

MOST_SAMPLED = 1500
# A ticket in which the words were said five times is met five times as often as another.
SAMPLE = """
select m.ticket_id, m.met, (
    select count(*) from tickets_entry e join tickets_searchrow w on w.entry_id = e.id
    where e.ticket_id = m.ticket_id and w.words @@ %s::tsquery)
from (
    select f.ticket_id, count(*) as met
    from (
        select s.ticket_id from tickets_searchrow s
        where s.words @@ %s::tsquery and s.words @@ %s::tsquery limit %s
    ) f
    group by f.ticket_id
) m
"""


class Sample(NamedTuple):
    """About how many entries hold the words, and how many of the tickets that are meant."""

    entries: float
    tickets: int


def sample_entries(asked: str, meant: QuerySet[Ticket], *, last: int, apart: float) -> Sample:
    """Return about how many entries and tickets hold the words.

    `last` is the newest entry, `apart` how far the newest entries that hold them lie apart.
    """
    stretches, fineness = spread_stretches(last, round(SAMPLED * apart))
    marks = ask_stretches(stretches, fineness)
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [asked, asked, marks, MOST_SAMPLED])
        found = [(int(ticket), int(met), int(times)) for ticket, met, times in cursor.fetchall()]
    kept = set(meant.filter(pk__in=[ticket for ticket, _, _ in found]).values_list("pk", flat=True))
    weight = sum(met / times for ticket, met, times in found if ticket in kept)
    share = len(stretches) / ((last >> fineness) + 1)
    return Sample(sum(met for _, met, _ in found) / share, round_estimate(weight / share))
