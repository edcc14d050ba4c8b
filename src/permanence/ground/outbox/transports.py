"""The ways out: an SMTP server, or a folder of .eml files where none is set."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from permanence.ground.outbox.actions import Outcome
from permanence.ground.outbox.models import Message

TIMEOUT = 20.0


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
        self.parts = urlsplit(url)
        self.server: smtplib.SMTP | None = None

    def send(self, message: Message, mail: bytes) -> Outcome:
        """Send one mail; a refusal with a code of the 500s is for good (RFC 5321)."""
        try:
            server = self.server or self.connect()
            refused = server.sendmail(
                message.sender, message.recipients, mail, mail_options=options_for(message)
            )
        except smtplib.SMTPRecipientsRefused as refusal:
            self.reset()
            code, text = next(iter(refusal.recipients.values()))
            return refused_outcome(message.pk, code, text)
        except smtplib.SMTPResponseException as refusal:
            self.drop()
            return refused_outcome(message.pk, refusal.smtp_code, refusal.smtp_error)
        except (smtplib.SMTPException, OSError) as fault:
            self.drop()
            return Outcome(
                message.pk, accepted=False, permanent=False, answer=str(fault) or repr(fault)
            )
        answer = "250 accepted"
        if refused:
            answer += "; refused: " + ", ".join(sorted(refused))
        return Outcome(message.pk, accepted=True, permanent=False, answer=answer)

    def connect(self) -> smtplib.SMTP:
        """Open the connection and log in where the address says so."""
        host = self.parts.hostname or "localhost"
        context = ssl.create_default_context()
        if self.parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.parts.port or 465, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif "starttls=required" in self.parts.query:
                raise smtplib.SMTPException("the server offers no STARTTLS")
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


def open_transport(*, smtp_url: str, folder: Path) -> Transport:
    """Return the way out that the installation is set to."""
    return SmtpTransport(smtp_url) if smtp_url else FolderTransport(folder)
