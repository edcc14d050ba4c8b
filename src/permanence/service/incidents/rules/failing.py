"""When the messages of a customer fail more than is usual with that customer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from permanence.promises.policies.rules.suspicion import FailureTerms


class Over(StrEnum):
    """Why a spell of failing is over: no more fail than usual, or nothing was sent any more."""

    USUAL = "usual"
    SILENT = "silent"


@dataclass(frozen=True)
class Measured:
    """How many messages failed and passed within a window, and usually: each message once."""

    failed: int
    passed: int
    usual_failed: int
    usual_passed: int

    @property
    def total(self) -> int:
        """How many messages had a result within the window."""
        return self.failed + self.passed

    @property
    def usual_share(self) -> float:
        """Which share of the messages usually fails; none where nobody knows."""
        return share_of(self.usual_failed, self.usual_failed + self.usual_passed)

    def told(self) -> dict[str, int]:
        """Return it as it is kept."""
        return asdict(self)


def read_measured(kept: dict[str, Any]) -> Measured:
    """Return what was kept of a measure."""
    return Measured(**{name: int(kept[name]) for name in Measured.__dataclass_fields__})


def add_measured(measures: Sequence[Measured]) -> Measured:
    """Return several measures taken together."""
    return Measured(
        failed=sum(one.failed for one in measures),
        passed=sum(one.passed for one in measures),
        usual_failed=sum(one.usual_failed for one in measures),
        usual_passed=sum(one.usual_passed for one in measures),
    )


def is_above(seen: Measured, terms: FailureTerms) -> bool:
    """Say whether more messages fail than usual.

    What fails is compared for each message that passes: of a customer of whose messages half
    always fail no share could be three times as large.
    """
    if seen.failed < terms.least:
        return False
    if seen.usual_failed + seen.usual_passed < terms.baseline:
        return True
    return seen.failed * seen.usual_passed > terms.factor * seen.usual_failed * seen.passed


def find_onset(failed_at: Sequence[datetime], seen: Measured, *, days: int) -> datetime:
    """Return when the first message failed that was one more than usually do."""
    instants = sorted(failed_at)
    return instants[min(seen.usual_failed // days, len(instants) - 1)]


def find_worst(kept: Measured | None, seen: Measured) -> Measured:
    """Return the measure with more failures; of equal ones the earlier."""
    return kept if kept is not None and kept.failed >= seen.failed else seen


def share_of(part: int, whole: int) -> float:
    """Return a part as a share; nothing of nothing."""
    return part / whole if whole else 0.0
