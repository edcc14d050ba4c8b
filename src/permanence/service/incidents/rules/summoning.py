"""Whom an incident may summon: who fits what is wanted, and in which order they are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

RUNG_ALLOWED: Final = timedelta(minutes=5)
MOST_RUNGS: Final = 8
EXPERT: Final = "expert-"


def name_summons(number: int) -> str:
    """Return what the climb of a summons is for, as climbs tell it."""
    return f"{EXPERT}{number}"


def is_summons(matter: str) -> bool:
    """Say whether a climb calls experts."""
    return matter.startswith(EXPERT)


@dataclass(frozen=True)
class Wanted:
    """What an expert has to bring; empty means that it does not matter."""

    skill: str = ""
    language: str = ""
    level: int = 1
    on_call: bool = False


@dataclass(frozen=True)
class Expert:
    """A member of staff as a summons sees them.

    `rotas` are those on which they are on call now, `is_first` whether one of them calls them
    first; `is_out` says that they are out of office.
    """

    number: int
    name: str
    level: int
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    rotas: tuple[str, ...] = ()
    is_first: bool = False
    is_away: bool = False
    is_out: bool = False

    def fits(self, wanted: Wanted) -> bool:
        """Say whether they bring all that is wanted."""
        return (
            self.level >= wanted.level
            and (not wanted.skill or wanted.skill in self.skills)
            and (not wanted.language or wanted.language in self.languages)
            and (not wanted.on_call or bool(self.rotas))
        )


def rank_experts(experts: Iterable[Expert], wanted: Wanted) -> list[Expert]:
    """Return who fits, in the order in which one would call them.

    Who is first on call, then who is on call at all, then who is at work; of these whoever is no
    more expert than is needed. Who is out of office comes last, for a person to decide.
    """
    return sorted(
        (one for one in experts if one.fits(wanted)),
        key=lambda one: (
            one.is_out,
            not one.is_first,
            not one.rotas,
            one.is_away,
            one.level,
            one.name,
            one.number,
        ),
    )


@dataclass(frozen=True)
class Target:
    """One rung of a summons: a specialist by their log-in, or whoever is on call on a rota."""

    key: str
    name: str
    language: str
    log_in: str = ""
    rota: str = ""


def loosen(wanted: Wanted) -> tuple[Wanted, ...]:
    """Return what may be asked for in turn, until somebody brings it: less each time."""
    steps = (
        wanted,
        replace(wanted, skill=""),
        replace(wanted, skill="", language=""),
        Wanted(level=1),
    )
    return tuple(dict.fromkeys(steps))
