"""What the tests of notices share: a disruption that touches both customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.service.notices.actions import draft_notices
from permanence.service.notices.models import Notice
from permanence.service.notices.rules import Customer, NewNotice
from tests.cast import World

LENA = Actor("specialist:3", "Lena Vos")
SENDING = {"en": "Sending faxes", "fr": "Envoi de fax"}


def customers(world: World) -> Sequence[Customer]:
    return [Customer(world.brightwater.pk, [SENDING]), Customer(world.verdier.pk, [SENDING])]


def draft(world: World, **changes: Any) -> Notice:
    """Return the first notice of a disruption that began five minutes ago."""
    facts: dict[str, Any] = {
        "owner": "incidents.incident",
        "subject": 7,
        "desk": world.messaging.pk,
        "kind": "disruption",
        "severity": 2,
        "stage": "first",
        "title": "I-1042",
        "customers": customers(world),
        "instants": {"since": world.at - timedelta(minutes=5)},
        "every": timedelta(hours=1),
        "release_at": world.at + timedelta(minutes=18),
    }
    return draft_notices(NewNotice(**facts | changes), at=world.at)
