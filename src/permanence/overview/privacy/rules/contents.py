"""Whether the bytes of a file or of a mail have a piece in them, however they are packed."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from typing import Final

DEEPEST: Final = 4
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_MEMBERS: Final = 2000
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15")
TAG: Final = re.compile(rb"<[^<>]{0,2000}>")
MAIL: Final = re.compile(rb"\s*(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")
UNREADABLE: Final = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, LookupError)


def holds_piece(content: bytes, pieces: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Say whether one of the pieces stands in a content, or in something packed into it."""
    return any(stands_in(one, pieces, pattern) for one in unpack(content))


def stands_in(content: bytes, pieces: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Say whether one of the pieces stands in these bytes as they are, in any encoding."""
    for piece in pieces:
        for encoding in ENCODINGS:
            written = piece.encode(encoding, "ignore")
            if written and written in content:
                return True
    text = content.decode("utf-8", "replace")
    return bool(pattern.search(text) or pattern.search(plain_of(content)))


def plain_of(content: bytes) -> str:
    """Return what is left of a marked-up text without its marks; empty when it has none."""
    return TAG.sub(b"", content).decode("utf-8", "replace") if b"<" in content[:4096] else ""


def unpack(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield a content and what is packed into it: archives, documents, mails and their parts."""
    yield content
    if depth >= DEEPEST:
        return
    for inside in open_content(content):
        yield from unpack(inside, depth + 1)


def open_content(content: bytes) -> Iterator[bytes]:
    """Yield what one content is packed of; nothing for what cannot be opened."""
    try:
        if content[:4] == b"PK\x03\x04":
            yield from open_archive(content)
        elif content[:2] == b"\x1f\x8b":
            yield gzip.GzipFile(fileobj=io.BytesIO(content)).read(MOST_UNPACKED)
        elif MAIL.match(content[:65536]):
            yield from open_mail(content)
    except UNREADABLE:
        return


def open_archive(content: bytes) -> Iterator[bytes]:
    """Yield the members of an archive, up to a limit together."""
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist()[:MOST_MEMBERS]:
            if not member.is_dir() and left > 0:
                with archive.open(member) as file:
                    inside = file.read(left)
                left -= len(inside)
                yield inside


def open_mail(content: bytes) -> Iterator[bytes]:
    """Yield the parts of a mail, decoded, and its headers as they read."""
    mail = message_from_bytes(content, policy=policy.default)
    yield "\n".join(str(value) for value in mail.values()).encode("utf-8", "replace")
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload != content:
            yield payload
            charset = part.get_content_charset() or "utf-8"
            if charset.lower() not in {"utf-8", "us-ascii"}:
                yield payload.decode(charset, "replace").encode()
