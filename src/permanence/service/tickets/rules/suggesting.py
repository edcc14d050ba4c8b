"""What a request is probably worth at triage: severity, level and team, with every reason.

The weights of all reasons for one thing are added up. A person decides; where the reasons are weak
nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from permanence.service.tickets.rules.hints import (
    Advice,
    Asked,
    Axis,
    Hint,
    Lens,
    hints_of_clauses,
    hints_of_kind,
    hints_of_past,
    hints_of_reach,
    hints_of_signs,
    hints_of_statement,
    hints_of_teams,
)
from permanence.service.tickets.rules.signs import Book
from permanence.service.tickets.rules.spotting import Word, read_words, spot_phrases

AXES: Final[tuple[Axis, ...]] = ("severity", "level", "team")
STATED_FACT: Final = "stated-severity"
MOST_HINTS: Final = 6


def suggest(asked: Asked, lens: Lens) -> dict[Axis, Advice]:
    """Return what is suggested on each axis; an axis with weak reasons is left out."""
    book, words = lens.book, read_words(asked.text)
    spotted = spot_phrases(asked.text, words, book.index)
    hints = gather_hints(asked, words, spotted, lens)
    severity, level = choose_severity(hints, lens), choose_level(hints, lens)
    services = frozenset(book.by_key[key].service for key in spotted) - {""}
    if severity or level or services:
        hints += hints_of_teams(asked, services, level, book)
    team = choose_team(hints, asked, book)
    found: dict[Axis, Advice | None] = {"severity": severity, "level": level, "team": team}
    return {axis: advice for axis, advice in found.items() if advice is not None}


def gather_hints(
    asked: Asked, words: Sequence[Word], spotted: Mapping[str, tuple[str, ...]], lens: Lens
) -> list[Hint]:
    """Return all that speaks for a severity or a level, and what past requests say of teams."""
    book = lens.book
    return [
        *hints_of_signs(spotted, book),
        *hints_of_clauses(words, lens),
        *hints_of_kind(asked, lens),
        *hints_of_statement(asked, words, book),
        *hints_of_reach(asked, words, book),
        *hints_of_past(asked, book),
    ]


def choose_severity(hints: Sequence[Hint], lens: Lens) -> Advice | None:
    """Return the gravest severity that weighs enough: where two fit, the graver holds (SPEC A7).

    One that weighs less than half of another does not fit beside it.
    """
    known = {grade.number for grade in lens.policy.severities}
    found = weigh(hints, "severity", known, lens.book)
    heaviest = max((advice.weight for advice in found), default=0)
    fitting = [
        advice
        for advice in found
        if advice.weight >= lens.book.needed and 2 * advice.weight >= heaviest
    ]
    return min(fitting, key=lambda advice: advice.value, default=None)


def choose_level(hints: Sequence[Hint], lens: Lens) -> Advice | None:
    """Return the level that weighs most, the lower one among equals: first line comes first."""
    known = {grade.number for grade in lens.policy.levels}
    found = [
        one for one in weigh(hints, "level", known, lens.book) if one.weight >= lens.book.needed
    ]
    return max(found, key=lambda advice: (advice.weight, -advice.value), default=None)


def choose_team(hints: Sequence[Hint], asked: Asked, book: Book) -> Advice | None:
    """Return the team that weighs most; none among equals, where anybody's guess is as good."""
    known = {team.number for team in asked.teams}
    found = sorted(weigh(hints, "team", known, book), key=lambda one: one.weight, reverse=True)
    if not found or found[0].weight < book.needed:
        return None
    return None if len(found) > 1 and found[1].weight == found[0].weight else found[0]


def weigh(hints: Sequence[Hint], axis: Axis, known: set[int], book: Book) -> list[Advice]:
    """Return each value of an axis that the desk knows, with what speaks for it."""
    by_value: dict[int, list[Hint]] = {}
    for hint in hints:
        if hint.axis == axis and hint.value in known and hint.weight > 0:
            by_value.setdefault(hint.value, []).append(hint)
    found = []
    for value, own in by_value.items():
        own.sort(key=lambda hint: -hint.weight)
        weight = sum(hint.weight for hint in own)
        found.append(Advice(value, weight, tuple(own[:MOST_HINTS]), weight >= book.strong))
    return found
