"""Words as they are spelt: cut out of texts, folded, and how near one comes to another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from permanence.ground.lib.spelling import fold_word, slips_between

SHORTEST_WORD: Final = 4
LONGEST_WORD: Final = 24
LONG_WORD: Final = 6
MOST_READ: Final = 20_000
MOST_TRIES: Final = 3
# A word met at least so often, and so many times as often as what was typed, is rather meant.
FAMILIAR: Final = 3
RATHER: Final = 5
_LETTERS = re.compile(r"[^\W\d_]+")
_CORE = re.compile(r"[^\w\"*]*([^\W\d_]+)[^\w\"*]*")
_TOKEN = re.compile(r'"[^"]*"?|\S+')
# What stands in names of files, hosts and machines, of which somebody remembers a part.
_PARTS = re.compile(r"[^\W_]+")
_PARTED = re.compile(r"[^\W_]+(?:[-_.:/\\]+[^\W_]+)+")


class Known(NamedTuple):
    """A word that people have written, and how often it was met."""

    word: str
    seen: int


def cut_words(text: str) -> set[str]:
    """Return the words of a text that can be mistyped: of letters alone, neither short nor long."""
    return {
        word
        for word in _LETTERS.findall(text[:MOST_READ].lower())
        if SHORTEST_WORD <= len(word) <= LONGEST_WORD
    }


def pieces_of(folded: str) -> list[str]:
    """Return a word and what is left of it without one of its letters.

    Two words with one slip between them (a letter too many, too few, another, or two that changed
    places) have a piece in common.
    """
    return sorted({folded, *(folded[:at] + folded[at + 1 :] for at in range(len(folded)))})


def typed_words(text: str) -> list[str]:
    """Return the words of a search that may be mistyped: none in quotes, none with a star."""
    found = (_CORE.fullmatch(token) for token in _TOKEN.findall(text))
    words = (one[1].lower() for one in found if one)
    return [word for word in dict.fromkeys(words) if SHORTEST_WORD <= len(word) <= LONGEST_WORD]


def put_words(text: str, better: Mapping[str, str]) -> str:
    """Return a search with other words in the place of some, as it stands otherwise."""

    def put(token: re.Match[str]) -> str:
        core = _CORE.fullmatch(token[0])
        return better.get(core[1].lower(), token[0]) if core else token[0]

    return _TOKEN.sub(put, text)


def part_words(text: str) -> str:
    """Return a search whose words of several parts are phrases: of no whole word, but of names."""

    def part(token: re.Match[str]) -> str:
        parts = _PARTS.findall(token[0]) if _PARTED.fullmatch(token[0]) else []
        return f'"{" ".join(parts)}"' if any(map(str.isalpha, parts)) else token[0]

    return _TOKEN.sub(part, text)


def rank_near(typed: str, known: Iterable[Known]) -> list[Known]:
    """Return the known words that may be meant, the likeliest first; none when it is known itself.

    A word that is known counts as mistyped only beside one that is met far more often.
    """
    folded = fold_word(typed)
    most = 1 if len(folded) < LONG_WORD else 2
    near = [(slips_between(folded, fold_word(one.word)), one) for one in known]
    own = max((one.seen for slips, one in near if not slips), default=0)
    likely = [
        (slips, one)
        for slips, one in near
        if 0 < slips <= most and (not own or one.seen >= max(FAMILIAR, RATHER * own))
    ]
    likely.sort(key=lambda it: (it[0], fold_word(it[1].word)[0] != folded[0], -it[1].seen, it[1]))
    return [one for _, one in likely]


def other_spellings(text: str, near: Mapping[str, Sequence[Known]]) -> list[str]:
    """Return what a search may have meant: the likeliest words, then one of them otherwise."""
    likely = {typed: words for typed, words in near.items() if words}
    if not likely:
        return []
    best = {typed: words[0].word for typed, words in likely.items()}
    tries = [best]
    for typed, words in likely.items():
        tries += [best | {typed: other.word} for other in words[1:MOST_TRIES]]
    return [put_words(text, one) for one in tries[:MOST_TRIES]]
