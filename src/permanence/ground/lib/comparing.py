"""What differs between two texts, line by line. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Line:
    """One line of a comparison: in both ("same"), only before ("gone") or only after ("new")."""

    kind: str
    text: str


def compare_texts(before: str, after: str) -> tuple[Line, ...]:
    """Return the lines of both texts in reading order, what is gone before what is new."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for what, a_from, a_to, b_from, b_to in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            lines += [Line("same", text) for text in old[a_from:a_to]]
        else:
            lines += [Line("gone", text) for text in old[a_from:a_to]]
            lines += [Line("new", text) for text in new[b_from:b_to]]
    return tuple(lines)
