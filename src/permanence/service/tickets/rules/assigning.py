"""Who gets a ticket: among those who may, the one who fits best and has the least to do.

Pure: the reasons are codes, which the desk says in words beside each person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from permanence.world.accounts.rules.presence import Standing

# How much a ticket of a severity weighs: one of the gravest as much as eight of the least.
WEIGHTS: Final[Mapping[int | None, int]] = {1: 8, 2: 4, 3: 2, 4: 1}
USUAL_WEIGHT: Final = 2


class Reason(StrEnum):
    """Why somebody gets a ticket, or does not."""

    LEVEL_TOO_HIGH = "level_too_high"
    AWAY = "away"
    OUT = "out"
    ELSEWHERE = "elsewhere"
    TEAM_CLOSED = "team_closed"
    SPEAKS = "speaks"
    SPEAKS_NOT = "speaks_not"
    KNOWS = "knows"
    KNOWS_NOT = "knows_not"
    LOAD = "load"
    TURN = "turn"


# Whoever has one of these is not asked.
BARRING: Final = frozenset(
    {Reason.LEVEL_TOO_HIGH, Reason.AWAY, Reason.OUT, Reason.ELSEWHERE, Reason.TEAM_CLOSED}
)


@dataclass(frozen=True)
class Need:
    """What a ticket asks of whoever works on it; no service means that none was named."""

    level: int | None
    language: str
    service: str = ""


@dataclass(frozen=True)
class Member:
    """A member of a team: what they can do, whether they are there, and what they have open.

    `load` is what their open tickets weigh, on all desks.
    """

    number: int
    level: int
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    standing: Standing
    tickets: int = 0
    load: int = 0


@dataclass(frozen=True)
class Weighed:
    """A member with the reasons for and against, of which the first ones weigh most."""

    member: Member
    reasons: tuple[Reason, ...]

    @property
    def is_fit(self) -> bool:
        """True of who may get the ticket now."""
        return BARRING.isdisjoint(self.reasons)


@dataclass(frozen=True)
class Choice:
    """Who gets a ticket, and what was said of everybody, the best first."""

    chosen: int | None
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True)
class TeamOffer:
    """A team that might take a ticket."""

    number: int
    levels: tuple[int, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    is_open: bool


def weigh_tickets(severities: Iterable[int | None]) -> int:
    """Return what open tickets weigh together."""
    return sum(WEIGHTS.get(severity, USUAL_WEIGHT) for severity in severities)


def choose_member(
    need: Need, members: Sequence[Member], *, is_open: bool = True, after: int | None = None
) -> Choice:
    """Return who gets a ticket, of those who are there and work on its level while the team does.

    Who speaks the language comes before who does not, then who knows the service, then who has
    less to do; among equals it is the turn of the one behind `after`, who had the last one.
    """
    order = {one.number: place for place, one in enumerate(in_turn(members, after))}
    ranked = sorted(
        (Weighed(one, reasons_for(need, one, is_open=is_open)) for one in members),
        key=lambda one: (not one.is_fit, *rank_of(one), order[one.member.number]),
    )
    best = ranked[0] if ranked and ranked[0].is_fit else None
    if best is None:
        return Choice(None, tuple(ranked))
    equals = [one for one in ranked if one.is_fit and rank_of(one) == rank_of(best)]
    if len(equals) > 1:
        ranked[0] = best = Weighed(best.member, (*best.reasons, Reason.TURN))
    return Choice(best.member.number, tuple(ranked))


def reasons_for(need: Need, member: Member, *, is_open: bool) -> tuple[Reason, ...]:
    """Return what speaks against somebody, and for them, in the order in which it weighs."""
    found: list[Reason] = []
    if need.level is not None and member.level < need.level:
        found.append(Reason.LEVEL_TOO_HIGH)
    if member.standing != Standing.HERE:
        found.append(Reason(member.standing.value))
    if not is_open:
        found.append(Reason.TEAM_CLOSED)
    found.append(Reason.SPEAKS if need.language in member.languages else Reason.SPEAKS_NOT)
    if need.service:
        found.append(Reason.KNOWS if need.service in member.skills else Reason.KNOWS_NOT)
    return (*found, Reason.LOAD)


def rank_of(weighed: Weighed) -> tuple[bool, bool, int]:
    """Return where somebody stands among those who may; the least comes first."""
    reasons = weighed.reasons
    return (Reason.SPEAKS_NOT in reasons, Reason.KNOWS_NOT in reasons, weighed.member.load)


def in_turn(members: Sequence[Member], after: int | None) -> list[Member]:
    """Return the members in the order of their turns, the one behind `after` first."""
    ordered = sorted(members, key=lambda one: one.number)
    if after is None:
        return ordered
    return sorted(ordered, key=lambda one: one.number <= after)


def choose_team(need: Need, teams: Sequence[TeamOffer]) -> int | None:
    """Return the team that a ticket fits best: its level first, then language, service and hours.

    The teams come in the desk's own order, which decides among equals; none takes another level.
    """
    taking = [one for one in teams if need.level is None or need.level in one.levels]
    ranked = sorted(
        taking,
        key=lambda one: (
            bool(one.languages) and need.language not in one.languages,
            bool(need.service) and bool(one.skills) and need.service not in one.skills,
            not one.is_open,
        ),
    )
    return ranked[0].number if ranked else None
