"""Asking our own mail listener whether it would take mail for an address."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 3.0
ACCEPTED: Final = range(200, 300)


@dataclass(frozen=True)
class Tried:
    """What the listener answered; no code when nobody answered at all."""

    code: int | None
    answer: str

    @property
    def is_accepted(self) -> bool:
        """Whether mail for the address would have been taken."""
        return self.code is not None and self.code in ACCEPTED


def try_mailbox(address: str, *, host: str, port: int) -> Tried:
    """Go through the conversation of a delivery up to the recipient, and send nothing."""
    try:
        with smtplib.SMTP(host, port, timeout=SECONDS) as talk:
            talk.ehlo()
            code, answer = talk.mail("")
            if code in ACCEPTED:
                code, answer = talk.rcpt(address)
            talk.rset()
    except (OSError, smtplib.SMTPException) as error:
        return Tried(None, str(error))
    return Tried(code, answer.decode(errors="replace"))
