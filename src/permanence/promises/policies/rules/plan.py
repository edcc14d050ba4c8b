"""What a customer can buy beside the published policy, and how its hours are kept (SPEC B7)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from permanence.promises.terms.rules import Clause, Words

Period = Literal["month", "quarter", "year"]
Work = Literal["troubleshooting", "programming", "training", "teleconference", "other"]
"""A kind of work that time is spent on; hours pay for the kinds that a clause names."""

AtZero = Literal["warn", "ask", "refuse"]


@dataclass(frozen=True)
class Module:
    """One thing that a negotiated plan can be made of."""

    clause: Clause
    key: str


@dataclass(frozen=True)
class Plan:
    """Support that a customer can buy; hours and calendar are empty on a negotiated plan."""

    clause: Clause
    key: str
    name: Words
    hours: int | None
    period: Period | None
    calendar_key: str | None
    modules: tuple[Module, ...]


@dataclass(frozen=True)
class BankTerms:
    """How an hours bank is kept (SPEC B7).

    Each entry is rounded up to the unit of `rounding`. `pays` names the kinds of work that hours
    pay for. At zero the desk goes on with a warning, asks the customer first, or refuses.
    Alerts go out when a share of the hours is used, and so many days before the rest expires.
    """

    rounding: timedelta = timedelta(minutes=1)
    pays: tuple[Work, ...] = ("troubleshooting",)
    at_zero: AtZero = "warn"
    alert_used: tuple[float, ...] = (0.8, 1.0)
    alert_days: tuple[int, ...] = (30, 7)
