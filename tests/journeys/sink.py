"""A mail server that keeps what it is sent."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from permanence.ground.lib.clock import now


class Sink:
    """Takes every mail, on a port of its own; `refuse` names addresses that it does not know.

    `times` are the instants at which the mails came.
    """

    def __init__(self, port: int) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.times: list[datetime] = []
        self.refuse: set[str] = set()
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it by this name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refuse:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd calls it by this name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), mail))
        self.times.append(now())
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address, in the order in which they came."""
        return [mail for recipients, mail in self.mails if address in recipients]

    def stop(self) -> None:
        """End, if it has not ended before."""
        if self.controller.loop.is_running():
            self.controller.stop()
