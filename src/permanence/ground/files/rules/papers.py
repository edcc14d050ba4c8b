"""The text inside web pages, PDF files, office documents of now and before, mails, packed files.

These run in a process of their own (`child`): the parsers read what strangers sent.
"""

from __future__ import annotations

import gzip
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice
from typing import Any, Final

import xlrd
from lxml import etree, html
from pypdf import PdfReader
from striprtf.striprtf import rtf_to_text

from permanence.ground.files.rules.kinds import MOST_TEXT, decode_text, tell_kind

MOST_PAGES: Final = 400
MOST_PACKED: Final = 4_000_000
MOST_PARTS: Final = 60
MOST_ROWS: Final = 20_000
SAYING: Final = frozenset({xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER})
UNSEEN = ("script", "style", "noscript", "template")
# What documents, sheets and slides keep their words in.
WORDS = re.compile(
    r"content\.xml|word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"
    r"|xl/(?:sharedStrings|comments\d*|worksheets/sheet\d+)\.xml|ppt/slides/slide\d+\.xml"
)
BLOCKS = frozenset({"p", "h", "si", "row"})
GAPS = BLOCKS | {"c", "tab", "br", "cr", "table-cell", "line-break", "s"}
# Instructions, formulas, and the numbers by which a sheet names its texts.
NO_WORDS = frozenset({"instrText", "f", "delText"})


def read_html(content: bytes) -> str:
    """Return what a web page shows."""
    page = html.document_fromstring(content[: MOST_TEXT * 20])
    etree.strip_elements(page, *UNSEEN, with_tail=False)
    return join_pieces(page.itertext())


def read_pdf(content: bytes) -> str:
    """Return the text of a PDF file's pages; empty for pages that are pictures."""
    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return ""
    return join_pieces(page.extract_text() for page in islice(reader.pages, MOST_PAGES))


def read_office(content: bytes) -> str:
    """Return the words of a document, a sheet or slides, in one of the two families of formats.

    What is packed in the same way and is none of these is a folder of files: their names and text.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        inside = package.namelist()[:5000]
        names = [name for name in inside if WORDS.fullmatch(name)]
        if not names:
            return join_pieces(words_of_folder(package, inside))
        return join_pieces(piece for name in names for piece in words_of_part(package, name))


def words_of_folder(package: zipfile.ZipFile, inside: Sequence[str]) -> Iterator[str]:
    """Return the names of packed files, then the text in those that can be read.

    Nothing that is packed once more is unpacked, and of each no more than is looked through.
    """
    yield from (f"{name} {re.sub(r'[._/-]', ' ', name)}\n" for name in inside)
    for name in [one for one in inside if not one.endswith("/")][:MOST_PARTS]:
        with suppress(Exception):  # locked, or made to break its parser: the others are read
            yield f"{text_of_packed(package, name)}\n"


def text_of_packed(package: zipfile.ZipFile, name: str) -> str:
    """Return the text of one packed file."""
    with package.open(name) as file:
        part = file.read(MOST_PACKED)
    kind = tell_kind(part)
    if kind in {"office", "gzip", ""}:
        return ""
    return decode_text(part) if kind == "text" else READERS[kind](part)


def read_gzip(content: bytes) -> str:
    """Return the text of one file that was packed by itself, as logs often are."""
    with gzip.open(io.BytesIO(content)) as file:
        return join_pieces([decode_text(file.read(MOST_PACKED))])


def words_of_part(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Return the words of one part, block by block; nothing outside of it is ever fetched."""
    with package.open(name) as part:
        found = etree.iterparse(
            part, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in found:
            if name_of(element) in BLOCKS:
                yield from words_of_block(element)
                element.clear(keep_tail=True)


def words_of_block(block: Any) -> Iterator[str]:
    """Return the words of a paragraph or a row in their order, with gaps between its fields."""
    for event, element in etree.iterwalk(block, events=("start", "end")):
        name = name_of(element)
        if event == "start":
            is_index = name == "v" and element.getparent().get("t") == "s"
            if name and element.text and name not in NO_WORDS and not is_index:
                yield element.text
            continue
        if name in GAPS:
            yield "\n" if name in BLOCKS else " "
        if element is not block and element.tail:
            yield element.tail


def name_of(element: Any) -> str:
    """Return the name of an element without its family."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def read_mail(content: bytes) -> str:
    """Return from whom a mail is, what it is about and what it says, without its own files."""
    mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    pieces = [str(mail.get(name, "")) for name in ("From", "To", "Cc", "Subject", "Date")]
    for part in islice(mail.walk(), MOST_PARTS):
        if part.get_content_type() in {"text/plain", "text/html"}:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                is_html = part.get_content_subtype() == "html"
                pieces.append(read_html(body) if is_html else decode_text(body))
    return join_pieces(f"{piece}\n" for piece in pieces)


def read_rtf(content: bytes) -> str:
    """Return the words of a document in rich text, without its fonts, pictures and settings."""
    marked = content[: MOST_TEXT * 20].decode("cp1252", "replace")
    words: str = rtf_to_text(marked, errors="ignore")  # type: ignore[no-untyped-call]
    return join_pieces([words])


def read_sheet(content: bytes) -> str:
    """Return the words and numbers of a sheet in the old format, row by row."""
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)
    return join_pieces(piece for sheet in book.sheets() for piece in words_of_sheet(sheet))


def words_of_sheet(sheet: Any) -> Iterator[str]:
    """Return the name of a sheet and what its cells say; whole numbers without a fraction."""
    yield f"{sheet.name}\n"
    for row in islice(sheet.get_rows(), MOST_ROWS):
        values = (one.value for one in row if one.ctype in SAYING)
        whole = (int(one) if isinstance(one, float) and one.is_integer() else one for one in values)
        yield " ".join(map(str, whole)) + "\n"


def join_pieces(pieces: Any) -> str:
    """Return pieces of text as one, as far as it is read."""
    kept, length = [], 0
    for piece in pieces:
        kept.append(str(piece))
        length += len(kept[-1])
        if length > MOST_TEXT:
            break
    return "".join(kept)[:MOST_TEXT].replace("\x00", " ")


READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "html": read_html,
    "pdf": read_pdf,
    "office": read_office,
    "mail": read_mail,
    "rtf": read_rtf,
    "sheet": read_sheet,
    "gzip": read_gzip,
}


def read_paper(content: bytes) -> str:
    """Return the text inside a file that takes a parser."""
    return READERS[tell_kind(content)](content)
