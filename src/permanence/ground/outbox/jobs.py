"""What the workers run for the outbox."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.outbox.actions import (
    Outcome,
    claim_messages,
    draft_of,
    files_of,
    give_back,
    settle_outcomes,
)
from permanence.ground.outbox.models import Message
from permanence.ground.outbox.rules import PATIENCE, OutgoingFile, write_mail
from permanence.ground.outbox.transports import Transport, open_transport

LOG = logging.getLogger(__name__)


def deliver_messages() -> int:
    """Deliver single messages whose time has come."""
    return deliver_claimed(bulk=False)


def deliver_bulk() -> int:
    """Deliver what goes to many, beside the single messages: neither waits for the other."""
    return deliver_claimed(bulk=True)


def deliver_claimed(*, bulk: bool) -> int:
    """Deliver messages of one lane; no transaction is open while a server answers.

    What a slow server leaves no time for is given back before the claim ends.
    """
    with house():
        claimed = claim_messages(at=clock.now(), bulk=bulk)
        files = {message.pk: files_of(message) for message in claimed if message.files}
    if not claimed:
        return 0
    outcomes: list[Outcome] = []
    try:
        send_claimed(claimed, files, outcomes)
    finally:
        tried = {outcome.message for outcome in outcomes}
        with house():
            settle_outcomes(outcomes, at=clock.now())
            give_back([one for one in claimed if one.pk not in tried], at=clock.now())
    return len(outcomes)


def send_claimed(
    claimed: Sequence[Message], files: dict[int, list[OutgoingFile]], outcomes: list[Outcome]
) -> None:
    """Send messages one after the other until the time of the claim is used, noting each answer."""
    until = clock.now() + PATIENCE
    transport = open_transport(
        smtp_url=settings.SMTP_URL,
        second_url=settings.SMTP_URL_2,
        folder=settings.MAIL_FOLDER,
    )
    try:
        for message in claimed:
            if clock.now() >= until:
                break
            outcomes.append(send_one(transport, message, files.get(message.pk, ())))
    finally:
        transport.close()


def send_one(transport: Transport, message: Message, files: Sequence[OutgoingFile]) -> Outcome:
    """Send one message; one that cannot even be written fails for good and holds up no other."""
    try:
        mail = write_mail(draft_of(message), at=message.queued_at, files=files)
        return transport.send(message, mail)
    except Exception as error:
        LOG.exception("message %s could not be sent", message.pk)
        answer = f"{type(error).__name__}: {error}"
        return Outcome(message.pk, accepted=False, permanent=True, answer=answer)
