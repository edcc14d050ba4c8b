"""Who is meant by @name in a note: pure, the same for what is typed and what a program sends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# A sign inside a word is an address or a path, not a person.
SIGN: Final = re.compile(r"(?<![\w@./-])@(?=\w)")
WORD: Final = re.compile(r"[\w'’-]+(?:[._][\w'’-]+)*")


@dataclass(frozen=True)
class Mentions:
    """Who is meant, in the order of the text; what may mean several, and what means nobody."""

    people: tuple[int, ...] = ()
    unclear: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unknown: tuple[str, ...] = ()


def find_mentions(text: str, people: Mapping[int, str]) -> Mentions:
    """Return who a text mentions.

    A name is written whole (@Sam Okoro), with dots (@sam.okoro), or as a beginning of it or of one
    of its words that fits one person alone (@sam, @oko); letters may lack their accents.
    """
    folded = {pk: fold(name) for pk, name in people.items()}
    found: dict[int, None] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, None] = {}
    for sign in SIGN.finditer(text):
        rest = text[sign.end() :]
        typed = WORD.match(rest)
        if typed is None:
            continue
        meant = who_is_meant(rest, typed[0], folded)
        if len(meant) == 1:
            found[meant[0]] = None
        elif meant:
            unclear[typed[0]] = tuple(sorted(people[pk] for pk in meant))
        else:
            unknown[typed[0]] = None
    return Mentions(tuple(found), tuple(unclear.items()), tuple(unknown))


def who_is_meant(rest: str, typed: str, folded: Mapping[int, str]) -> list[int]:
    """Return those whom the words after a sign may mean: a whole name before its beginnings."""
    after = fold(rest)
    whole = [
        (len(name), pk)
        for pk, name in folded.items()
        if after.startswith(name) and not after[len(name) : len(name) + 1].isalnum()
    ]
    if whole:
        longest = max(length for length, _ in whole)
        return [pk for length, pk in whole if length == longest]
    wanted = fold(re.sub("[._]", " ", typed))
    begins = [pk for pk, name in folded.items() if name.startswith(wanted)]
    return begins or [
        pk
        for pk, name in folded.items()
        if any(word.startswith(wanted) for word in name.split()[1:])
    ]


def fold(text: str) -> str:
    """Return a text without accents and case, as it is compared."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return plain.casefold().replace("\u00a0", " ")
