"""What in a text points at one customer: names, addresses, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from permanence.ground.lib.spelling import fold_word

SHORTEST_NAME: Final = 3
FEWEST_DIGITS: Final = 7
_ADDRESS: Final = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PHONE: Final = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().\-/]{5,}\d(?!\w)")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Trace:
    """A place in a text that points at somebody; `kind` address, phone or name."""

    kind: str
    words: str


def find_personal(text: str, names: Iterable[str] = ()) -> list[Trace]:
    """Return what in a text points at somebody, each once, as it is written there.

    `names` are those of the customer, its people and their addresses; parts of them count as well.
    """
    return list(dict.fromkeys(read_traces(text, names)))


def read_traces(text: str, names: Iterable[str]) -> Iterator[Trace]:
    """Yield each address, each phone number and each name of the customer."""
    for found in _ADDRESS.finditer(text):
        yield Trace("address", found[0])
    for found in _PHONE.finditer(text):
        digits = sum(sign.isdigit() for sign in found[0])
        if digits >= FEWEST_DIGITS and not _DATE.fullmatch(found[0].strip()):
            yield Trace("phone", found[0].strip())
    parts = {
        fold_word(part[0])
        for name in names
        for part in _WORD.finditer(name.partition("@")[0])
        if len(part[0]) >= SHORTEST_NAME
    }
    for found in _WORD.finditer(_ADDRESS.sub(" ", text)):
        if fold_word(found[0]) in parts:
            yield Trace("name", found[0])
