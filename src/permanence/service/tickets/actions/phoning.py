"""What came of phoning a contact of a ladder: on the file, whatever it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions import decline_climb, take_climb
from permanence.service.escalation.models import Climb, Rung
from permanence.service.escalation.queries.people import name_office
from permanence.service.escalation.rules import Answerer
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
    answerer = Answerer(Actor(f"rung:{rung.pk}", name_office(rung)), rung=rung.pk)
    if phoned.result == "taken":
        Rung.objects.filter(pk=rung.pk, called_at=None).update(called_at=at)
        take_climb(climb, answerer, at=at)
    elif phoned.result == "declined" and is_waited_for(climb, rung):
        said = phoned.said.strip() or _("Declined on the phone.")
        decline_climb(climb, answerer, reason=str(said), at=at)


def is_waited_for(climb: Climb, rung: Rung) -> bool:
    """Say whether it is this contact whose time runs."""
    goes_on = climb.ended_at is None and climb.held_at is None and climb.alarm_at is None
    return goes_on and climb.position == rung.position
