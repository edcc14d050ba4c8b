"""The customer asks for another agreement, or for its end; both sides have to agree to it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.agreements.actions.deciding import join_words
from permanence.service.agreements.models import Wish
from permanence.service.agreements.queries import read_dossier
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket


def ask_change(
    ticket: Ticket, wanted: Literal["change", "withdrawal"], *, text: str, at: datetime
) -> Wish:
    """Ask to change or end what is agreed; until both sides agreed again, nothing changes."""
    ticket = lock_ticket(ticket, step="agree")
    if read_dossier(ticket).governing is None:
        raise Refusal(_("Nothing is agreed that could be changed."))
    if not text.strip():
        raise Refusal(_("Say what should be different."))
    asked = Wish.objects.filter(
        ticket=ticket, wanted=wanted, text=text.strip(), taken_up=None
    ).first()
    if asked:  # the form was sent twice
        return asked
    contact = ticket.contact
    by = Actor(f"contact:{contact.pk}", contact.name)
    wish = Wish.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        wanted=wanted,
        text=text.strip(),
        author=by.key,
        author_name=by.name,
        at=at,
    )
    record_on(ticket, "agreement.change_asked", at=at, actor=by, wanted=wanted)
    join_words(ticket, wish.text, name=contact.name, language=contact.language, at=at)
    return wish
