"""Which words of a request lead to others like it, and how near those are.

docs/rules/solved-before.md says it in prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from permanence.overview.worklists.rules.spelling import cut_words

# No word is counted any further: it is said everywhere.
COMMON_FROM: Final = 1000
SHORTEST: Final = 3
LONGEST: Final = 24
MOST_COMPARED: Final = 24
MOST_TOGETHER: Final = 3
# So many entries may hold the words that lead, all together.
MOST_LED_TO: Final = 4000
NEAR: Final = 8.0
TWO: Final = 2
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Topic:
    """A word of a request: how many entries hold it, and whether its subject does."""

    word: str
    seen: int
    in_subject: bool

    @property
    def is_common(self) -> bool:
        """Whether it is said everywhere, or nobody counts it, as numbers."""
        return self.seen >= COMMON_FROM

    @property
    def weight(self) -> float:
        """How much it says that another request has it, too: a rare one more, and in a subject."""
        rare = log2(4 * (1 + COMMON_FROM) / (1 + min(self.seen, COMMON_FROM)))
        return rare * TWO if self.in_subject else rare


def words_of_request(subject: str, text: str) -> list[str]:
    """Return the words by which a request is compared, each once, those of the subject first."""
    found = [*_WORDS.findall(subject.lower()), *_WORDS.findall(text.lower())]
    return [word for word in dict.fromkeys(found) if SHORTEST <= len(word) <= LONGEST]


def choose_topics(subject: str, text: str, seen: Mapping[str, int]) -> list[Topic]:
    """Return the words that say most of what a request is about, the weightiest first.

    `seen` says how many entries hold the words that are counted at all; of the others, those that
    could be counted are new, and those that could not are taken for common.
    """
    own, counted = set(words_of_request(subject, "")), cut_words(f"{subject} {text}")
    topics = [
        Topic(word, seen.get(word, 0) if word in counted else COMMON_FROM, word in own)
        for word in words_of_request(subject, text)
    ]
    return sorted(topics, key=lambda one: (-one.weight, one.word))[:MOST_COMPARED]


def leading(topics: Iterable[Topic]) -> list[Topic]:
    """Return the words of which each alone leads to few entries, the rarest first."""
    found, entries = [], 0
    for one in sorted(topics, key=lambda one: (one.seen, one.word)):
        entries += one.seen
        if one.is_common or entries > MOST_LED_TO:
            break
        found.append(one)
    return found


def together(topics: Sequence[Topic]) -> list[Topic]:
    """Return common words of the subject that lead somewhere by twos; none where one is alone."""
    common = [one for one in topics if one.is_common and one.in_subject]
    found = sorted(common, key=lambda one: (-len(one.word), one.word))[:MOST_TOGETHER]
    return found if len(found) >= TWO else []


def nearness(shared: Sequence[Topic]) -> float:
    """Return how near a request is that shares these words; nought where they are too few."""
    weight = sum(one.weight for one in shared)
    return weight if len(shared) >= TWO and weight >= NEAR else 0.0


def leave_out(text: str, names: Mapping[str, str]) -> str:
    """Return a text with a variable, to be filled in again, in the place of each name."""
    known = sorted(filter(None, names), key=len, reverse=True)
    if not known:
        return text
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
    return any_name.sub(lambda found: f"{{{{ {names[found[0]]} }}}}", text)
