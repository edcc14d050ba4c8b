"""Words with accents, which the search stems as they are written and without them."""

from __future__ import annotations

from typing import Final

MOST_ACCENTED: Final = 4000


def accented_words(text: str) -> str:
    """Return the words of a text that are not plain letters, each once."""
    if text.isascii():
        return ""
    words = dict.fromkeys(word for word in text[:200_000].split() if not word.isascii())
    return " ".join(list(words)[:MOST_ACCENTED])
