"""Taking a version to act on: the ticket is locked first, so that of two who race one wins."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.service.agreements.models import AgreementVersion, State
from permanence.service.agreements.rules import Act, is_lapsed, may_follow
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket


class Meanwhile(Refusal):
    """Somebody else was faster, or the time to do it is over."""


def lock_version(
    version: AgreementVersion, act: Act, *, at: datetime
) -> tuple[Ticket, AgreementVersion]:
    """Return ticket and version as they are now, locked; refuse what cannot follow any more."""
    ticket = lock_ticket(Ticket(pk=version.ticket_id), step="note")
    fresh = AgreementVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    fresh.ticket = ticket
    if not may_follow(act, fresh.state):
        raise Meanwhile(say_standing(fresh.state), number=fresh.number)
    if act in {"accept", "decline"} and is_lapsed(fresh.state, fresh.expires_at, at=at):
        raise Meanwhile(
            _("The offer of version {number} has ended. Ask for it again, and we renew it."),
            number=fresh.number,
        )
    return ticket, fresh


def say_standing(state: str) -> object:
    """Return why nothing can be done with a version that stands like this."""
    told = {
        State.DRAFT: _("Version {number} is not approved yet."),
        State.SENT_BACK: _("Version {number} has been sent back meanwhile."),
        State.TAKEN_BACK: _("Version {number} has been taken back meanwhile."),
        State.OFFERED: _("Version {number} has been approved and offered meanwhile."),
        State.LAPSED: _("The offer of version {number} has ended."),
        State.DECLINED: _("Version {number} has been declined already."),
    }
    return told.get(State(state), _("Version {number} has been accepted already."))


def lapse_offers(ticket: Ticket, *, at: datetime) -> None:
    """Put away an offer on a locked ticket that nobody decided in time."""
    AgreementVersion.objects.filter(ticket=ticket, state=State.OFFERED, expires_at__lte=at).update(
        state=State.LAPSED
    )
