"""How near one word comes to another: folded, and counted by slips. Pure."""

from __future__ import annotations

import unicodedata


def fold_word(word: str) -> str:
    """Return a word without its accents, in small letters."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def slips_between(one: str, other: str) -> int:
    """Return how many slips are between two words; letters that change places are one slip."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        above, row = row, [at]
        for place, sign in enumerate(other, start=1):
            cost = min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != sign))
            if at > 1 and place > 1 and letter == other[place - 2] and sign == one[at - 2]:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
