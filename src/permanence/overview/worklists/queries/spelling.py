"""The words that come near to those that were typed."""

from __future__ import annotations

from typing import Final

from django.db import connection

from permanence.ground.lib.spelling import fold_word
from permanence.overview.worklists.rules import (
    Known,
    other_spellings,
    part_words,
    pieces_of,
    rank_near,
    typed_words,
)

# From so many letters on, words that have no piece in common may still be alike.
LONG: Final = 7
MOST_NEAR: Final = 200
WITH_A_PIECE = "(select word, seen from worklists_word where pieces && %s::text[] limit %s)"
ALIKE = """
union (select word, seen from worklists_word where folded %% %s
order by similarity(folded, %s) desc limit %s)
"""


def spell_otherwise(text: str) -> list[str]:
    """Return what a search may have meant, the likeliest first; nothing when it is spelt well."""
    parted = part_words(text)
    others = other_spellings(text, {typed: near_words(typed) for typed in typed_words(text)})
    return [parted, *others] if parted != text else others


def near_words(typed: str) -> list[Known]:
    """Return the words that may be meant by one, the likeliest first."""
    folded = fold_word(typed)
    statement = WITH_A_PIECE
    facts: list[str | int | list[str]] = [pieces_of(folded), MOST_NEAR]
    if len(folded) >= LONG:
        statement += ALIKE
        facts += [folded, folded, MOST_NEAR]
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return rank_near(typed, [Known(*row) for row in cursor.fetchall()])
