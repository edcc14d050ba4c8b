"""A customer's escalation: its grounds, the words that start it, who is called, who acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from permanence.promises.policies.rules import Ladder, Rung

Ground = Literal["policies", "practices", "commitments", "help"]
Verdict = Literal["upheld", "partly", "declined"]

# What a customer thinks is not kept, or (the last) that the help is not suitable (SPEC A9).
GROUNDS: Final[tuple[Ground, ...]] = ("policies", "practices", "commitments", "help")
VERDICTS: Final[tuple[Verdict, ...]] = ("upheld", "partly", "declined")
# The promises that only an escalation makes, and for whose sake the manager is called first.
OF_ESCALATION: Final = frozenset({"ruling", "attention"})
# One person, in a day; and what is added to one escalation and still confirmed, in an hour.
MOST_A_DAY: Final = 5
MOST_CONFIRMED: Final = 3
# From this level on a request is with engineers, and its customer is told with whom.
FIRST_OF_ENGINEERS: Final = 2
# The first line of a mail that escalates. The first word of each language is the one that our
# mails name.
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("escalate", "escalation", "i escalate", "i want to escalate", "please escalate"),
    "fr": ("remontée", "faire remonter", "escalade", "escalader", "je demande une remontée"),
    "de": ("eskalieren", "eskalation", "ich eskaliere", "bitte eskalieren"),
    "it": ("escalation", "scalare", "chiedo un'escalation", "chiedo l'escalation"),
    "es": ("escalar", "escalado", "quiero escalar", "por favor escalar", "escalada"),
}
# What such a mail may say after the command, for a ground: its name, as the portal shows it, or the
# one word of it that a mere cry for help does not begin with.
GROUND_WORDS: Final[Mapping[Ground, tuple[str, ...]]] = {
    "policies": (
        "policies", "the policies are not kept",
        "politiques", "les politiques ne sont pas respectées",
        "richtlinien", "die richtlinien werden nicht eingehalten",
        "politiche", "le politiche non sono rispettate",
        "políticas", "no se cumplen las políticas",
    ),
    "practices": (
        "practices", "the practices are not kept",
        "pratiques", "les pratiques ne sont pas respectées",
        "verfahren", "die verfahren werden nicht eingehalten",
        "prassi", "le prassi non sono rispettate",
        "prácticas", "no se cumplen las prácticas",
    ),
    "commitments": (
        "commitments", "the commitments are not kept",
        "engagements", "les engagements ne sont pas respectés",
        "zusagen", "die zusagen werden nicht eingehalten",
        "impegni", "gli impegni non sono rispettati",
        "compromisos", "no se cumplen los compromisos",
    ),
    "help": (
        "the help is not suitable",
        "l'aide n'est pas adaptée",
        "die hilfe ist nicht geeignet",
        "l'aiuto non è adeguato",
        "la ayuda no es adecuada",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """The right place for a matter: a level of expertise, a team or a person, by number."""

    kind: Literal["level", "team", "person"]
    number: int


@dataclass(frozen=True)
class Doer:
    """Who did something on a file: a specialist with their teams and the levels that these take."""

    specialist: int
    teams: frozenset[int] = frozenset()
    levels: frozenset[int] = frozenset()


def command_of(language: str) -> str:
    """Return the word that a mail in this language names for escalating, as it is printed."""
    return COMMANDS.get(language, COMMANDS["en"])[0].upper()


def rungs_from_manager(ladder: Ladder) -> tuple[Rung, ...]:
    """Return the rungs whom a customer's escalation calls: "the manager", then those above."""
    keys = [rung.key for rung in ladder.rungs]
    return ladder.rungs[keys.index(ladder.manager) :]


def rungs_for(ladder: Ladder, promise: str) -> tuple[Rung, ...]:
    """Return the rungs that are called for a promise: what an escalation is owed begins higher."""
    return rungs_from_manager(ladder) if promise in OF_ESCALATION else ladder.rungs


def is_at_place(place: Place, doer: Doer) -> bool:
    """Say whether what somebody did was done at the right place."""
    if place.kind == "person":
        return doer.specialist == place.number
    if place.kind == "team":
        return place.number in doer.teams
    return place.number in doer.levels


def first_at_place(place: Place, doers: Iterable[Doer | None]) -> int | None:
    """Return which of some acts, in their order, was the first at the right place."""
    for position, doer in enumerate(doers):
        if doer is not None and is_at_place(place, doer):
            return position
    return None
