"""Saying which installation of the customer's a ticket is about."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Ticket
from permanence.world.catalogue.models import Installation


class AnothersInstallation(Refusal):
    """A ticket is about something of its own customer's."""


def name_installation(
    ticket: Ticket, installation: Installation | None, *, by: Actor, at: datetime
) -> None:
    """Say what of the customer's a ticket is about, or that nobody knows; the journal has each."""
    rows = Ticket.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("installation").get(pk=ticket.pk)
    if installation is not None and installation.organisation_id != held.organisation_id:
        raise AnothersInstallation(_("This installation belongs to another customer."))
    if held.installation == installation:
        return
    before, held.installation = held.installation, installation
    held.save(update_fields=["installation"])
    record_on(
        held,
        "ticket.installation_named",
        at=at,
        actor=by,
        before=before.name if before else "",
        after=installation.name if installation else "",
    )
