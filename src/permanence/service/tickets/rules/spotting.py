"""Finding phrases in what somebody wrote, whatever the accents, the endings and the line breaks.

A phrase is a few words; `*` at the end of a word stands for any ending, `…` for up to three words
between. Nothing is found across the end of a sentence, nor right behind a word that denies it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

MOST_LETTERS: Final = 4000
GAP: Final = 3
DENIED_WITHIN: Final = 2
LONGEST_QUOTE: Final = 60
_TOKEN: Final = re.compile(r"[^\W_]+|[.!?;,]|\n\s*\n")
_PART: Final = re.compile(r"…|[^\W_]+\*?")
_KEY: Final = 3


class Word(NamedTuple):
    """One word as it is compared and as it was written; the end of a sentence is an empty one."""

    plain: str
    written: str


@dataclass(frozen=True)
class Part:
    """One word of a phrase: exact or the beginning of one; others may stand before it or not."""

    plain: str
    is_stem: bool
    after_gap: bool

    def fits(self, plain: str) -> bool:
        """Say whether a word is this one."""
        return plain.startswith(self.plain) if self.is_stem else plain == self.plain


Phrase = tuple[Part, ...]


Start = tuple[str, Phrase]


@dataclass(frozen=True)
class Index:
    """Phrases by their first word, each with the key of what it is a sign of.

    Those of `by_word` begin with a whole word, those of `by_stem` with the beginning of one, by
    its first letters; the few with fewer letters than that are `short`.
    """

    by_word: Mapping[str, tuple[Start, ...]]
    by_stem: Mapping[str, tuple[Start, ...]]
    short: tuple[Start, ...]
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
        Word(fold(token) if token[0].isalnum() else "", token)
        for token in _TOKEN.findall(compose(text))
    ]


def read_plain(text: str) -> list[str]:
    """Return the words of a text as they are compared, empty ones for the ends of sentences."""
    return [fold(token) if token[0].isalnum() else "" for token in _TOKEN.findall(compose(text))]


def compose(text: str) -> str:
    """Return as much of a text as is read, each letter with its accents in one."""
    return unicodedata.normalize("NFC", text[:MOST_LETTERS])


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


def index_phrases(phrases: Iterable[Start], denials: Iterable[str]) -> Index:
    """Return phrases ready to be found, each beside the key of its sign."""
    by_word: dict[str, list[Start]] = {}
    by_stem: dict[str, list[Start]] = {}
    short: list[Start] = []
    for key, phrase in phrases:
        first = phrase[0]
        if not first.is_stem:
            by_word.setdefault(first.plain, []).append((key, phrase))
        elif len(first.plain) < _KEY:
            short.append((key, phrase))
        else:
            by_stem.setdefault(first.plain[:_KEY], []).append((key, phrase))
    return Index(
        {word: tuple(starts) for word, starts in by_word.items()},
        {stem: tuple(starts) for stem, starts in by_stem.items()},
        tuple(short),
        frozenset(map(fold, denials)),
    )


def spot_phrases(text: str, words: Sequence[Word], index: Index) -> dict[str, tuple[str, ...]]:
    """Return which signs are in a text, each with the customer's words that show it."""
    text, found = compose(text), dict[str, dict[str, None]]()
    spots = list(find_phrases([word.plain for word in words], index))
    places = [match.span() for match in _TOKEN.finditer(text)] if spots else []
    for key, first, last in spots:
        quote = " ".join(text[places[first][0] : places[last][1]].split())[:LONGEST_QUOTE]
        found.setdefault(key, {})[quote] = None
    return {key: tuple(quotes) for key, quotes in found.items()}


def find_phrases(words: Sequence[str], index: Index) -> Iterator[tuple[str, int, int]]:
    """Yield each sign that somebody's words show, with the places of its first and last word."""
    begun = {word: starts for word in set(words) if word and (starts := starts_with(word, index))}
    for place, word in enumerate(words) if begun else ():
        for key, phrase in begun.get(word, ()):
            last = reach_end(words, place, phrase)
            if last is not None and not is_denied(words, place, index.denials):
                yield key, place, last


def starts_with(word: str, index: Index) -> list[Start]:
    """Return the phrases that may begin with a word."""
    stems = (*index.by_stem.get(word[:_KEY], ()), *index.short)
    return [
        *index.by_word.get(word, ()),
        *(start for start in stems if word.startswith(start[1][0].plain)),
    ]


def reach_end(words: Sequence[str], place: int, phrase: Phrase) -> int | None:
    """Return where a phrase ends whose first word stands at a place; None when it does not."""
    for part in phrase[1:]:
        reach = words[place + 1 : place + 2 + (GAP if part.after_gap else 0)]
        for step, word in enumerate(reach, start=1):
            if not word:
                return None
            if part.fits(word):
                place += step
                break
        else:
            return None
    return place


def is_denied(words: Sequence[str], place: int, denials: frozenset[str]) -> bool:
    """Say whether a word right before a place denies what follows, in the same sentence."""
    for word in reversed(words[max(0, place - DENIED_WITHIN) : place]):
        if not word:
            return False
        if word in denials:
            return True
    return False
