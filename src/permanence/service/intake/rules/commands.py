"""What a mail asks for in its first line: for now, that the customer escalates (SPEC A9)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from permanence.service.tickets.rules.escalating import COMMANDS, GROUND_WORDS

_SPLIT: Final = re.compile(r"\s*[:.!,;–—-]+\s*|$")
_LONGEST: Final = 60
_AROUND: Final = " \t\r.!,;*_\"'«»“”„"


@dataclass(frozen=True)
class Asked:
    """What a mail says beside the command to escalate; the ground is empty where it names none."""

    words: str
    ground: str = ""


def read_escalation(text: str) -> Asked | None:
    """Return what a mail says beside the command to escalate; None for one without it.

    The command is the first line, alone or before a colon: nobody escalates by a sentence in which
    the word comes up. Where a ground is all that follows it in that line, it is the ground.
    """
    lines = text.strip().split("\n", 1)
    rest = lines[1] if len(lines) > 1 else ""
    command, after = _cut_command(lines[0].strip(" \t*_>#\"'«»“”„"))
    if _flatten(command) not in _KNOWN:
        return None
    ground = _GROUNDS.get(_flatten(after.strip(_AROUND)), "")
    said = ("" if ground else after.strip(), rest.strip())
    return Asked("\n".join(one for one in said if one), ground)


def _cut_command(line: str) -> tuple[str, str]:
    found = _SPLIT.search(line, 0, _LONGEST)
    return (line[: found.start()], line[found.end() :]) if found else (line, "")


def _flatten(words: str) -> str:
    """Return words without accents, case and odd blanks, as they are compared."""
    bare = unicodedata.normalize("NFKD", words.replace("’", "'"))
    marks = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(marks.casefold().split())


_GROUNDS: Final = {
    _flatten(word): ground for ground, words in GROUND_WORDS.items() for word in words
}
_KNOWN: Final = frozenset(_flatten(word) for words in COMMANDS.values() for word in words)
