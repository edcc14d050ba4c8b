"""Whom an incident touches: what was found, what people decided, and how lists differ. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

RULE: Final = 1
"""Which version of these rules reckoned a list; it goes up with every change of them."""


class Standing(StrEnum):
    """How sure it is that a customer is touched."""

    POSSIBLE = "possible"
    CONFIRMED = "confirmed"
    EXCLUDED = "excluded"


class Ground(StrEnum):
    """Why a customer stands on the list at all."""

    COMPONENT = "component"
    EVERYTHING = "everything"
    NO_CONTRACT = "no_contract"
    SIGNALS = "signals"
    PERSON = "person"


# What says most about why comes first, where several things put one customer on the list.
ORDER: Final = list(Ground)


@dataclass(frozen=True)
class Found:
    """One customer whom the catalogue and the contracts put on the list."""

    organisation: int
    ground: str
    path: tuple[int, ...] = ()
    contract_version: int | None = None


@dataclass(frozen=True)
class Line:
    """One customer on the list; `judgement` is the decision of a person that holds for it."""

    organisation: int
    standing: str
    ground: str
    path: tuple[int, ...] = ()
    contract_version: int | None = None
    judgement: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether the customer is to hear of the incident."""
        return self.standing != Standing.EXCLUDED

    @property
    def found(self) -> Found:
        """What put the customer on the list."""
        return Found(self.organisation, self.ground, self.path, self.contract_version)


@dataclass(frozen=True)
class Difference:
    """What became different from one list to the next, by customer."""

    added: tuple[Line, ...] = ()
    gone: tuple[Line, ...] = ()
    changed: tuple[tuple[Line, Line], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def nearest_found(found: Iterable[Found]) -> dict[int, Found]:
    """Return of each customer the ground that says most, by the shortest way."""
    best: dict[int, Found] = {}
    for one in found:
        known = best.get(one.organisation)
        if known is None or weigh_found(one) < weigh_found(known):
            best[one.organisation] = one
    return best


def weigh_found(one: Found) -> tuple[int, int, tuple[int, ...], int]:
    """Return by what grounds of one customer are ordered, the one that says most first."""
    return ORDER.index(Ground(one.ground)), len(one.path), one.path, one.contract_version or 0


def renew_lines(before: Iterable[Line], found: Iterable[Found]) -> list[Line]:
    """Return the list after a new scope: what was found, and what people decided.

    Whom a person confirmed or added stays. Who was excluded stays excluded only as long as the
    same way leads to them: who is touched by another is possible again. Whom nobody judged and
    nothing finds any more is not on the list.
    """
    fresh = nearest_found(found)
    judged = {line.organisation: line for line in before if line.judgement is not None}
    lines = {
        one.organisation: Line(
            one.organisation, Standing.POSSIBLE, one.ground, one.path, one.contract_version
        )
        for one in fresh.values()
    }
    for organisation, line in judged.items():
        now = fresh.get(organisation)
        if line.standing == Standing.EXCLUDED and now and now != line.found:
            continue
        kept = now or line.found
        lines[organisation] = replace(
            line, ground=kept.ground, path=kept.path, contract_version=kept.contract_version
        )
    return sorted(lines.values(), key=lambda line: line.organisation)


def judge_lines(
    before: Iterable[Line],
    organisations: Collection[int],
    *,
    standing: str,
    judgement: int,
    ground: str = Ground.PERSON,
) -> list[Line]:
    """Return the list after a person decided on some customers; those not on it are added."""
    lines = {line.organisation: line for line in before}
    for organisation in organisations:
        known = lines.get(organisation) or Line(organisation, standing, ground)
        lines[organisation] = replace(known, standing=standing, judgement=judgement)
    return sorted(lines.values(), key=lambda line: line.organisation)


def differ(before: Iterable[Line], after: Iterable[Line]) -> Difference:
    """Return what became different from one list to the next."""
    old = {line.organisation: line for line in before}
    new = {line.organisation: line for line in after}
    return Difference(
        added=tuple(new[one] for one in sorted(new.keys() - old.keys())),
        gone=tuple(old[one] for one in sorted(old.keys() - new.keys())),
        changed=tuple(
            (old[one], new[one]) for one in sorted(old.keys() & new.keys()) if old[one] != new[one]
        ),
    )


def newly_told(before: Iterable[Line], after: Iterable[Line]) -> list[int]:
    """Return which customers are to hear of the incident and were not before."""
    told = {line.organisation for line in before if line.is_told}
    return [line.organisation for line in after if line.is_told and line.organisation not in told]


def no_longer_told(before: Iterable[Line], after: Iterable[Line]) -> list[int]:
    """Return which customers were to hear of the incident and are not any more."""
    return newly_told(after, before)


def digest_lines(incident: int, number: int, lines: Sequence[Line], *, previous: str) -> str:
    """Return the SHA-256 of a list: whose it is, the list before it, and each of its lines."""
    told = [
        [
            line.organisation,
            str(line.standing),
            str(line.ground),
            list(line.path),
            line.contract_version,
            line.judgement,
        ]
        for line in sorted(lines, key=lambda line: line.organisation)
    ]
    text = json.dumps([incident, number, RULE, previous, told], separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def count_standings(lines: Iterable[Line]) -> dict[str, int]:
    """Return how many customers are possible, confirmed and excluded."""
    counts = dict.fromkeys(map(str, Standing), 0)
    for line in lines:
        counts[str(line.standing)] += 1
    return counts
