"""When two requests are about the same: they share telling words, or signs of the same trouble."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from permanence.service.tickets.rules.signs import Book
from permanence.service.tickets.rules.spotting import find_phrases, read_plain

SHORTEST: Final = 4
STEM: Final = 6
SHARED: Final = 3
FEWEST: Final = 2
SIGN: Final = "sign:"


@lru_cache(maxsize=2000)
def topics_of(text: str, book: Book) -> frozenset[str]:
    """Return what a text is about: the beginnings of its telling words, and the signs in it."""
    words = read_plain(text)
    telling = {
        word[:STEM]
        for word in set(words) - book.plain_words
        if len(word) >= SHORTEST or any(letter.isdigit() for letter in word)
    }
    signs = {f"{SIGN}{key}" for key, _first, _last in find_phrases(words, book.index)}
    return frozenset(telling | signs)


def is_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two requests are about the same."""
    shared = len(one & other)
    if shared >= SHARED:
        return 2 * shared >= min(len(one), len(other))
    return shared >= FEWEST and 3 * shared >= 2 * min(len(one), len(other))
