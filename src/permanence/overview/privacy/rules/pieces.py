"""How a piece of text is found again wherever it was stored, and what stands in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

MARK: Final = "█████"
SHORTEST: Final = 4
LONGEST: Final = 20_000
MOST_PIECES: Final = 400
# Mail programs break lines only where there is a space, or inside what is longer than a line.
WRAPPED_FROM, WRAPPED_TO = 60, 300
LONG_PARAGRAPH: Final = 40
# What may stand between two words, or where a quotation breaks: also as HTML and JSON write it.
SPACE: Final = r"(?:[\s>]|\\[rnt]|&gt;|&nbsp;|&#160;|&#xa0;|<[^<>]{0,200}>)"
BREAK: Final = r"(?:=?\r?\n[> \t]*)?"
WRITTEN: Final = {
    '"': r'(?:"|\\"|&quot;|&#34;|&#x22;)',
    "'": r"(?:'|&#39;|&#x27;|&apos;|&rsquo;)",
    "&": r"(?:&amp;|&)",
    "<": r"(?:&lt;|<)",
    ">": r"(?:&gt;|>)",
    "\\": r"(?:\\\\|\\)",
}
SPECIAL: Final = frozenset(".^$*+?{}[]|()#-~/=!:@%,;")


class TooShort(ValueError):  # noqa: N818 -- what the piece is, as a person would say
    """A piece so short that it would be found where it does not stand."""


def split_pieces(text: str) -> tuple[str, ...]:
    """Return the pieces somebody named, one a line, each once; refuse what is too short."""
    pieces = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if any(len(piece) < SHORTEST for piece in pieces):
        raise TooShort
    return pieces


def pieces_of_entry(text: str) -> tuple[str, ...]:
    """Return what is looked for elsewhere when a whole entry goes: its paragraphs.

    Short ones ("Best regards") stand in many entries by themselves; they count only where the
    entry has nothing longer.
    """
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    long = [block for block in blocks if len(block) >= LONG_PARAGRAPH]
    whole = text.strip()
    kept = long or ([whole] if len(whole) >= SHORTEST else [])
    return tuple(dict.fromkeys(one[:LONGEST] for one in kept))


def write_pattern(pieces: Sequence[str]) -> str:
    """Return an expression that finds the pieces, which Python and PostgreSQL read alike."""
    longest_first = sorted(pieces, key=len, reverse=True)
    return "(?:" + "|".join(write_piece(piece) for piece in longest_first) + ")"


def write_piece(piece: str) -> str:
    """Return the expression for one piece."""
    words = piece.split()
    return f"{SPACE}+".join(write_word(word) for word in words)


def write_word(word: str) -> str:
    """Return the expression for what has no space in it; long ones may be wrapped anywhere."""
    between = BREAK if WRAPPED_FROM <= len(word) <= WRAPPED_TO else ""
    return between.join(write_letter(letter) for letter in word)


def write_letter(letter: str) -> str:
    """Return the expression for one character."""
    if letter in WRITTEN:
        return WRITTEN[letter]
    return f"\\{letter}" if letter in SPECIAL else letter


def blacken(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text with each piece blacked out."""
    return pattern.sub(MARK, text)


def blacken_tree(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return what JSON says with the pieces blacked out of every text in it; names stay."""
    if isinstance(value, str):
        return blacken(value, pattern)
    if isinstance(value, list):
        return [blacken_tree(one, pattern) for one in value]
    if isinstance(value, dict):
        return {key: blacken_tree(one, pattern) for key, one in value.items()}
    return value
