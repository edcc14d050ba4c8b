"""Numbers of rows, as addresses and forms carry them."""

from __future__ import annotations

from typing import Final

# More digits no key of the database has.
MOST_DIGITS: Final = 18


def read_number(text: str, *, digits: int = MOST_DIGITS) -> int | None:
    """Return the number that a text is; None for what is none, or longer than it can be."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
