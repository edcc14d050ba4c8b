"""Tables for a spreadsheet, which must never take a customer's words for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
# What a spreadsheet reads as the start of a formula, also in the wide forms of East Asia.
FORMULA = re.compile(r"[\s\x00-\x20]*[=+\-@\t\r\n＝＋－＠]")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8 that Excel and LibreOffice open with every letter right.

    A text that would begin a formula is quoted with an apostrophe; numbers stay numbers.
    """
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([disarm_cell(title) for title in header])
    writer.writerows([disarm_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def disarm_cell(value: object) -> str:
    """Return a value as the text of a cell, which no spreadsheet computes."""
    said = "" if value is None else str(value).replace("\0", "")
    if NUMBER.fullmatch(said):
        return said
    return f"'{said}" if FORMULA.match(said) else said
