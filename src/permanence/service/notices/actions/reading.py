"""The mark that somebody opened a notice on the portal."""

from __future__ import annotations

from datetime import datetime

from permanence.service.notices.models import Delivery, Reading
from permanence.world.accounts.models import Contact


def mark_read(delivery: Delivery, *, contact: Contact, at: datetime) -> None:
    """Mark that somebody of the customer opened a notice; the first time stays."""
    if contact.organisation_id is None:
        return
    mark = Reading(
        delivery=delivery,
        organisation_id=contact.organisation_id,
        contact_id=contact.pk,
        read_at=at,
    )
    Reading.objects.bulk_create([mark], ignore_conflicts=True)
