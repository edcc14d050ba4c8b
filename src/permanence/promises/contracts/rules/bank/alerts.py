"""When a customer is told of their hours: at shares used, and so many days before they expire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from permanence.promises.policies.rules import BankTerms


@dataclass(frozen=True)
class LotStanding:
    """A lot of one contract, with what was granted and what is left."""

    key: int
    seconds: int
    left: int
    valid_from: datetime
    expires_at: datetime


@dataclass(frozen=True)
class AlertDue:
    """One alert of a lot: its key, the per cent used or days left, and whether to send it.

    When several became due at once only the gravest is sent; the others are past.
    """

    lot: int
    key: str
    kind: Literal["used", "expires"]
    threshold: int
    is_sent: bool


def alerts_due(
    lots: Sequence[LotStanding], bank: BankTerms, *, at: datetime
) -> tuple[AlertDue, ...]:
    """Return every alert that the hours of a contract have come to, sent before or not.

    Shares count over all lots that are valid, and belong to the one that began last: new hours
    can be used up anew. Nothing expires where nothing is left.
    """
    valid = [lot for lot in lots if lot.valid_from <= at < lot.expires_at]
    return (*_shares_used(valid, bank), *_days_left(valid, bank, at))


def _shares_used(valid: Sequence[LotStanding], bank: BankTerms) -> Iterator[AlertDue]:
    granted = sum(lot.seconds for lot in valid)
    if not granted:
        return
    used = granted - sum(lot.left for lot in valid)
    newest = max(valid, key=lambda lot: (lot.valid_from, lot.key))
    reached = sorted(round(share * 100) for share in bank.alert_used)
    reached = [percent for percent in reached if used * 100 >= granted * percent]
    for percent in reached:
        key = f"used:{percent}"
        yield AlertDue(newest.key, key, "used", percent, percent == reached[-1])


def _days_left(valid: Sequence[LotStanding], bank: BankTerms, at: datetime) -> Iterator[AlertDue]:
    for lot in valid:
        # A month of hours is not said to end in thirty days on the day on which it begins.
        since = [(lot.expires_at - timedelta(days=days), days) for days in bank.alert_days]
        reached = sorted(days for instant, days in since if lot.valid_from < instant <= at)
        for days in reached if lot.left > 0 else []:
            yield AlertDue(lot.key, f"expires:{days}", "expires", days, days == reached[0])
