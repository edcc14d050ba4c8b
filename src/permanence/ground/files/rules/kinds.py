"""What kind of file some bytes are, told by the bytes: names and labels of files often lie."""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal

Kind = Literal["text", "html", "pdf", "office", "mail", "rtf", "sheet", "gzip", ""]

MOST_TEXT: Final = 200_000
HEAD: Final = 2048
# A file of text has few signs that no keyboard makes.
MOST_ODD: Final = 0.02
# Read by parsers, which hostile files are made to break: in a process with bounds.
IN_A_CHILD: Final = frozenset({"html", "pdf", "office", "mail", "rtf", "sheet", "gzip"})
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEADER = re.compile(rb"(?m)^(?:From|To|Subject|Date|Received|Message-ID|MIME-Version):", re.I)
_FIRST_HEADER = re.compile(rb"\A(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]*:")
FEWEST_HEADERS: Final = 3
# The old container of documents, sheets and slides, and how a sheet's stream is called in it.
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEETS: Final = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


def tell_kind(content: bytes) -> Kind:
    """Return which kind of file with text in it these bytes are; empty for none."""
    head = content[:HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "office"
    if content.startswith(b"\x1f\x8b"):
        return "gzip"
    if content.startswith(b"{\\rtf"):
        return "rtf"
    if content.startswith(_OLD_OFFICE):
        return "sheet" if is_sheet(content) else ""
    if _HTML.search(head):
        return "html"
    if _FIRST_HEADER.match(head) and len(set(_HEADER.findall(head))) >= FEWEST_HEADERS:
        return "mail"
    return "text" if decode_text(content[: HEAD * 4]) else ""


def is_sheet(content: bytes) -> bool:
    """Say whether an old container holds a sheet; documents in it nobody can read for us."""
    return any(name in content for name in _SHEETS)


def decode_text(content: bytes) -> str:
    """Return bytes as text, as far as it is read; empty when they are none."""
    part = content[: MOST_TEXT * 4]
    for mark, name in _MARKS.items():
        if part.startswith(mark):
            return check_text(part.decode(name, "replace"))
    try:
        return check_text(codecs.getincrementaldecoder("utf-8")().decode(part))
    except UnicodeDecodeError:
        return check_text(part.decode("cp1252", "replace"))


def check_text(text: str) -> str:
    """Return a text as far as it is read; empty when too many signs in it are none of writing."""
    part = text[:MOST_TEXT]
    odd = len(_ODD.findall(part))
    return "" if odd > MOST_ODD * len(part) else part.replace("\x00", " ")
