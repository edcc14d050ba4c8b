"""The ways out: an SMTP server, or a folder of .eml files where none is set."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import unquote, urlsplit

from permanence.ground.outbox.actions import Outcome
from permanence.ground.outbox.lines import Line, SealedLine
from permanence.ground.outbox.models import Message

TIMEOUT = 20.0
# A route that does not answer is left alone for so many seconds where there is another: waiting
# for it mail by mail would hold up thousands. Each process finds out for itself.
REST = 60.0
RESTS_UNTIL: dict[str, float] = {}


class Transport(Protocol):
    """Something that takes mails; one that is not taken now may be later."""

    def send(self, message: Message, mail: bytes) -> Outcome:
        """Hand one mail over and return what was answered."""
        ...

    def close(self) -> None:
        """Let go of what the transport holds."""
        ...


class FolderTransport:
    """Writes each mail into a folder, under its message number, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message, mail: bytes) -> Outcome:
        """Write one mail; the same message again overwrites its own file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{message.pk:010d}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(mail)
        draft.replace(path)
        return Outcome(message.pk, accepted=True, permanent=False, answer=f"written to {path.name}")

    def close(self) -> None:
        """Nothing is held."""


class SmtpTransport:
    """Sends over one SMTP connection, opened when first needed and again when it broke.

    smtp://user:password@host:port uses STARTTLS where the server offers it; smtps:// begins in
    TLS; ?starttls=required refuses to go on without.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.parts = urlsplit(url)
        self.is_down = False
        self.server: Line | None = None

    def send(self, message: Message, mail: bytes) -> Outcome:
        """Send one mail; a refusal with a code of the 500s is for good (RFC 5321)."""
        try:
            server = self.server or self.connect()
            refused = server.hand_over(
                message.sender, message.recipients, mail, options=options_for(message)
            )
            answer = server.said
        except smtplib.SMTPRecipientsRefused as refusal:
            self.reset()
            code, text = next(iter(refusal.recipients.values()))
            return refused_outcome(message.pk, code, text)
        except smtplib.SMTPResponseException as refusal:
            self.drop()
            return refused_outcome(message.pk, refusal.smtp_code, refusal.smtp_error)
        except (smtplib.SMTPException, OSError) as fault:
            self.drop()
            self.is_down = True
            return Outcome(
                message.pk, accepted=False, permanent=False, answer=str(fault) or repr(fault)
            )
        if refused:
            answer += "; refused: " + ", ".join(sorted(refused))
        return Outcome(message.pk, accepted=True, permanent=False, answer=answer)

    def connect(self) -> Line:
        """Open the connection and log in where the address says so."""
        host = self.parts.hostname or "localhost"
        context = ssl.create_default_context()
        if self.parts.scheme == "smtps":
            server: Line = SealedLine(
                host, self.parts.port or 465, timeout=TIMEOUT, context=context
            )
        else:
            server = Line(host, self.parts.port or 25, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif "starttls=required" in self.parts.query:
                raise smtplib.SMTPException("the server offers no STARTTLS")
        server.hurry()
        if self.parts.username:
            server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        self.server = server
        return server

    def reset(self) -> None:
        """Make the connection ready for the next mail."""
        try:
            if self.server:
                self.server.rset()
        except (smtplib.SMTPException, OSError):
            self.drop()

    def drop(self) -> None:
        """Let a broken connection go; the next mail opens another."""
        if self.server:
            with suppress(smtplib.SMTPException, OSError):
                self.server.close()
        self.server = None

    def close(self) -> None:
        """Say goodbye to the server."""
        if self.server:
            with suppress(smtplib.SMTPException, OSError):
                self.server.quit()
        self.server = None


def options_for(message: Message) -> list[str]:
    """Return what the server must be able to do for a message (RFC 6531 for other alphabets)."""
    plain = all(address.isascii() for address in (message.sender, *message.recipients))
    return [] if plain else ["SMTPUTF8"]


def refused_outcome(message: int, code: int, text: bytes | str) -> Outcome:
    """Return what a refusal means: the 500s are for good, everything else is not."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Outcome(message, accepted=False, permanent=500 <= code < 600, answer=f"{code} {words}")


class TwoRoutes:
    """Sends by the first route, and by the second what the first does not take.

    What a server refuses for good is tried by the second only where it is one of many: there the
    first may be what is broken, while the refusal of a single answer is best heard at once.
    """

    def __init__(self, first: SmtpTransport, second: SmtpTransport) -> None:
        self.first = first
        self.second = second

    def send(self, message: Message, mail: bytes) -> Outcome:
        """Send one mail; the answer tells of both routes when both were tried."""
        if monotonic() < RESTS_UNTIL.get(self.first.url, 0.0):
            other = self.second.send(message, mail)
            return replace(other, answer=f"{other.answer} (second route; the first is away)")
        outcome = self.first.send(message, mail)
        if self.first.is_down:
            RESTS_UNTIL[self.first.url] = monotonic() + REST
        if outcome.accepted or (outcome.permanent and not message.is_bulk):
            return outcome
        other = self.second.send(message, mail)
        both = f"{other.answer} (second route; the first: {outcome.answer})"
        return replace(other, answer=both)

    def close(self) -> None:
        """Let go of both."""
        self.first.close()
        self.second.close()


def open_transport(*, smtp_url: str, folder: Path, second_url: str = "") -> Transport:
    """Return the way out that the installation is set to."""
    if not smtp_url:
        return FolderTransport(folder)
    first = SmtpTransport(smtp_url)
    return TwoRoutes(first, SmtpTransport(second_url)) if second_url else first
