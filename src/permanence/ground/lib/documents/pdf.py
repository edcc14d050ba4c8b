"""Documents as PDF: A4, calm, the same bytes for the same document."""

from __future__ import annotations

import io
from typing import Any

from permanence.ground.lib.documents.fonts import Letters, find_letters
from permanence.ground.lib.documents.parts import Document

MARGIN = 56.0
FOOT = 64.0
INK = "#0b0f13"
FAINT = "#5b6570"
LINE = "#e2e5e9"
ACCENTS = {
    "teal": "#0b6b66",
    "indigo": "#4549b8",
    "azure": "#155fa8",
    "violet": "#7a3ea8",
    "green": "#2b6a31",
    "slate": "#3c4a59",
}


def write_pdf(document: Document) -> bytes:
    """Return the document as PDF: the same bytes for equal documents, whatever they say."""
    # reportlab brings 20 MB that a process at rest does without.
    from reportlab.lib.pagesizes import A4, landscape  # noqa: PLC0415
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate  # noqa: PLC0415

    from permanence.ground.lib.documents.flow import flow_document  # noqa: PLC0415

    letters = find_letters()
    size = landscape(A4) if document.wide else A4
    width, height = size[0] - 2 * MARGIN, size[1] - MARGIN - FOOT
    frame = Frame(MARGIN, FOOT, width, height, *[0] * 4)
    out = io.BytesIO()
    template = BaseDocTemplate(
        out,
        pagesize=size,
        pageTemplates=[PageTemplate(frames=[frame])],
        title=letters.clean(document.title),
        author=letters.clean(document.desk),
        subject=letters.clean(document.subtitle),
        creator="Permanence",
        producer="Permanence",
        lang=document.language,
        invariant=1,
    )
    template.build(
        flow_document(document, letters, width), canvasmaker=paper_of(document, letters, size)
    )
    return out.getvalue()


def paper_of(document: Document, letters: Letters, size: tuple[float, float]) -> Any:
    """Return the kind of canvas that knows, when it numbers a page, how many there are."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    class Paper(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 -- reportlab's name
            self.pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            pages = self.pages
            for number, page in enumerate(pages, start=1):
                self.__dict__.update(page)
                draw_foot(self, document, letters, size[0], f"{number} / {len(pages)}")
                super().showPage()
            super().save()

    return Paper


def draw_foot(canvas: Any, document: Document, letters: Letters, width: float, number: str) -> None:
    """Write the desk's name, the title and the page's number under a line."""
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, FOOT - 16, width - MARGIN, FOOT - 16)
    canvas.setFillColor(FAINT)
    canvas.setFont(letters.text, 8)
    said = "  ·  ".join(filter(None, (document.desk, document.title)))
    room = width - 2 * MARGIN - canvas.stringWidth(number, letters.text, 8) - 24
    canvas.drawString(MARGIN, FOOT - 30, cut_line(canvas, letters, said, room))
    canvas.drawRightString(width - MARGIN, FOOT - 30, number)


def cut_line(canvas: Any, letters: Letters, text: str, room: float) -> str:
    """Return as much of a text as fits on one line."""
    line = letters.clean(" ".join(text.split()))[:400]
    if canvas.stringWidth(line, letters.text, 8) <= room:
        return line
    while line and canvas.stringWidth(f"{line}…", letters.text, 8) > room:
        line = line[:-1]
    return f"{line}…"
