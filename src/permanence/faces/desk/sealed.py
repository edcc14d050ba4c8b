"""Confidential files at the door: by which way somebody came in, and who is asked for a reason."""

from __future__ import annotations

from collections.abc import Collection

from permanence.ground.journal.rules import Look
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.secrecy import insiders_on
from permanence.world.accounts.models import Specialist


class GlassBefore(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """The file is confidential, and the reader may open it by writing a reason first."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


def find_sealed(reference: str, desks: Collection[int]) -> Ticket | None:
    """Return the confidential file of one of these desks that a reference finds.

    The desks are those on which the reader may break the glass; to everybody else it is as unknown
    as a reference that was never given out.
    """
    if not desks:
        return None
    with house():
        rows = Ticket.objects.select_related("desk").filter(desk__in=desks, confidential=True)
        return rows.found_by(reference).first()


def is_sealed(reference: str, desks: Collection[int]) -> bool:
    """Say whether a reference finds a confidential file on one of these desks."""
    return find_sealed(reference, desks) is not None


def look_at(ticket: Ticket, what: str, *, by: Specialist) -> Look:
    """Return a look at a file as the journal keeps it: by which way, if it is confidential."""
    insiders = insiders_on(ticket)
    way = "" if insiders is None else "known" if by.pk in insiders else "glass"
    return Look(f"ticket:{ticket.pk}", what, way, ticket.desk_id)


def owner_of_mail(owner: str) -> Ticket | None:
    """Return the file to which an outgoing mail belongs; None for mails of nobody's file."""
    kind, _colon, key = owner.partition(":")
    return Ticket.objects.filter(pk=int(key)).first() if kind == "ticket" else None
