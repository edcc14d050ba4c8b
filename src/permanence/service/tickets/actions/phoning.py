"""What came of phoning a contact of a ladder: on the file, whatever it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions import call_next_rungs, take_climb
from permanence.service.escalation.models import Climb, Rung
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.phoning import RESULTS, Line


class NotPhoned(Refusal):
    """A number is one of the ladder's, and something came of phoning it."""


@dataclass(frozen=True)
class Phoned:
    """One number that was phoned, what came of it, and what was said."""

    line: Line
    result: str
    said: str = ""


def note_phoned(ticket: Ticket, climb: Climb, phoned: Phoned, *, by: Actor, at: datetime) -> None:
    """Write down what came of a phone call up the ladder, and do what follows.

    Who takes it has it; who declines, when it is their turn, is followed by the next at once.
    """
    rung = Rung.objects.filter(climb=climb, position=phoned.line.position).first()
    if rung is None or phoned.result not in RESULTS:
        raise NotPhoned(_("Say whom you phoned and what came of it."))
    record_on(
        ticket,
        "climb.phoned",
        at=at,
        actor=by,
        climb=climb.pk,
        position=rung.position,
        office=rung.office,
        number=phoned.line.number,
        result=phoned.result,
        said=phoned.said.strip(),
    )
    if phoned.result == "taken":
        let_take(rung, at=at)
    elif phoned.result == "declined" and is_waited_for(climb, rung):
        call_next_rungs([climb], at=at)


def let_take(rung: Rung, *, at: datetime) -> None:
    """Let the contact take the matter over, whether or not they were called by mail before."""
    Rung.objects.filter(pk=rung.pk, called_at=None).update(called_at=at)
    rung.refresh_from_db()
    take_climb(rung, at=at)


def is_waited_for(climb: Climb, rung: Rung) -> bool:
    """Say whether it is this contact whose time runs."""
    if climb.ended_at is not None:
        return False
    called = Rung.objects.filter(climb=climb, called_at__isnull=False).order_by("-position")
    return called.values_list("pk", flat=True).first() == rung.pk
