"""Where a message belongs: a file it names and may join, a new file, a person, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

SILENT = frozenset({"bounce", "vacation", "loop"})
# A program of the other side often tells its number there: what it says is kept like a person's.
HEARD = frozenset({None, "auto-reply", "list"})
Way = Literal["open", "join", "hold", "silent", "aside", "put-aside"]
PUT_ASIDE: Final = "sender-blocked"


@dataclass(frozen=True)
class File:
    """A file that a message names: whose it is, on which desk."""

    ticket: int
    desk: int
    contact: int
    organisation: int | None


@dataclass(frozen=True)
class Sender:
    """Who a message is from, as far as the house knows."""

    contact: int | None
    organisation: int | None
    is_ambiguous: bool
    has_left: bool = False


@dataclass(frozen=True)
class Aside:
    """An enquiry that a message answers, and the file it is about.

    `addresses` are those that were asked; `is_sealed` says that the message came to the enquiry's
    own address.
    """

    enquiry: int
    file: File
    addresses: frozenset[str]
    is_sealed: bool = False


@dataclass(frozen=True)
class Route:
    """What happens to a message, with the reason that the desk is shown."""

    way: Way
    why: str
    ticket: int | None = None
    enquiry: int | None = None


def may_write(sender: Sender, file: File) -> bool:
    """Say whether a sender may add to a file: its contact, or a colleague (SPEC C6)."""
    if sender.contact is not None and sender.contact == file.contact:
        return True
    return sender.organisation is not None and sender.organisation == file.organisation


def route_aside(
    asides: Sequence[Aside],
    *,
    desk: int,
    machine: str | None,
    is_forged: bool,
    address: str,
    sender: Sender | None,
) -> Route | None:
    """Return where an answer of a third party goes; None for what is none.

    It came to the enquiry's own address, or from somebody who was asked. What the customer or a
    colleague of theirs writes is never an answer to an enquiry: they read what they wrote.
    """
    for one in asides:
        if one.file.desk != desk or sender is None or may_write(sender, one.file):
            continue
        if machine in HEARD and (one.is_sealed or address.lower() in one.addresses):
            if is_forged:
                return Route("hold", "sender-not-authentic")
            return Route("aside", "third-party", one.file.ticket, one.enquiry)
    return None


def choose_route(
    *,
    desk: int,
    machine: str | None,
    is_answering: bool,
    is_forged: bool,
    sender: Sender | None,
    named: Sequence[str],
    answered: Sequence[int],
    files: Mapping[str, File],
    by_ticket: Mapping[int, File],
) -> Route:
    """Return what happens to a message.

    `named` are the references it carries, `answered` the tickets whose mails its headers answer,
    the surest first. A reference that nobody has, or of another desk, names nothing. What a
    machine sent of itself (an alert, a list, a complaint) waits for a person; what it answered is
    heard in silence (RFC 3834).
    """
    found = [files[number] for number in named if number in files]
    found += [by_ticket[ticket] for ticket in answered if ticket in by_ticket]
    file = next((one for one in found if one.desk == desk), None)
    if machine in SILENT or (machine == "auto-reply" and is_answering):
        return Route("silent", f"machine:{machine}", file.ticket if file else None)
    if reason := reason_to_hold(machine, sender, file, is_forged=is_forged):
        return Route("hold", reason)
    if file is not None:
        return Route("join", "known-sender", file.ticket)
    return Route("open", "new-request")


def reason_to_hold(
    machine: str | None, sender: Sender | None, file: File | None, *, is_forged: bool
) -> str:
    """Return why a person has to look at a message first; empty when nobody has."""
    if sender is None:
        return "no-sender"
    if sender.has_left and machine is None:
        return "sender-has-left"
    if file is not None and not may_write(sender, file):
        return "stranger-quotes-reference"
    if file is not None and is_forged:
        return "sender-not-authentic"
    if machine is not None and file is None:
        return f"machine:{machine}"
    if file is None and sender.is_ambiguous:
        return "two-organisations"
    return ""
