"""What clauses give beside times, and which of several governs (SPEC B6, B7, C2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from permanence.promises.terms.rules import Clause

Matter = Literal["coverage", "channel", "hours", "inclusion", "notice", "ladder"]
Why = Literal["only", "larger", "earlier", "contract", "order"]

SMALLER_IS_BETTER: Final = frozenset({"notice", "ladder"})


@dataclass(frozen=True)
class TermCandidate:
    """What one clause gives.

    `amount` is in seconds: the open time of a year, the hours of a year, the time until a notice
    goes out or until the last rung of a ladder is called; 0 where a thing is given or is not.
    `value` names what is given: a calendar, a number, an address, a module.
    """

    clause: Clause
    amount: int = 0
    value: str = ""


@dataclass(frozen=True)
class TermLoser:
    """A clause that did not govern; `less_by` is how much less it gives (negative: more).

    None where the two cannot be measured by each other.
    """

    candidate: TermCandidate
    less_by: int | None


@dataclass(frozen=True)
class TermVerdict:
    """The clause that governs one thing, why, and those that lost, the nearest first.

    `key` tells apart what stands side by side: each number, each lot of hours, each mark.
    """

    matter: Matter
    key: str
    winner: TermCandidate
    losers: tuple[TermLoser, ...]
    reason: Why


Found = tuple[Matter, str, TermCandidate]


@dataclass
class Lot:
    """The clauses for one thing; one that a later version repeats is one clause."""

    told: dict[object, TermCandidate] = field(default_factory=dict)

    @property
    def candidates(self) -> list[TermCandidate]:
        """Each clause once, in the order in which they came."""
        return list(self.told.values())

    def add(self, candidate: TermCandidate) -> None:
        """Take a clause, if it is no repetition."""
        clause = candidate.clause
        document = clause.source.rpartition(":")[0]
        same = (document, clause.key, candidate.amount, candidate.value)
        self.told.setdefault(same, candidate)


def weigh_terms(found: Iterable[Found], *, most_favourable: bool) -> tuple[TermVerdict, ...]:
    """Return for each thing which of its clauses governs."""
    lots: dict[tuple[Matter, str], Lot] = {}
    for matter, key, candidate in found:
        lots.setdefault((matter, key), Lot()).add(candidate)
    return tuple(
        settle_lot(matter, key, lot.candidates, most_favourable=most_favourable)
        for (matter, key), lot in lots.items()
    )


def settle_lot(
    matter: Matter, key: str, candidates: Sequence[TermCandidate], *, most_favourable: bool
) -> TermVerdict:
    """Return which of the clauses for one thing governs, and why."""
    smaller = matter in SMALLER_IS_BETTER
    contracted = [one for one in candidates if is_of_contract(one)]
    eligible = candidates if most_favourable or not contracted else contracted

    def merit(one: TermCandidate) -> tuple[int, bool, bool, str, str]:
        clause = one.clause
        amount = one.amount if smaller else -one.amount
        return amount, not is_of_contract(one), not clause.published, clause.key, one.value

    winner = min(eligible, key=merit)
    losers = [one for one in sorted(candidates, key=merit) if one is not winner]
    less = [
        loser.amount - winner.amount if smaller else winner.amount - loser.amount
        for loser in losers
    ]
    beaten = tuple(
        TermLoser(one, by if matter != "notice" or one.value == winner.value else None)
        for one, by in zip(losers, less, strict=True)
    )
    by_standing = len(eligible) <= len(losers)
    return TermVerdict(matter, key, winner, beaten, _say_why(matter, less, by_standing=by_standing))


def _say_why(matter: Matter, less: Sequence[int], *, by_standing: bool) -> Why:
    if not less:
        return "only"
    if by_standing:
        return "contract"
    if 0 in less:
        return "order"
    return "earlier" if matter in SMALLER_IS_BETTER else "larger"


def is_of_contract(candidate: TermCandidate) -> bool:
    """Say whether a contract gives this, and not the policy."""
    return candidate.clause.source.startswith("contract:")
