"""What requests resemble: others of the same customer that were solved, others of the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.hints import Past
from permanence.service.tickets.rules.nearness import is_near, topics_of
from permanence.service.tickets.rules.signs import Book

RECENT: Final = timedelta(days=180)
MOST_READ: Final = 200
MOST_RECENT: Final = 40
# The newest of each customer come by the customer's own index, before anything else is asked of
# them: by their day the index of receipts would be read, and with it stretches of the whole table.
PAST = """
select asked.ticket, newest.subject, newest.reference, newest.severity, newest.level, newest.team_id
from unnest(%s::bigint[], %s::bigint[]) as asked (ticket, customer)
cross join lateral (
    select * from (
        select id, subject, reference, severity, level, team_id, desk_id, opened_at, ended,
               triaged_at, merged_into_id, confidential
        from tickets_ticket where {customer} = asked.customer and id < asked.ticket
        order by id desc limit %s
        offset 0
    ) as own
    where desk_id = %s and opened_at > %s and ended and triaged_at is not null
      and merged_into_id is null and not confidential
    order by id desc limit %s
) as newest
order by asked.ticket, newest.id desc
"""
OF_ORGANISATION: Final = PAST.format(customer="organisation_id")
OF_CONTACT: Final = PAST.format(customer="contact_id")


@dataclass(frozen=True)
class Solved:
    """A request that was judged and solved, with what it was about."""

    subject: str
    judged: Past


Solutions = Mapping[int, Sequence[Solved]]


def solved_before(tickets: Sequence[Ticket], *, at: datetime) -> Solutions:
    """Return the last requests of each ticket's own customer on its desk that were solved."""
    found: dict[int, list[Solved]] = {}
    for desk in sorted({ticket.desk_id for ticket in tickets}):
        own = [ticket for ticket in tickets if ticket.desk_id == desk]
        known = [(one.pk, one.organisation_id) for one in own if one.organisation_id is not None]
        alone = [(one.pk, one.contact_id) for one in own if one.organisation_id is None]
        for statement, asked in ((OF_ORGANISATION, known), (OF_CONTACT, alone)):
            if asked:
                read_solved(statement, asked, desk=desk, since=at - RECENT, found=found)
    return found


def read_solved(
    statement: str,
    asked: Sequence[tuple[int, int]],
    *,
    desk: int,
    since: datetime,
    found: dict[int, list[Solved]],
) -> None:
    """Add what one statement finds for many tickets."""
    numbers, customers = [list(column) for column in zip(*asked, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [numbers, customers, MOST_READ, desk, since, MOST_RECENT])
        for ticket, subject, *judged in cursor.fetchall():
            found.setdefault(ticket, []).append(Solved(subject, Past(*judged)))


def similar_to(about: frozenset[str], solved: Sequence[Solved], book: Book) -> list[Past]:
    """Return how the requests that resemble one were judged, the newest first."""
    return [one.judged for one in solved if is_near(topics_of(one.subject, book), about)]
