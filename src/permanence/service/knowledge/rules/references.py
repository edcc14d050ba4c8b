"""How an article is named: KB-12, by its number on its desk."""

from __future__ import annotations

import re
from typing import Final

PREFIX: Final = "KB"
_WRITTEN: Final = re.compile(r"\s*(?:KB[\s\-_]*)?([0-9]{1,9})\s*", re.IGNORECASE)


def speak_article(number: int) -> str:
    """Return how the article of that number is named."""
    return f"{PREFIX}-{number}"


def read_article_number(reference: str) -> int | None:
    """Return the number that a name of an article holds, however it is typed; None for none."""
    found = _WRITTEN.fullmatch(reference)
    return int(found[1]) if found and found[1].isascii() else None
