"""What intake understands of a message, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from permanence.service.intake.rules.languages import guess_language
from permanence.service.intake.rules.markup import sanitise_html

Machine = Literal["bounce", "auto-reply", "vacation", "list", "loop", "complaint"]


class Unreadable(Exception):  # noqa: N818 -- what the message is, as a person would say
    """The bytes are not a message that intake can read; a person has to look."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, which may be empty, and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body; `content` is decoded."""

    name: str
    type: str
    size: int
    sha256: str
    inline: bool
    content_id: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One address that could not be reached, and why."""

    address: str
    status: str
    diagnostic: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message that came back: to whom it did not go, and which message it was."""

    recipients: tuple[BouncedRecipient, ...]
    original_message_id: str | None
    original_references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Authentication:
    """What a server says it found about the sender; worth something only when `trusted`."""

    server: str | None = None
    trusted: bool = False
    spf: str | None = None
    dkim: str | None = None
    dmarc: str | None = None


@dataclass(frozen=True)
class ReadMail:
    """Everything intake understands of one message.

    `html` and `language` are worked out when first asked for: on the way in nobody
    asks for the one, and the other is known for most contacts.
    """

    subject: str
    sender: Mailbox | None
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    delivered_to: tuple[str, ...]
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    text: str
    new_text: str
    quoted: str
    attachments: tuple[Attachment, ...]
    machine: Machine | None
    answering: bool
    confirmable: bool
    bounce: Bounce | None
    authentication: Authentication
    declared_language: str | None
    forwarded: bool
    raw_html: str | None = field(repr=False)

    @cached_property
    def html(self) -> str | None:
        """The HTML body made harmless, or None when there is none."""
        return None if self.raw_html is None else sanitise_html(self.raw_html)

    @cached_property
    def language(self) -> str | None:
        """The language of what was written, else the one declared, else None."""
        written = self.new_text or self.text
        return guess_language(f"{self.subject}\n{written}", declared=self.declared_language)

    @property
    def thread_ids(self) -> tuple[str, ...]:
        """The messages this one may answer, the most probable first."""
        answered = (self.in_reply_to,) if self.in_reply_to else ()
        return tuple(dict.fromkeys((*answered, *reversed(self.references))))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address the message names as a recipient, envelope first."""
        named = (mailbox.address for mailbox in (*self.to, *self.cc))
        return tuple(dict.fromkeys((*self.delivered_to, *named)))
