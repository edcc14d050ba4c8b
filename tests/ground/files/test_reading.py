"""The text inside files: told by the bytes, read within bounds, nothing from hostile ones."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as some
from reportlab.pdfgen.canvas import Canvas

from permanence.ground.files.actions import read_text
from permanence.ground.files.rules import MOST_TEXT, decode_text, tell_kind
from permanence.ground.files.rules.papers import read_paper

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zip_up(**parts: str) -> bytes:
    """Return a package with these parts, named with "__" for "/"."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return packed.getvalue()


def pack(files: dict[str, bytes]) -> bytes:
    """Return a folder of files in one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return packed.getvalue()


FOLDER = pack({"logs/north.log": b"line refused\n", "empty.bin": bytes(400)})
DOCUMENT = zip_up(
    word__document=f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>The gate</w:t></w:r>'
    "<w:r><w:t>way drapeline</w:t></w:r><w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>"
    "<w:p><w:r><w:t>répond</w:t><w:tab/><w:t>mal</w:t></w:r></w:p></w:body></w:document>",
    word__settings="<a>never</a>",
)
OPEN_DOCUMENT = zip_up(
    content='<o xmlns:t="urn:t"><t:p>Die <t:span>Druck</t:span>erei <t:span>steht</t:span> still'
    "</t:p><t:h>Ende</t:h></o>"
)
WORKBOOK = zip_up(
    xl__sharedStrings=f'<sst xmlns="{SHEET}"><si><t>quillomar</t></si><si><t>fax</t></si></sst>',
    xl__worksheets__sheet1=f'<worksheet xmlns="{SHEET}"><row><c t="s"><v>7</v></c><c><v>554</v></c>'
    "<c><f>SUM(A1)</f><v>12</v></c></row></worksheet>",
)


RICH_TEXT = (
    rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Helvetica;}}{\*\generator Writer;}"
    rb"\f0 Die \b Dr\'fccke\b0  stehen\par still \u8212? seit Mittag}"
)
OPEN_SHEET = zip_up(
    content='<o xmlns:t="urn:t" xmlns:x="urn:x"><x:table-row><x:table-cell><t:p>quillomar</t:p>'
    "</x:table-cell><x:table-cell><t:p>554</t:p></x:table-cell></x:table-row></o>"
)


def make_old_sheet(*cells: str) -> bytes:
    """Return a sheet of the old format: one column of texts, in its container."""

    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    def label(row: int, text: str) -> bytes:
        said = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
        return record(0x204, struct.pack("<HHH", row, 0, 0) + said)

    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 1997, 0, 0))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0))
    sheet += b"".join(label(row, text) for row, text in enumerate(cells))
    sheet += record(0x203, struct.pack("<HHHd", len(cells), 0, 0, 554.0)) + record(0xA, b"")
    named = record(0x85, struct.pack("<IHBB", 0, 0, 4, 0) + b"Fax1")
    start = len(begin) + len(named) + 4
    named = record(0x85, struct.pack("<IHBB", start, 0, 4, 0) + b"Fax1")
    return put_in_container("Workbook", begin + named + record(0xA, b"") + sheet)


def put_in_container(name: str, stream: bytes) -> bytes:
    """Return a stream in the old container of office files: a map of sectors, a list of names."""
    stream = stream.ljust(4096, b"\0")
    sectors = len(stream) // 512
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *[0, *[0xFFFFFFFF] * 108])
    chain = [*range(3, sectors + 2), 0xFFFFFFFE]
    table = [0xFFFFFFFD, 0xFFFFFFFE, *chain]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(text: str, kind: int, child: int, first: int, size: int) -> bytes:
        title = text.encode("utf-16-le")
        told = title.ljust(64, b"\0") + struct.pack("<HBB", len(title) + 2 if text else 0, kind, 1)
        told += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
        return told + struct.pack("<IQ", first, size)

    names = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    names += entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    return header + struct.pack("<128I", *table) + names + stream


def make_pdf(text: str) -> bytes:
    """Return a PDF file of one page."""
    written = io.BytesIO()
    canvas = Canvas(written)
    canvas.drawString(72, 720, text)
    canvas.save()
    return written.getvalue()


def make_mail() -> bytes:
    """Return a mail in two forms, with a file."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "ada@brightwater.example", "support@messaging.example.com"
    mail["Subject"] = "Störung am Gateway"
    mail["Message-ID"] = "<1@brightwater.example>"
    mail.set_content("Nichts geht mehr.")
    mail.add_alternative("<p>Nichts <b>geht</b> mehr.</p>", subtype="html")
    mail.add_attachment(b"secret", maintype="application", subtype="octet-stream")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"a log\nline two", "text", "a log line two"),
        ("Größe;Menge\n1;2".encode("cp1252"), "text", "Größe;Menge 1;2"),
        ("télécopie".encode("utf-16"), "text", "télécopie"),
        (b"<html><script>no()</script><p>one <b>two</b></p></html>", "html", "one two"),
        (make_pdf("The gateway is down"), "pdf", "The gateway is down"),
        (DOCUMENT, "office", "The gateway drapeline répond mal"),
        (OPEN_DOCUMENT, "office", "Die Druckerei steht still Ende"),
        (WORKBOOK, "office", "quillomar fax 554 12"),
        (OPEN_SHEET, "office", "quillomar 554"),
        (RICH_TEXT, "rtf", "Die Drücke stehen still — seit Mittag"),
        (make_old_sheet("quillomar", "répond"), "sheet", "Fax1 quillomar répond 554"),
        (FOLDER, "office", "logs/north.log logs north log empty.bin empty bin line refused"),
        (gzip.compress(b"line refused\n", mtime=0), "gzip", "line refused"),
    ],
    ids=[
        "log",
        "csv",
        "utf-16",
        "html",
        "pdf",
        "docx",
        "odt",
        "xlsx",
        "ods",
        "rtf",
        "xls",
        "zip",
        "log.gz",
    ],
)
def test_the_text_of_a_file_is_read(content: bytes, kind: str, words: str) -> None:
    assert tell_kind(content) == kind
    text = decode_text(content) if kind == "text" else read_paper(content)
    assert " ".join(text.split()) == words


def test_a_packed_file_that_breaks_its_reader_hides_none_of_the_others() -> None:
    packed = pack({"a.pdf": b"%PDF-1.7\nnot a file at all", "b.zip": DOCUMENT, "c.txt": b"refused"})

    assert read_paper(packed).split() == [
        "a.pdf",
        "a",
        "pdf",
        "b.zip",
        "b",
        "zip",
        "c.txt",
        "c",
        "txt",
        "refused",
    ]


def test_of_a_packed_file_no_more_is_unpacked_than_is_looked_through() -> None:
    assert len(read_paper(pack({"bomb.txt": b"a" * 60_000_000}))) <= MOST_TEXT
    assert len(read_paper(gzip.compress(b"a" * 60_000_000))) <= MOST_TEXT


def test_a_mail_is_read_without_its_files() -> None:
    assert tell_kind(make_mail()) == "mail"
    text = read_paper(make_mail())

    assert "Störung am Gateway" in text
    assert "ada@brightwater.example" in text
    assert text.count("Nichts geht mehr.") == 2
    assert "secret" not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        bytes(5000),
        b"\xff\xd8\xff\xe0\x00" * 900,
    ],
)
def test_what_is_no_text_is_not_taken_for_any(content: bytes) -> None:
    assert tell_kind(content) == ""


def test_a_document_of_the_old_format_has_no_reader() -> None:
    content = put_in_container("WordDocument", b"no words for us")

    assert (tell_kind(content), read_text(content)) == ("", "")


@given(some.binary(max_size=400))
def test_no_bytes_are_worse_than_no_text(content: bytes) -> None:
    tell_kind(content)
    assert "\x00" not in decode_text(content)


def test_a_long_text_is_read_as_far_as_is_searched() -> None:
    assert len(decode_text("é".encode() * (MOST_TEXT + 50))) == MOST_TEXT


def test_files_that_take_a_parser_are_read_in_a_process_of_their_own() -> None:
    assert "drapeline" in read_text(DOCUMENT)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nnot a file at all",
        b"PK\x03\x04 nor this",
        zip_up(word__document="<a>" * 40_000),
        zip_up(
            word__document='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
            f'<w:p xmlns:w="{WORD}"><w:t>&x;</w:t></w:p>'
        ),
        zip_up(word__document=f'<w:p xmlns:w="{WORD}">{" " * 60_000_000}</w:p>'),
    ],
    ids=["pdf", "zip", "deep", "entity", "bomb"],
)
def test_hostile_files_bring_nothing(content: bytes) -> None:
    assert read_text(content).strip() == ""
