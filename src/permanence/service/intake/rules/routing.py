"""Where a message belongs: a file it names and may join, a new file, a person, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
    sender: Sender | None,
    named: Sequence[str],
    answered: Sequence[int],
    files: Mapping[str, File],
    by_ticket: Mapping[int, File],
) -> Route:
    """Return what happens to a message.

    `named` are the references it carries, `answered` the tickets whose mails its headers answer,
    the surest first. A reference that nobody has, or of another desk, names nothing.
    """
    found = [files[number] for number in named if number in files]
    found += [by_ticket[ticket] for ticket in answered if ticket in by_ticket]
    file = next((one for one in found if one.desk == desk), None)
    if machine in {"bounce", "auto-reply", "vacation", "loop"}:
        return Route("silent", f"machine:{machine}", file.ticket if file else None)
    if sender is None:
        return Route("hold", "no-sender")
    if machine == "complaint":
        return Route("hold", "complaint")
    if file is not None and may_write(sender, file):
        return Route("join", "known-sender", file.ticket)
    if file is not None:
        return Route("hold", "stranger-quotes-reference")
    if sender.is_ambiguous:
        return Route("hold", "two-organisations")
    return Route("open", "new-request")
