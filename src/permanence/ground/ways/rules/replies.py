"""What somebody means who answers a call by a text or a key. Pure."""

from __future__ import annotations

import re
from typing import Final

from permanence.ground.ways.rules import AnswerKind

# The first word decides; the digits are those of the keys of a phone.
TAKEN: Final = frozenset(
    [
        "1",
        "ok",
        "okay",
        "oui",
        "ja",
        "si",
        "sì",
        "sí",
        "yes",
        "y",
        "j",
        "taken",
        "ack",
        "d'accord",
        "daccord",
        "übernehme",
        "vado",
        "voy",
    ]
)
PASSED: Final = frozenset(
    ["2", "no", "non", "nein", "n", "nope", "next", "weiter", "suivant", "siguiente", "prossimo"]
)
KEYS: Final = {"1": AnswerKind.ACKNOWLEDGED, "2": AnswerKind.DECLINED}


def read_reply(text: str) -> AnswerKind | None:
    """Return what a text says to a call: taken over, passed on; None when nobody can tell."""
    words = re.findall(r"[\w']+", text.lower())
    first = next((word for word in words if not is_reference(word)), "")
    if first in TAKEN:
        return AnswerKind.ACKNOWLEDGED
    return AnswerKind.DECLINED if first in PASSED else None


def is_reference(word: str) -> bool:
    """Say whether a word looks like the number of a request."""
    return word.isdecimal() and len(word) > 4


def find_references(text: str) -> list[str]:
    """Return the numbers in a text that may name a request, without the gaps in them.

    "1 123 456 789" is read with and without its first figure: that may be the answer itself.
    """
    found = []
    for run in re.findall(r"\d+(?:[ .-]\d+)*", text):
        groups = re.findall(r"\d+", run)
        found += ["".join(groups), "".join(groups[1:])]
    return [one for one in found if is_reference(one)]


def spell_out(reference: str) -> str:
    """Return a number as a voice reads it: one figure after the other."""
    return ", ".join(one for one in reference if one.isalnum())
