"""What is looked for in articles, and how near each of them comes to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from permanence.ground.lib.spelling import fold_word, slips_between

MOST_WORDS: Final = 60
LONGEST_WORD: Final = 40
# Shorter words are too near to too many others.
SHORTEST_MISTYPED: Final = 4
LONG_WORD: Final = 6
# Who writes more than a search has other words to be found by, and some that are in no article.
LONGEST_SEARCH: Final = 8
IN_TITLE: Final = 2.0
MISTYPED: Final = 0.6
OTHER_LANGUAGE: Final = 0.8
# What comes less near than this part of the nearest is left out.
FAR: Final = 0.3
_WORDS: Final = re.compile(r"[^\W_]+(?:[.\-'][^\W_]+)*")


@dataclass(frozen=True)
class Hit:
    """An article's text in one language holds the word at a place of what was asked."""

    article: int
    language: str
    place: int
    in_title: bool
    is_mistyped: bool = False


@dataclass(frozen=True)
class Near:
    """How near an article came: the words it holds, by their places, and its rank."""

    article: int
    rank: float
    places: frozenset[int]


def words_of(text: str) -> list[str]:
    """Return the words that are looked for, in small letters and each once."""
    found = (word.lower() for word in _WORDS.findall(text))
    fit = (word for word in found if 1 < len(word) <= LONGEST_WORD)
    return list(dict.fromkeys(fit))[:MOST_WORDS]


def mistyped_words(words: Sequence[str], known: Iterable[int]) -> dict[int, str]:
    """Return the words of a search that no article holds and that may be mistyped, by places."""
    if len(words) > LONGEST_SEARCH:
        return {}
    found = set(known)
    return {
        place: word
        for place, word in enumerate(words)
        if place not in found and len(word) >= SHORTEST_MISTYPED and word.isalpha()
    }


def is_meant(typed: str, known: str) -> bool:
    """Say whether a word that articles hold may be meant by one that was typed."""
    folded = fold_word(typed)
    most = 1 if len(folded) < LONG_WORD else 2
    return 0 < slips_between(folded, known) <= most


def rank_articles(hits: Iterable[Hit]) -> list[Near]:
    """Return the articles that come near, the nearest first.

    A word counts for more the fewer articles hold it, and twice in a title. An article that shares
    but one common word of many is left out.
    """
    best = best_hits(hits)
    holders: dict[int, set[int]] = {}
    for article, place in best:
        holders.setdefault(place, set()).add(article)
    weights = {place: 1 / (1 + log(len(articles))) for place, articles in holders.items()}
    found: dict[int, dict[int, float]] = {}
    titled: set[int] = set()
    for (article, place), factor in best.items():
        found.setdefault(article, {})[place] = weights[place] * factor
        if factor > 1:
            titled.add(article)
    near = [Near(one, sum(by.values()), frozenset(by)) for one, by in found.items()]
    least = FAR * max((one.rank for one in near), default=0.0)
    near = [
        one
        for one in near
        if one.rank >= least and (len(one.places) > 1 or len(weights) <= 2 or one.article in titled)
    ]
    return sorted(near, key=lambda one: (-one.rank, one.article))


def best_hits(hits: Iterable[Hit]) -> Mapping[tuple[int, int], float]:
    """Return for each article and word how much it counts, in the language where it counts most."""
    best: dict[tuple[int, int], float] = {}
    for hit in hits:
        factor = (IN_TITLE if hit.in_title else 1.0) * (MISTYPED if hit.is_mistyped else 1.0)
        key = (hit.article, hit.place)
        best[key] = max(best.get(key, 0.0), factor)
    return best
