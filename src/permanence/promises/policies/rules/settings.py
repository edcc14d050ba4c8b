"""What the operator of a desk decides where the published policy is silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from permanence.promises.policies.rules.amounts import (
    SIZE_EXAMPLE,
    TIME_EXAMPLE,
    Amount,
    lead_words,
    parse_size,
    parse_span,
    same_words,
    size_words,
)
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.parts import PROMISES
from permanence.promises.policies.rules.policy import Grade, Limits
from permanence.promises.terms.rules import LANGUAGES, Lead
from permanence.promises.terms.rules.tables import Table

_MEGABYTE: Final = 1000**2


@dataclass(frozen=True)
class Shares:
    """How long before its limit a promise climbs and warns, with the exceptions."""

    climb_at: Lead
    warn_at: Lead
    exceptions: Mapping[tuple[str, int | None, int | None], tuple[Lead, Lead]]

    def of(self, promise: str, severity: int | None, level: int | None) -> tuple[Lead, Lead]:
        """Return the two leads of one target."""
        for key in ((promise, severity, level), (promise, None, None)):
            if key in self.exceptions:
                return self.exceptions[key]
        return self.climb_at, self.warn_at


def read_languages(operator: Table) -> tuple[tuple[str, ...], str]:
    """Return the languages that every text of the document has, and the desk's own."""
    table = operator.table("languages")
    offered = table.choices("offered", LANGUAGES, required=True)
    if not offered and isinstance(table.raw("offered"), list):
        table.blame("offered", "names no language", f"use some of: {', '.join(LANGUAGES)}")
    known = tuple(dict.fromkeys(language for language in offered if language in LANGUAGES))
    return known or LANGUAGES, table.choice("default", offered or LANGUAGES)


def settle_languages(drafts: Drafts) -> None:
    """Read the clauses about languages, what they are having been read before all words."""
    draft = drafts.setting("languages")
    draft.read_clauses()
    draft.table.raw("offered"), draft.table.raw("default")


def read_provisional(drafts: Drafts, axes: Mapping[str, tuple[Grade, ...]]) -> tuple[int, int]:
    """Return the level and the severity that untriaged tickets run on."""
    draft = drafts.setting("provisional")
    found = {}
    for axis in ("level", "severity"):
        found[axis] = draft.table.number(axis, least=1)
        known = [grade.number for grade in axes[axis]]
        if known and axis in draft.table and found[axis] not in known:
            wrong, right = f"there is no {axis} {found[axis]}", f"use one of: {_list(known)}"
            draft.table.blame(axis, wrong, right)
    draft.read_clauses({axis: same_words(number) for axis, number in found.items()})
    return found["level"], found["severity"]


def read_shares(drafts: Drafts) -> Shares:
    """Return when the ladder is climbed and when the desk is warned, before the limit."""
    draft = drafts.setting("climb")
    climb_at, warn_at = _read_pair(draft.table)
    exceptions = {}
    for item in draft.table.tables("exception"):
        promise = item.choice("promise", PROMISES)
        severity = item.number("severity", least=1) if "severity" in item else None
        level = item.number("level", least=1) if "level" in item else None
        exceptions[promise, severity, level] = _read_pair(item)
        item.close()
    draft.read_clauses({"at": lead_words(climb_at), "warn": lead_words(warn_at)})
    return Shares(climb_at, warn_at, exceptions)


def _read_pair(table: Table) -> tuple[Lead, Lead]:
    climb_at, warn_at = read_lead(table, "at"), read_lead(table, "warn")
    if isinstance(climb_at, float) and isinstance(warn_at, float) and warn_at > climb_at:
        right = f"write {climb_at:g} or less"
        table.blame("warn", f"{warn_at:g} comes after the climb at {climb_at:g}", right)
    if isinstance(climb_at, timedelta) and isinstance(warn_at, timedelta) and warn_at < climb_at:
        right = "write the same span or a longer one"
        table.blame("warn", "comes after the climb", right)
    return climb_at, warn_at


def read_lead(table: Table, key: str) -> Lead:
    """Return a share of the time (0.7), or the open time that is left ("30 minutes")."""
    if isinstance(table.raw(key), str):
        minute = Amount(1, "minute")
        return table.parsed(key, parse_span, right=TIME_EXAMPLE, empty=minute).span
    return table.share(key)


def read_limits(drafts: Drafts) -> Limits:
    """Return what the desk takes in one message."""
    draft = drafts.setting("limits")
    sizes = {
        key: draft.table.parsed(key, parse_size, right=SIZE_EXAMPLE, empty=_MEGABYTE)
        for key in ("message", "attachments", "reply")
    }
    fill = {key: size_words(size) for key, size in sizes.items()}
    draft.read_clauses(fill)
    return Limits(**sizes)


def read_openers(drafts: Drafts) -> bool:
    """Return whether only the contacts that a customer has named may open requests."""
    draft = drafts.setting("openers")
    draft.read_clauses()
    return draft.table.truth("only_named_contacts")


def read_truth(drafts: Drafts, chapter: str, key: str) -> bool:
    """Return a yes or no of the published policy; no where it is silent."""
    told = [
        draft.table.truth(key, default=False) for draft in drafts.of(chapter) if draft.published
    ]
    return any(told)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
