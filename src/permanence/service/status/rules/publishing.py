"""What of an incident may stand on a page that everybody reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """How far those who work on an incident are, as the public reads it."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


STARTED: Final = frozenset({"declared", "resolved", "closed"})
OVER: Final = frozenset({"resolved", "closed"})


@dataclass(frozen=True)
class Case:
    """What is asked of an incident before anything of it is shown."""

    kind: str
    state: str
    is_drill: bool
    shown: int  # public components


def may_appear(case: Case) -> bool:
    """Say whether a person may publish something of it: a drill never, a suspicion not yet."""
    return not case.is_drill and case.state in STARTED


def appears_by_itself(case: Case) -> bool:
    """Say whether it appears without a person: a disruption of what everybody may know of.

    A breach of security stands there only when a person publishes it.
    """
    return may_appear(case) and case.kind == "disruption" and case.shown > 0


def has_words(texts: Mapping[str, str], language: str) -> bool:
    """Say whether a text can be published: at least in the desk's own language."""
    return bool(texts.get(language, "").strip())
