"""Which kinds of request a desk names, and how its files are worked on."""

from collections.abc import Mapping
from typing import Final, get_args

from permanence.promises.policies.rules.amounts import same_words
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.policy import KINDS, Grade, Handling, KindTerm, Validated
from permanence.promises.terms.rules.tables import Table

VALIDATED: Final = get_args(Validated)


def read_kinds(drafts: Drafts, axes: Mapping[str, tuple[Grade, ...]]) -> tuple[KindTerm, ...]:
    """Return the kinds of request that the document names, in its order."""
    found: list[KindTerm] = []
    for draft in drafts.of("kinds"):
        for item in draft.table.tables("kind"):
            key = item.choice("key", KINDS)
            level, severity = (_grade(item, axis, axes[axis]) for axis in ("level", "severity"))
            fill = {"level": same_words(level), "severity": same_words(severity)}
            clause = draft.add(item, key, item.words("text", fill=fill))
            name = item.words("name")
            found.append(KindTerm(clause, key, name, level, severity))  # type: ignore[arg-type]  # `choice` has blamed any other
            item.close()
    return tuple(found)


def _grade(item: Table, axis: str, known: tuple[Grade, ...]) -> int | None:
    if axis not in item:
        return None
    number = item.number(axis, least=1)
    numbers = [grade.number for grade in known]
    if numbers and number not in numbers:
        right = f"use one of: {', '.join(map(str, numbers))}"
        item.blame(axis, f"there is no {axis} {number}", right)
    return number


def read_handling(drafts: Drafts) -> Handling:
    """Return how files are worked on; where the operator says nothing, nothing is demanded."""
    handling = Handling()
    for draft in drafts.of("handling"):
        days = None
        if "reopens_for_days" in draft.table:
            days = draft.table.number("reopens_for_days", least=1)
            draft.read_clauses({"days": same_words(days)})
        handling = Handling(
            reopens_for_days=days,
            validate_before=draft.table.choices("validate_before", VALIDATED),  # type: ignore[arg-type]  # as above
            needs_cause=draft.table.truth("needs_cause", default=False),
            names_shown=draft.table.truth("names_shown", default=True),
        )
    return handling
