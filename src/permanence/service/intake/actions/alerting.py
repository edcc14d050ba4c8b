"""Letters to an address for alerts: they are kept like any other, and become alerts, no tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.service.alerts.actions import hear_alert_mail
from permanence.service.alerts.queries import sources_of_addresses
from permanence.service.intake.models import Letter
from permanence.service.intake.rules import ReadMail
from permanence.service.tickets.rules.reply_address import base_address

Read = tuple[Letter, ReadMail]


def take_alerts(letters: Sequence[Read], *, at: datetime) -> list[Read]:
    """Make alerts of the letters that came to an address for them; return all others.

    What comes back from a mail that we sent is none: it goes the way of such mails.
    """
    addresses = {letter.pk: base_address(letter.envelope_to).lower() for letter, _ in letters}
    sources = sources_of_addresses(set(addresses.values()))
    left = []
    for letter, mail in letters:
        source = sources.get(addresses[letter.pk])
        if source is None or source.desk_id != letter.desk_id or mail.machine == "bounce":
            left.append((letter, mail))
            continue
        alert = hear_alert_mail(
            source,
            mail.subject,
            mail.new_text or mail.text,
            date=mail.date,
            at=letter.received_at,
        )
        letter.state, letter.why, letter.settled_at = Letter.State.SILENT, "alert", at
        letter.facts = {"alert": alert.pk}
    return left
