"""Documents for people who keep them: PDF pages and tables for a spreadsheet."""

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
from permanence.ground.lib.documents.pdf import write_pdf
from permanence.ground.lib.documents.sheets import write_csv

__all__ = [
    "Block",
    "Column",
    "Document",
    "Facts",
    "Heading",
    "PageBreak",
    "Paragraph",
    "Table",
    "write_csv",
    "write_pdf",
]
