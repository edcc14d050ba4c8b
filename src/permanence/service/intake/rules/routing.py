"""Where a message belongs: a file it names and may join, a new file, a person, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

SILENT = frozenset({"bounce", "vacation", "loop"})
Way = Literal["open", "join", "hold", "silent"]


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


@dataclass(frozen=True)
class Route:
    """What happens to a message, with the reason that the desk is shown."""

    way: Way
    why: str
    ticket: int | None = None


def may_write(sender: Sender, file: File) -> bool:
    """Say whether a sender may add to a file: its contact, or a colleague (SPEC C6)."""
    if sender.contact is not None and sender.contact == file.contact:
        return True
    return sender.organisation is not None and sender.organisation == file.organisation


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
    if file is not None and not may_write(sender, file):
        return "stranger-quotes-reference"
    if file is not None and is_forged:
        return "sender-not-authentic"
    if machine is not None and file is None:
        return f"machine:{machine}"
    if file is None and sender.is_ambiguous:
        return "two-organisations"
    return ""
