"""Making the bytes of a mail, its addresses and its retries; knows nothing of tickets."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60, 120, 240, 240, 480, 720)
)
HOLD = timedelta(seconds=40)
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class Draft:
    """A mail to be posted. `owner` says what it belongs to ("ticket:123"); `kind` what it is."""

    owner: str
    kind: str
    sender: str
    sender_name: str
    recipients: Sequence[str]
    subject: str
    text: str
    language: str
    message_id: str
    html: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Mapping[str, object]] = ()
    desk: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class OutgoingFile:
    """An attachment with its bytes at hand."""

    name: str
    content_type: str
    content: bytes


def make_message_id(sender: str) -> str:
    """Return a fresh Message-ID at the sender's domain."""
    return f"<{secrets.token_hex(12)}.permanence@{sender.rpartition('@')[2]}>"


def retry_at(attempts: int, *, at: datetime) -> datetime | None:
    """Return when delivery is tried again after so many attempts; None when it is given up."""
    return at + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def build_mail(draft: Draft, *, at: datetime, files: Sequence[OutgoingFile] = ()) -> EmailMessage:
    """Return the mail as it goes over the wire, plain text first, with its date and identity."""
    mail = EmailMessage(policy=SMTP.clone(max_line_length=200))
    mail["From"] = Address(draft.sender_name, addr_spec=draft.sender)
    mail["To"] = ", ".join(draft.recipients)
    mail["Subject"] = one_line(draft.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = draft.message_id
    if draft.reply_to:
        mail["Reply-To"] = draft.reply_to
    for name, content in draft.headers.items():
        mail[name] = one_line(content)
    mail["Content-Language"] = draft.language
    mail.set_content(draft.text, cte="quoted-printable")
    if draft.html:
        mail.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    for file in files:
        maintype, _, subtype = file.content_type.partition("/")
        mail.add_attachment(
            file.content,
            maintype=maintype or "application",
            subtype=subtype or "octet-stream",
            filename=file.name,
        )
    return mail


def one_line(text: str) -> str:
    """Return the text without line breaks, so that no header can be smuggled in."""
    return " ".join(text.split())
