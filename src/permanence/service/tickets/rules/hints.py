"""What may speak for a severity, a level or a team, and one reason after the other that does.

Pure, and no learning: a hint is a code with the words and facts found, and what they weigh.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.policy import Grade
from permanence.service.tickets.rules.assigning import TeamOffer
from permanence.service.tickets.rules.signs import Book
from permanence.service.tickets.rules.spotting import Word, read_words

Axis: TypeAlias = Literal["severity", "level", "team"]

STEM: Final = 6
LONG_WORD: Final = 5
FEWEST_CLAUSE_WORDS: Final = 2
MOST_CLAUSE_WORDS: Final = 3
MOST_SIMILAR: Final = 3
MOST_ALIKE: Final = 3
MOST_QUOTES: Final = 3


@dataclass(frozen=True)
class Hint:
    """One thing that speaks for a value: a code, what it weighs, and the words that were found."""

    axis: Axis
    value: int
    code: str
    weight: int
    words: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Advice:
    """A value that is suggested, what its reasons weigh together, the heaviest reason first."""

    value: int
    weight: int
    hints: tuple[Hint, ...]
    is_strong: bool = False


@dataclass(frozen=True)
class Past:
    """How a similar request, solved a short while ago, was judged."""

    reference: str
    severity: int | None
    level: int | None
    team: int | None


@dataclass(frozen=True)
class Asked:
    """A request to be judged, with all that is known of it.

    `stated` is the severity that the customer chose in the form. `alike` counts other customers
    who wrote nearly the same within the hour; `services` are those that the contract is limited
    to. `level` is the one on which it runs for the time being.
    """

    text: str
    language: str
    kind: str = ""
    stated: int | None = None
    level: int | None = None
    past: Sequence[Past] = ()
    alike: int = 0
    services: Sequence[str] = ()
    teams: Sequence[TeamOffer] = field(default=())


@dataclass(frozen=True)
class Lens:
    """A policy and a book of signs, through which requests are looked at."""

    policy: Policy
    book: Book

    @cached_property
    def definitions(self) -> tuple[tuple[Axis, int, frozenset[str]], ...]:
        """The words by which the definitions of the policy differ, in all its languages."""
        return (
            *(("severity", *told) for told in telling_words(self.policy.severities, self.book)),
            *(("level", *told) for told in telling_words(self.policy.levels, self.book)),
        )


def telling_words(grades: Sequence[Grade], book: Book) -> list[tuple[int, frozenset[str]]]:
    """Return how the long words of each definition begin that no other has."""
    told = {
        grade.number: {
            word.plain[:STEM]
            for text in grade.definition.values()
            for word in read_words(text)
            if len(word.plain) >= LONG_WORD and word.plain not in book.plain_words
        }
        for grade in grades
    }
    return [
        (number, frozenset(stem for stem in stems if is_alone(stem, number, told)))
        for number, stems in told.items()
    ]


def is_alone(stem: str, number: int, told: Mapping[int, set[str]]) -> bool:
    """Say whether no other definition has a word."""
    return not any(stem in stems for other, stems in told.items() if other != number)


def hints_of_signs(spotted: Mapping[str, tuple[str, ...]], book: Book) -> Iterator[Hint]:
    """Yield what the customer's own words speak for; a sign counts once, however often said."""
    for key, quotes in spotted.items():
        sign, said = book.by_key[key], quotes[:MOST_QUOTES]
        if sign.severity is not None:
            yield Hint("severity", sign.severity, "words", sign.weight, said)
        if sign.level is not None:
            yield Hint("level", sign.level, "words", sign.weight, said)


def hints_of_clauses(words: Sequence[Word], lens: Lens) -> Iterator[Hint]:
    """Yield the definitions of the policy of which a request uses several words (SPEC A7, B3)."""
    said = {word.plain[:STEM]: word.written for word in reversed(words)}
    for axis, number, stems in lens.definitions:
        shared = said.keys() & stems
        if len(shared) >= FEWEST_CLAUSE_WORDS:
            weight = lens.book.weights["clause"] * min(len(shared), MOST_CLAUSE_WORDS)
            told = tuple(sorted(said[stem] for stem in shared)[:MOST_QUOTES])
            yield Hint(axis, number, "clause", weight, told)


def hints_of_kind(asked: Asked, lens: Lens) -> Iterator[Hint]:
    """Yield what the policy says of the kind of request that the customer chose."""
    term, weight = lens.policy.kind(asked.kind), lens.book.weights["kind"]
    if term and term.severity is not None:
        yield Hint("severity", term.severity, "kind", weight)
    if term and term.level is not None:
        yield Hint("level", term.level, "kind", weight)


def hints_of_statement(asked: Asked, words: Sequence[Word], book: Book) -> Iterator[Hint]:
    """Yield the severity that the customer named: in the form, else in the text."""
    if asked.stated is not None:
        yield Hint("severity", asked.stated, "stated", book.weights["stated"])
        return
    for word, following in pairwise(words):
        if word.plain in book.stated_words and following.plain in {"1", "2", "3", "4"}:
            yield Hint("severity", int(following.plain), "stated", book.weights["said"])
            return


def hints_of_reach(asked: Asked, words: Sequence[Word], book: Book) -> Iterator[Hint]:
    """Yield how many people a request names, and how many other customers wrote alike."""
    number = count_affected(words, book)
    if book.affected_severity is not None and number >= book.affected_from:
        weight = book.weights["affected"]
        yield Hint("severity", book.affected_severity, "affected", weight, number=number)
    if book.cluster_severity is not None and asked.alike:
        weight = book.weights["cluster"] * min(asked.alike, MOST_ALIKE)
        yield Hint("severity", book.cluster_severity, "cluster", weight, number=asked.alike)


def count_affected(words: Sequence[Word], book: Book) -> int:
    """Return the greatest number of people or places that a text names; 0 when it names none."""
    found = 0
    numbers = [place for place, (plain, _written) in enumerate(words) if plain.isdecimal()]
    for place in numbers:
        number = words[place].plain
        if number.isascii() and len(number) <= 6:
            near = [other.plain for other in words[place + 1 : place + 3]]
            if any(plain.startswith(book.affected_words) for plain in near if plain):
                found = max(found, int(number))
    return found


def hints_of_past(asked: Asked, book: Book) -> Iterator[Hint]:
    """Yield how similar requests were judged; each value once, with the requests behind it."""
    counted: dict[tuple[Axis, int], list[str]] = {}
    for past in asked.past[:MOST_SIMILAR]:
        judged: tuple[tuple[Axis, int | None], ...] = (
            ("severity", past.severity),
            ("level", past.level),
            ("team", past.team),
        )
        for axis, value in judged:
            if value is not None:
                counted.setdefault((axis, value), []).append(past.reference)
    for (axis, value), references in counted.items():
        weight = book.weights["similar"] * len(references)
        yield Hint(axis, value, "similar", weight, tuple(references), len(references))


def hints_of_teams(
    asked: Asked, services: frozenset[str], level: Advice | None, book: Book
) -> Iterator[Hint]:
    """Yield what speaks for each team that takes the level: language, services, the contract."""
    wanted = level.value if level else asked.level
    weights = book.weights
    for team in asked.teams:
        if not takes_level(team, wanted):
            continue
        if team.levels and wanted is not None:
            yield Hint("team", team.number, "level", weights["level"], number=wanted)
        if asked.language in team.languages:
            yield Hint("team", team.number, "language", weights["language"], (asked.language,))
        if known := tuple(sorted(services.intersection(team.skills))):
            yield Hint("team", team.number, "skill", weights["skill"], known)
        if covered := tuple(sorted(set(asked.services).intersection(team.skills))):
            yield Hint("team", team.number, "contract", weights["contract"], covered)


def takes_level(team: TeamOffer, level: int | None) -> bool:
    """Say whether a team takes work of a level; one that names none takes all."""
    return level is None or not team.levels or level in team.levels
