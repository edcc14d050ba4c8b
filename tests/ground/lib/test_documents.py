"""Documents hold whatever people wrote, look the same each time, and are never computed."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from permanence.ground.lib.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    fonts,
    write_csv,
    write_pdf,
)
from permanence.ground.lib.documents.fonts import find_letters

COLUMNS = [Column("Reference", share=2), Column("Reason", share=5), Column("Late by", "right")]


def make_document(*blocks: Block, title: str = "Service report") -> Document:
    return Document(title, "fr", blocks, desk="Messaging Support", subtitle="March 2026")


def read_pages(pdf: bytes) -> list[str]:
    """Return what each page says, its spaces and lines made one."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_document_says_what_it_was_given() -> None:
    said = read_pages(
        write_pdf(
            make_document(
                Heading("Promises kept"),
                Paragraph("Neuf réponses sur dix.\nUne en retard."),
                Facts([("Customer", "Brightwater")]),
                Table(COLUMNS, [("123 456 789 7", "A line was cut.", "1 h")], ("All", "", "1 h")),
                Table(COLUMNS, [], empty="Nothing was late."),
                PageBreak(),
                Paragraph("Ελληνικά, русский, ß, œ, ñ"),
            )
        )
    )

    for text in (
        "Messaging Support",
        "Service report",
        "March 2026",
        "Promises kept",
        "Neuf réponses sur dix. Une en retard.",
        "Customer Brightwater",
        "123 456 789 7 A line was cut. 1 h",
        "Nothing was late.",
    ):
        assert text in said[0]
    assert "Ελληνικά, русский, ß, œ, ñ" in said[1]


def test_a_reader_program_learns_the_title_and_the_language() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(make_document())))

    assert reader.metadata is not None
    assert reader.metadata.title == "Service report"
    assert reader.metadata.author == "Messaging Support"
    assert str(reader.root_object["/Lang"]) == "fr"


def test_each_page_repeats_the_titles_and_says_its_place() -> None:
    rows = [(str(number), "A line was cut.", f"{number} h") for number in range(120)]

    pages = read_pages(write_pdf(make_document(Table(COLUMNS, rows))))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "Reference Reason Late by" in page
        assert f"Messaging Support · Service report {number} / {len(pages)}" in page


def test_equal_documents_are_equal_files() -> None:
    document = make_document(Table(COLUMNS, [("1", "Ωμέγα", "2 h")]))

    assert write_pdf(document) == write_pdf(document)


def test_what_looks_like_markup_is_only_words() -> None:
    words = '<b>bold</b> & <font color="red">red</font> <img src="file:///etc/hosts"/> &amp;'

    said = read_pages(
        write_pdf(make_document(Paragraph(words), Table([Column(words)], [(words,)]), title=words))
    )

    assert " ".join(said).count("<b>bold</b>") >= 4
    assert "&amp;" in said[0]


def test_letters_without_a_picture_are_marked_and_look_alikes_are_written_out() -> None:
    said = read_pages(write_pdf(make_document(Paragraph("a\x00b 你 file ① \ud800"))))[0]

    assert "ab \ufffd file 1 \ufffd" in said


def test_a_checkout_without_fonts_still_writes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)

    said = read_pages(write_pdf(make_document(Paragraph("Été, straße, 10 €, Ω"))))[0]

    assert find_letters().text == "Helvetica"
    assert "Été, straße, 10 €, ?" in said


def test_nothing_heavy_is_loaded_before_a_document_is_written() -> None:
    question = "import sys, permanence.ground.lib.documents; sys.exit('reportlab' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0


@pytest.mark.parametrize(
    "text",
    ["x" * 12_000, "word " * 3_000, "line\n" * 500, "", "\n", "\u202e\u200b", "\ud800\udfff" * 9],
)
def test_no_length_of_text_is_too_much(text: str) -> None:
    narrow = [Column("A", share=0.3), Column("B", share=3)]

    pdf = write_pdf(make_document(Facts([(text[:400], text)]), Table(narrow, [("1", text)])))

    assert pdf.startswith(b"%PDF")


@settings(max_examples=40)
@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=5))
def test_no_text_can_make_a_document_fail(text: str, cells: Sequence[str]) -> None:
    document = make_document(
        Heading(text), Paragraph(text), Table(COLUMNS, [cells], total=cells), title=text
    )

    assert PdfReader(io.BytesIO(write_pdf(document))).pages


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("a=b", "a=b"),
        ("-12", "-12"),
        ("-12.5", "-12.5"),
        (-3, "-3"),
        (None, '""'),
    ],
)
def test_a_spreadsheet_computes_nothing_that_a_customer_wrote(value: object, cell: str) -> None:
    sheet = write_csv(["Value"], [[value]]).decode("utf-8-sig")

    assert sheet == f"Value\r\n{cell}\r\n"


def test_a_sheet_keeps_quotes_lines_and_letters() -> None:
    sheet = write_csv(["Réponse", "Wert"], [('say "no"', "zwei\nZeilen")])

    assert sheet.startswith(b"\xef\xbb\xbf")
    assert sheet.decode("utf-8-sig") == 'Réponse,Wert\r\n"say ""no""","zwei\nZeilen"\r\n'
