"""What the workers run for the outbox."""

from __future__ import annotations

from django.conf import settings

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.outbox.actions import (
    claim_messages,
    draft_of,
    files_of,
    settle_outcomes,
)
from permanence.ground.outbox.rules import build_mail
from permanence.ground.outbox.transports import open_transport


def deliver_messages() -> int:
    """Deliver messages whose time has come; no transaction is open while a server answers."""
    with house():
        claimed = claim_messages(at=clock.now())
        files = {message.pk: files_of(message) for message in claimed if message.files}
    if not claimed:
        return 0
    transport = open_transport(smtp_url=settings.SMTP_URL, folder=settings.MAIL_FOLDER)
    outcomes = []
    try:
        for message in claimed:
            mail = build_mail(
                draft_of(message), at=message.queued_at, files=files.get(message.pk, ())
            )
            outcomes.append(transport.send(message.pk, mail, message.recipients))
    finally:
        transport.close()
        with house():
            settle_outcomes(outcomes, at=clock.now())
    return len(outcomes)
