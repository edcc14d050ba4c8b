"""How long people worked, as they write it; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

LONGEST: Final = 24 * 3600
_CLOCK: Final = re.compile(r"(\d{1,2})[:h](\d{2})")
_UNITS: Final = re.compile(r"(?:(\d{1,2}(?:[.,]\d{1,2})?) ?h)? ?(?:(\d{1,4}) ?(?:min|m))?")


@dataclass(frozen=True)
class Spent:
    """Time that somebody spent on a ticket: from when, how long, on what.

    `waived` says why it costs the customer nothing; where it is empty, the contract decides.
    """

    worked_at: datetime
    seconds: int
    kind: str
    note: str = ""
    waived: str = ""


def parse_duration(text: str) -> int:
    """Return the seconds that people mean by "45", "1:30", "1h30", "1.5 h" or "90 min".

    A number alone counts minutes. What nobody means raises ValueError.
    """
    plain = " ".join(text.lower().split())
    if plain.isdecimal() and plain.isascii():
        return int(plain) * 60
    if found := _CLOCK.fullmatch(plain):
        return int(found[1]) * 3600 + int(found[2]) * 60
    found = _UNITS.fullmatch(plain)
    if not found or not (found[1] or found[2]):
        raise ValueError(text)
    hours = float((found[1] or "0").replace(",", "."))
    return round(hours * 3600) + int(found[2] or 0) * 60
