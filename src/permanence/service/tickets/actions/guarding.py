"""Refusing to give a file to whom it is not for, and what would let a confidential one out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.secrecy import circle_of, insiders_on
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import Right, may


class NotLetIn(Refusal):
    """Somebody who may not know of a confidential file cannot get it, nor be called to it."""


class OnlyReads(Refusal):
    """Work is given to who may answer customers on its desk."""


class NotAsSecret(Refusal):
    """Two files of which different people may know do not become one."""


def refuse_outsider(ticket: Ticket, assignee: Specialist | None) -> None:
    """Refuse to give a file to somebody who may not know of it, or who only reads on its desk."""
    if assignee is not None and assignee.pk != ticket.assignee_id:
        refuse_onlooker(ticket, assignee)
    insiders = insiders_on(ticket)
    if assignee is not None and insiders is not None and assignee.pk not in insiders:
        raise NotLetIn(
            _("{name} may not know of this confidential request: let them in first."),
            name=assignee.name,
        )


def refuse_onlooker(ticket: Ticket, assignee: Specialist) -> None:
    """Refuse to give a file to somebody whose roles on its desk answer nobody."""
    roles = set(assignee.roles.filter(desk=ticket.desk_id).values_list("role", flat=True))
    if roles and not may(roles, Right.ANSWER):
        raise OnlyReads(
            _("{name} only reads on this desk: choose somebody who answers customers."),
            name=assignee.name,
        )


def refuse_mentions(ticket: Ticket, people: Sequence[int], names: dict[int, str]) -> None:
    """Refuse a note that calls somebody to a file of which they may not know."""
    insiders = insiders_on(ticket)
    outside = [names[one] for one in people if insiders is not None and one not in insiders]
    if outside:
        raise NotLetIn(
            _("{names} may not know of this confidential request: let them in first."),
            names=", ".join(outside),
        )


def refuse_looser(ticket: Ticket, survivor: Ticket) -> None:
    """Refuse to merge a confidential file into one that others know of."""
    if ticket.confidential and (
        not survivor.confidential or circle_of(ticket) != circle_of(survivor)
    ):
        raise NotAsSecret(
            _("A confidential request is merged only into one that the same people know of.")
        )
