"""What somebody who was called means by a word of answer, in any of the languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Reply = Literal["take", "acknowledge", "pass", "decline"]
WORDS: Final[dict[Reply, frozenset[str]]] = {
    "take": frozenset({"take", "prends", "übernehme", "uebernehme", "prendo", "tomo"}),
    "acknowledge": frozenset({"seen", "vu", "gesehen", "visto", "ok"}),
    "pass": frozenset({"next", "suivant", "weiter", "avanti", "siguiente"}),
    "decline": frozenset({"no", "non", "nein"}),
}
WORD: Final = re.compile(r"[^\W\d_]+")


def read_reply(text: str) -> tuple[Reply | None, str]:
    """Return what the first word of an answer means, and what is said after it as the reason."""
    first = WORD.search(text[:200])
    if first is None or text[: first.start()].strip(" \t\r\n>.:-!\"'"):
        return None, ""
    rest = text[first.end() :].partition("\n\n")[0].strip(" \t\r\n,.:;–-!")
    for reply, words in WORDS.items():
        if first[0].lower() in words:
            return reply, rest[:500]
    return None, ""


def find_named(said: str, rungs: Iterable[tuple[int, Iterable[str]]]) -> int | None:
    """Return the rung that somebody names behind their answer, in any language; None for the next.

    Where one name is part of another, the longer one is meant.
    """
    told = said.casefold()
    found = [
        (len(name), position)
        for position, names in rungs
        for name in names
        if name and name.casefold() in told
    ]
    return max(found, key=lambda one: (one[0], -one[1]))[1] if found else None
