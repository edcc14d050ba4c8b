"""About how many tickets hold words that many hold: counted in a few stretches of entries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from permanence.overview.worklists.rules import SAMPLED, round_estimate
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


class Drawn(NamedTuple):
    """A ticket that was drawn: how many of its entries were met, and how many hold the words."""

    ticket: int
    met: int
    times: int


@dataclass(frozen=True)
class Sample:
    """What was drawn from a share of all entries."""

    drawn: Sequence[Drawn]
    share: float

    @property
    def entries(self) -> float:
        """About how many entries hold the words."""
        return sum(one.met for one in self.drawn) / self.share

    def count_tickets(self, meant: Collection[int]) -> int:
        """Return about how many tickets hold them, as exactly as that can be said.

        `meant` are those of the tickets drawn that count.
        """
        weight = sum(one.met / one.times for one in self.drawn if one.ticket in meant)
        return round_estimate(weight / self.share)


def draw_sample(asked: str, *, last: int, apart: float) -> Sample:
    """Return tickets drawn from a few stretches of entries.

    `last` is the newest entry, `apart` how far the newest entries that hold the words lie apart.
    """
    stretches, fineness = spread_stretches(last, round(SAMPLED * apart))
    marks = ask_stretches(stretches, fineness)
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [asked, asked, marks, MOST_SAMPLED])
        drawn = [Drawn(*map(int, row)) for row in cursor.fetchall()]
    return Sample(drawn, share=len(stretches) / ((last >> fineness) + 1))
