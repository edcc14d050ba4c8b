"""Finding phrases in what somebody wrote, whatever the accents, the endings and the line breaks.

A phrase is a few words; `*` at the end of a word stands for any ending, `…` for up to three words
between. Nothing is found across the end of a sentence, nor right behind a word that denies it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MOST_LETTERS: Final = 4000
GAP: Final = 3
DENIED_WITHIN: Final = 2
LONGEST_QUOTE: Final = 60
_TOKEN: Final = re.compile(r"[^\W_]+|[.!?;,]|\n\s*\n")
_PART: Final = re.compile(r"…|[^\W_]+\*?")
_KEY: Final = 3


@dataclass(frozen=True)
class Word:
    """One word as it is compared and as it was written; the end of a sentence is an empty one."""

    plain: str
    written: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """One word of a phrase: exact or the beginning of one; others may stand before it or not."""

    plain: str
    is_stem: bool
    after_gap: bool

    def fits(self, word: Word) -> bool:
        """Say whether a word is this one."""
        if self.is_stem:
            return word.plain.startswith(self.plain)
        return word.plain == self.plain


Phrase = tuple[Part, ...]


@dataclass(frozen=True)
class Index:
    """Phrases by how their first word begins, each with the key of what it is a sign of."""

    by_start: Mapping[str, Sequence[tuple[str, Phrase]]]
    denials: frozenset[str]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return a word without accents, in small letters."""
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def read_words(text: str) -> list[Word]:
    """Return the words of a text in their order, with the ends of sentences."""
    return [
        Word(fold(match[0]) if match[0][0].isalnum() else "", match[0], match.start(), match.end())
        for match in _TOKEN.finditer(unicodedata.normalize("NFC", text[:MOST_LETTERS]))
    ]


def read_phrase(text: str) -> Phrase:
    """Return a phrase as it is looked for."""
    parts: list[Part] = []
    after_gap = False
    for piece in _PART.findall(unicodedata.normalize("NFC", text)):
        if piece == "…":
            after_gap = True
            continue
        parts.append(Part(fold(piece.removesuffix("*")), piece.endswith("*"), after_gap))
        after_gap = False
    return tuple(parts)


def index_phrases(phrases: Iterable[tuple[str, Phrase]], denials: Iterable[str]) -> Index:
    """Return phrases ready to be found, each beside the key of its sign."""
    by_start: dict[str, list[tuple[str, Phrase]]] = {}
    for key, phrase in phrases:
        by_start.setdefault(phrase[0].plain[:_KEY], []).append((key, phrase))
    return Index(by_start, frozenset(map(fold, denials)))


def spot_phrases(text: str, words: Sequence[Word], index: Index) -> dict[str, tuple[str, ...]]:
    """Return which signs are in a text, each with the customer's words that show it."""
    text = unicodedata.normalize("NFC", text[:MOST_LETTERS])
    found: dict[str, dict[str, None]] = {}
    for place, word in enumerate(words):
        for key, phrase in index.by_start.get(word.plain[:_KEY], ()) if word.plain else ():
            last = reach_end(words, place, phrase)
            if last is not None and not is_denied(words, place, index.denials):
                quote = " ".join(text[word.start : words[last].end].split())[:LONGEST_QUOTE]
                found.setdefault(key, {})[quote] = None
    return {key: tuple(quotes) for key, quotes in found.items()}


def reach_end(words: Sequence[Word], place: int, phrase: Phrase) -> int | None:
    """Return where a phrase that begins at a place ends; None when it does not stand there."""
    if not phrase[0].fits(words[place]):
        return None
    for part in phrase[1:]:
        reach = words[place + 1 : place + 2 + (GAP if part.after_gap else 0)]
        for step, word in enumerate(reach, start=1):
            if not word.plain:
                return None
            if part.fits(word):
                place += step
                break
        else:
            return None
    return place


def is_denied(words: Sequence[Word], place: int, denials: frozenset[str]) -> bool:
    """Say whether a word right before a place denies what follows, in the same sentence."""
    for word in reversed(words[max(0, place - DENIED_WITHIN) : place]):
        if not word.plain:
            return False
        if word.plain in denials:
            return True
    return False
