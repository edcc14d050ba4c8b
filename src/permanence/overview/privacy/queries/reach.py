"""How far a secret may have spread: the files of one customer, and those it was carried into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from permanence.service.tickets.models import Entry
from permanence.world.accounts.models import User

# What is merged or linked with a file, in either direction.
STEP = """
select case when m.ticket_id = any(%(known)s) then m.survivor_id else m.ticket_id end
from tickets_merge m where m.ticket_id = any(%(known)s) or m.survivor_id = any(%(known)s)
union
select case when l.ticket_id = any(%(known)s) then l.other_id else l.ticket_id end
from tickets_link l where l.ticket_id = any(%(known)s) or l.other_id = any(%(known)s)
"""
CUSTOMERS = """
select id from tickets_ticket t where t.organisation_id = any(%(organisations)s)
union select id from tickets_ticket t where t.contact_id = any(%(contacts)s)
"""
OWNERS = """
select array_agg(distinct organisation_id) filter (where organisation_id is not null),
    array_agg(distinct contact_id)
from tickets_ticket where id = any(%s)
"""


@dataclass(frozen=True)
class Reach:
    """The rows among which a piece is looked for; `family` are the files at hand."""

    family: tuple[int, ...]
    tickets: tuple[int, ...]
    contacts: tuple[int, ...]
    organisations: tuple[int, ...]
    staff: tuple[int, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """What the rows of a place are asked by."""
        return {
            "tickets": list(self.tickets),
            "contacts": list(self.contacts),
            "organisations": list(self.organisations),
            "owners": [
                *(f"ticket:{one}" for one in self.tickets),
                *(f"contact:{one}" for one in self.contacts),
                *(f"organisation:{one}" for one in self.organisations),
                *(f"user:{one}" for one in self.staff),
            ],
        }


def reach_of(entry: Entry) -> Reach:
    """Return how far what stands in an entry may have spread.

    The file, those it was merged with, split from or linked with, and from those on; then every
    file of the customers of these: people quote what they wrote in another request.
    """
    family = gather_family(entry.ticket_id)
    with connection.cursor() as cursor:
        cursor.execute(OWNERS, [family])
        organisations, contacts = cursor.fetchone()
        told = {"organisations": organisations or [], "contacts": contacts or []}
        cursor.execute(CUSTOMERS, told)
        tickets = {*family, *(int(row[0]) for row in cursor.fetchall())}
    return Reach(
        tuple(family), tuple(sorted(tickets)), tuple(contacts or ()), tuple(organisations or ())
    )


def gather_family(ticket: int) -> list[int]:
    """Return a file and all that is tied to it by merges and links, from one to the next."""
    known, fresh = {ticket}, {ticket}
    with connection.cursor() as cursor:
        while fresh:
            cursor.execute(STEP, {"known": sorted(fresh)})
            fresh = {int(row[0]) for row in cursor.fetchall()} - known
            known |= fresh
    return sorted(known)


def with_staff(reach: Reach) -> Reach:
    """Return a reach with the mails to staff, which quote the subjects of files."""
    staff = User.objects.filter(specialist__isnull=False).values_list("pk", flat=True)
    return replace(reach, staff=tuple(staff))
