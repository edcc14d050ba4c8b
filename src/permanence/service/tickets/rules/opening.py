"""What is known of a request when its ticket is opened, or of a message that joins one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Part:
    """A file that came with a message."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True)
class Report:
    """What a customer said, by whatever channel: the one shape that opens or joins a ticket.

    `kind` is what sort of request the customer says it is, `installation` what of theirs it is
    about. `waived` are facts of the checklist that do not apply, with the reason. `received_at` is
    the instant of receipt, from which the clocks run.
    `is_answerable` is False where no confirmation may go out:
    to machines (RFC 3834) or when no address is known.
    `split_from` is the reference of the file in which the message stands already; `follows`, of one
    that was closed too long ago to be opened again.
    """

    desk: int
    channel: str
    received_at: datetime
    contact: int
    organisation: int | None
    author_name: str
    author_address: str
    subject: str
    text: str
    language: str
    quoted: str = ""
    html: str = ""
    message_id: str = ""
    letter: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    waived: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    installation: int | None = None
    parts: Sequence[Part] = ()
    is_answerable: bool = True
    desk_address: str = ""
    split_from: str = ""
    follows: str = ""


SUBJECT_LIMIT = 300


def clean_subject(subject: str) -> str:
    """Return a subject on one line, without control characters, of a length for lists."""
    printable = "".join(letter if letter.isprintable() else " " for letter in subject)
    return " ".join(printable.split())[:SUBJECT_LIMIT]
