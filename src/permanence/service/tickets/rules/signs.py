"""The book of signs: by which words and facts a desk's requests are told apart, and how they weigh.

A book is a small document: shipped as TOML, kept as a desk changes it; `docs/rules/triage.md`
describes it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from permanence.service.tickets.rules.spotting import Index, fold, index_phrases, read_phrase

LANGUAGES: Final = ("en", "fr", "de", "it", "es")
POINTS: Final = ("severity", "level", "service")
FACTS: Final = (
    "clause",
    "kind",
    "stated",
    "said",
    "affected",
    "cluster",
    "similar",
    "language",
    "level",
    "skill",
    "contract",
)


class WrongSigns(ValueError):  # noqa: N818 -- says what is so, as a Refusal does
    """A book of signs says something that it cannot mean."""


@dataclass(frozen=True)
class Sign:
    """Phrases in every language that all say one thing, and what they speak for."""

    key: str
    weight: int
    severity: int | None
    level: int | None
    service: str
    phrases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Book:
    """What a desk looks for in a request; each is read once, so that it stands for itself.

    `weights` say how much each fact counts, `needed` what all reasons for one thing must weigh
    together before it is suggested, `strong` from where on that is called strong. So many people
    affected, or customers who write alike within the hour, speak for the severities named.
    """

    signs: tuple[Sign, ...]
    weights: Mapping[str, int]
    needed: int
    strong: int
    affected_from: int
    affected_severity: int | None
    cluster_severity: int | None
    affected_words: tuple[str, ...]
    stated_words: frozenset[str]
    denials: tuple[str, ...]
    plain_words: frozenset[str]

    @cached_property
    def by_key(self) -> Mapping[str, Sign]:
        """The signs by their keys."""
        return {sign.key: sign for sign in self.signs}

    @cached_property
    def index(self) -> Index:
        """The phrases of all languages at once: a language is guessed, and people mix them."""
        phrases = (
            (sign.key, read_phrase(phrase))
            for sign in self.signs
            for said in sign.phrases.values()
            for phrase in said
        )
        return index_phrases(phrases, self.denials)


def read_book(text: str) -> Book:
    """Return the book that a document holds, or say what is wrong in it."""
    try:
        return make_book(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongSigns(str(error)) from error


def make_book(told: Mapping[str, Any]) -> Book:
    """Return the book that a document says, or say what is wrong in it."""
    weights = {name: _number(told.get("weights", {}), name, "weights") for name in FACTS}
    signs = tuple(_sign(row) for row in told.get("sign", ()))
    keys = [sign.key for sign in signs]
    if len(keys) != len(set(keys)):
        raise WrongSigns("two signs have the same key")
    affected, cluster = told.get("affected", {}), told.get("cluster", {})
    return Book(
        signs=signs,
        weights=weights,
        needed=_number(told, "needed", "the book"),
        strong=_number(told, "strong", "the book"),
        affected_from=_number(affected, "from", "affected"),
        affected_severity=affected.get("severity"),
        cluster_severity=cluster.get("severity"),
        affected_words=tuple(map(fold, _all(affected, "affected"))),
        stated_words=frozenset(map(fold, _all(told.get("stated", {}), "stated"))),
        denials=tuple(_all(told.get("denials", {}), "denials")),
        plain_words=frozenset(map(fold, _all(told.get("plain", {}), "plain"))),
    )


def _sign(row: Mapping[str, Any]) -> Sign:
    key = str(row.get("key", ""))
    if not key:
        raise WrongSigns("a sign has no key")
    phrases = {language: tuple(_texts(row, language, key)) for language in LANGUAGES}
    if not any(phrases.values()):
        raise WrongSigns(f"{key}: has no phrase in any language")
    if not any(row.get(point) for point in POINTS):
        raise WrongSigns(f"{key}: speaks for nothing; name a severity, a level or a service")
    unknown = set(row) - {"key", "weight", *POINTS, *LANGUAGES}
    if unknown:
        raise WrongSigns(f"{key}: {', '.join(sorted(unknown))} is not known")
    for language, said in phrases.items():
        for phrase in said:
            if not read_phrase(phrase) or phrase.lstrip().startswith("…"):
                raise WrongSigns(f"{key}.{language}: “{phrase}” is no phrase")
    severity, level = row.get("severity"), row.get("level")
    weight = _number(row, "weight", key)
    return Sign(key, weight, severity, level, str(row.get("service", "")), phrases)


def _number(row: Mapping[str, Any], key: str, place: str) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        raise WrongSigns(f"{place}: {key} is no number from 0 to 100")
    return value


def _texts(row: Mapping[str, Any], key: str, place: str) -> Sequence[str]:
    said = row.get(key, [])
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise WrongSigns(f"{place}: {key} is no list of texts")
    return said


def _all(row: Mapping[str, Any], place: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield from _texts(row, language, place)
