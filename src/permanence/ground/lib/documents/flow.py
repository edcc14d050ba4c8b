"""The blocks of a document as what reportlab lays out; imported when a document is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, Spacer, TableStyle
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Grid

from permanence.ground.lib.documents.fonts import Letters
from permanence.ground.lib.documents.parts import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from permanence.ground.lib.documents.pdf import ACCENTS, FAINT, INK, LINE

LABEL_SHARE = 0.3
SUNK = HexColor("#f6f7f8")


def flow_document(document: Document, letters: Letters, width: float) -> list[Flowable]:
    """Return everything between a document's first line and its last."""
    return list(Flow(document, letters, width).all())


class Flow:
    """Lays out one document in its letters, its accent and its width."""

    def __init__(self, document: Document, letters: Letters, width: float) -> None:
        self.document = document
        self.letters = letters
        self.width = width
        self.accent = ACCENTS.get(document.accent, ACCENTS["teal"])

    def all(self) -> Iterator[Flowable]:
        """Yield the head, then every block."""
        yield from self.head()
        for block in self.document.blocks:
            yield from self.block(block)

    def head(self) -> Iterator[Flowable]:
        """Yield the desk's name, the title, the line under it, and a line in the desk's colour."""
        if self.document.desk:
            yield self.words(self.document.desk, size=9, strong=True, color=self.accent)
            yield Spacer(0, 3)
        yield self.words(self.document.title, size=19, strong=True)
        if self.document.subtitle:
            yield Spacer(0, 3)
            yield self.words(self.document.subtitle, size=10.5, color=FAINT)
        yield Spacer(0, 9)
        yield HRFlowable(width="100%", thickness=1.2, color=HexColor(self.accent), spaceAfter=8)

    def block(self, block: Block) -> Iterator[Flowable]:
        """Yield one block."""
        match block:
            case Heading():
                yield from self.heading(block)
            case Paragraph():
                yield from self.paragraph(block)
            case Facts():
                yield from self.facts(block)
            case Table():
                yield from self.table(block)
            case PageBreak():
                yield NewPage()

    def heading(self, heading: Heading) -> Iterator[Flowable]:
        """Yield a heading that never stands alone at the foot of a page."""
        yield CondPageBreak(90)
        yield Spacer(0, 14 if heading.rank == 1 else 8)
        yield self.words(heading.text, size=13 if heading.rank == 1 else 10.5, strong=True)
        yield Spacer(0, 5)

    def paragraph(self, paragraph: Paragraph) -> Iterator[Flowable]:
        """Yield the words, and a little room below."""
        size, color = (8.5, FAINT) if paragraph.quiet else (9.5, INK)
        yield self.words(paragraph.text, size=size, color=color)
        yield Spacer(0, 6)

    def facts(self, facts: Facts) -> Iterator[Flowable]:
        """Yield the labels, pale, beside their values."""
        rows = [
            [self.words(label, size=9, color=FAINT), self.words(value, size=9)]
            for label, value in facts.pairs
        ]
        if not rows:
            return
        label = self.width * LABEL_SHARE
        grid = Grid(rows, colWidths=[label, self.width - label], splitInRow=1)
        grid.setStyle(TableStyle([*CELLS, ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE))]))
        yield grid
        yield Spacer(0, 8)

    def table(self, table: Table) -> Iterator[Flowable]:
        """Yield the rows under their titles, or what is said where there are none."""
        if not table.columns or not (table.rows or table.total):
            yield from self.paragraph(Paragraph(table.empty, quiet=True)) if table.empty else ()
            return
        titles = [
            self.words(column.title, size=8, color=FAINT, strong=True, align=column.align)
            for column in table.columns
        ]
        rows = [self.row(table.columns, cells) for cells in table.rows]
        style = [*CELLS, *LINED]
        if table.total:
            rows.append(self.row(table.columns, table.total, strong=True))
            style.append(("LINEABOVE", (0, -1), (-1, -1), 0.8, HexColor(FAINT)))
        widths = self.widths(table.columns)
        grid = Grid([titles, *rows], colWidths=widths, repeatRows=1, splitInRow=1)
        grid.setStyle(TableStyle(style))
        yield grid
        yield Spacer(0, 8)

    def row(
        self, columns: Sequence[Column], cells: Sequence[str], *, strong: bool = False
    ) -> list[Flowable]:
        """Return a row's cells, each on its column's side; what is lacking stays empty."""
        filled = [*cells, *[""] * len(columns)]
        return [
            self.words(cell, size=8.5, strong=strong, align=column.align)
            for column, cell in zip(columns, filled, strict=False)
        ]

    def widths(self, columns: Sequence[Column]) -> list[float]:
        """Return each column's part of the width."""
        whole = sum(max(column.share, 0.1) for column in columns)
        return [self.width * max(column.share, 0.1) / whole for column in columns]

    def words(
        self,
        text: str,
        *,
        size: float,
        strong: bool = False,
        color: str = INK,
        align: str = "left",
    ) -> Words:
        """Return plain words as a paragraph: nothing in them is read as markup."""
        style = ParagraphStyle(
            f"{size}{strong}{color}{align}",
            fontName=self.letters.strong if strong else self.letters.text,
            fontSize=size,
            leading=round(size * 1.38, 1),
            textColor=HexColor(color),
            alignment=TA_RIGHT if align == "right" else TA_LEFT,
            splitLongWords=1,
        )
        return Words(escape(self.letters.clean(text)).replace("\n", "<br/>"), style)


CELLS: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
]
LINED: list[Any] = [
    ("BACKGROUND", (0, 0), (-1, 0), SUNK),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE)),
]
