"""How one file stands to another, read from either end; and what words tell of other customers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from permanence.service.tickets.rules.merging import Owner, is_same_customer
from permanence.service.tickets.rules.reference import speak_reference

Kind = Literal["parent", "duplicate", "related", "incident", "split"]
Reading = Literal[
    "part_of",
    "whole_of",
    "duplicate_of",
    "original_of",
    "related",
    "in_incident",
    "incident_of",
    "split_from",
    "split_into",
]

# What a link says of the file it begins at, and of the one it leads to.
READINGS: Final[dict[Kind, tuple[Reading, Reading]]] = {
    "parent": ("part_of", "whole_of"),
    "duplicate": ("duplicate_of", "original_of"),
    "related": ("related", "related"),
    "incident": ("in_incident", "incident_of"),
    "split": ("split_from", "split_into"),
}
# What a specialist may say; incidents are linked where they are led, splits come of themselves.
OFFERED: Final[tuple[Reading, ...]] = (
    "related",
    "duplicate_of",
    "original_of",
    "part_of",
    "whole_of",
)
SHORTEST_NAME: Final = 3


def reading_of(kind: Kind, *, from_other: bool) -> Reading:
    """Return what a link says of the file at one of its ends."""
    return READINGS[kind][from_other]


def kind_of(reading: Reading) -> tuple[Kind, bool]:
    """Return the kind of link that a reading means, and whether it leads to the file that reads."""
    for kind, (here, there) in READINGS.items():
        if reading in {here, there}:
            return kind, reading != here
    raise ValueError(reading)


@dataclass(frozen=True)
class Party:
    """Whose file it is, and by what words they are known."""

    owner: Owner
    reference: str
    name: str
    email: str
    organisation: str


def find_strangers(text: str, *, reader: Party, others: Sequence[Party]) -> list[str]:
    """Return what a text tells its reader of other customers: names, addresses, references.

    A part of a name counts, where it is a whole word of the text and not the reader's own.
    """
    own = words_of(f"{reader.name} {reader.organisation}")
    said = text.casefold()
    spoken = words_of(text)
    found: dict[str, None] = {}
    for other in others:
        if is_same_customer(reader.owner, other.owner):
            continue
        phrases = (other.organisation, other.name, other.email)
        found |= {phrase: None for phrase in phrases if phrase and phrase.casefold() in said}
        if other.reference in text or speak_reference(other.reference) in text:
            found[speak_reference(other.reference)] = None
        for word in other.name.split():
            if word.casefold() in words_of(other.name) & spoken - own:
                found[word] = None
    return list(found)


def words_of(text: str) -> set[str]:
    """Return the words of a text that are long enough to be a name, in one case."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= SHORTEST_NAME}
