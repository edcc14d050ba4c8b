"""Asking somebody outside: to whom, from which address, and what goes along (SPEC A11)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from permanence.service.tickets.rules.opening import Part

SEAL_LENGTH: Final = 8
MOST_RECIPIENTS: Final = 10
_DETAIL: Final = re.compile(r"third-(\d{1,18})-([a-z2-7]{8})$")
_PIECE: Final = re.compile(r'(?:"[^"]*"|[^,;])+')
_NAMED: Final = re.compile(r'(?:"([^"]*)"|([^"<>]*))\s*<\s*([^<>\s]+)\s*>')
_ADDRESS: Final = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,61}"
)


class NoAddressError(ValueError):
    """A text that is no address."""


@dataclass(frozen=True)
class Recipient:
    """Somebody outside who is written to."""

    name: str
    address: str


@dataclass(frozen=True)
class Passage:
    """What somebody said in the file, as it goes along."""

    author: str
    when: str
    text: str


@dataclass(frozen=True)
class Question:
    """What somebody outside is asked: own words, and the entries and files that go along."""

    recipients: Sequence[Recipient]
    subject: str
    text: str
    language: str
    entries: Sequence[int] = ()
    attachments: Sequence[int] = ()


@dataclass(frozen=True)
class Words:
    """What the desk writes further in an enquiry, with new files."""

    text: str
    parts: Sequence[Part] = ()


def read_recipients(text: str) -> tuple[Recipient, ...]:
    """Return the recipients named in a line, each once; raise NoAddressError for what is none.

    Nothing is guessed: a mail to a wrong address would tell a stranger.
    """
    found: dict[str, Recipient] = {}
    for piece in _PIECE.findall(" ".join(text.split())):
        if not piece.strip():
            continue
        named = _NAMED.fullmatch(piece.strip())
        name, address = (named[1] or named[2], named[3]) if named else ("", piece.strip())
        if not _ADDRESS.fullmatch(address):
            raise NoAddressError(piece.strip())
        found.setdefault(address.lower(), Recipient(name.strip(), address))
    return tuple(found.values())


def write_recipients(recipients: Sequence[Recipient]) -> str:
    """Return recipients as a line that `read_recipients` reads."""
    return ", ".join(
        f'"{one.name}" <{one.address}>' if one.name else one.address for one in recipients
    )


def enquiry_address(base_address: str, enquiry: int, secret: str) -> str:
    """Return the desk's address with the enquiry and its seal in it: answers come back there."""
    local, _, domain = base_address.rpartition("@")
    return f"{local}+third-{enquiry}-{_seal(enquiry, secret)}@{domain}"


def enquiry_from_address(address: str, secret: str) -> int | None:
    """Return the enquiry that an address names, or None when the seal was not set by us."""
    local, _, _ = address.rpartition("@")
    match = _DETAIL.fullmatch(local.partition("+")[2].lower())
    if match is None or not hmac.compare_digest(_seal(int(match[1]), secret), match[2]):
        return None
    return int(match[1])


def _seal(enquiry: int, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"enquiry:{enquiry}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:SEAL_LENGTH].lower()
