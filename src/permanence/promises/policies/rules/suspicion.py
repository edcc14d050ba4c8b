"""When signs of several customers are taken for an incident, and what its notices answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

Answers = Literal["never", "approved", "always"]
ANSWERS: Final = ("never", "approved", "always")


@dataclass(frozen=True)
class FailureTerms:
    """When the failing of a customer's messages says something.

    At least so many failed, and for each that passed more than `factor` times as many as usual.
    Of a customer that usually has fewer than `baseline` messages nobody knows what is usual: there
    the number alone decides.
    """

    least: int = 5
    factor: int = 3
    baseline: int = 20


@dataclass(frozen=True)
class Suspicion:
    """From when on what is said of one component within a window is taken for an incident.

    So many customers; so many with an alert on it; so many when one of them is of severity 2; so
    many alerts without any customer (0: never).
    """

    window: timedelta = timedelta(minutes=30)
    customers: int = 3
    with_alert: int = 1
    with_grave: int = 2
    alerts: int = 3
    failures: FailureTerms = field(default_factory=FailureTerms)


@dataclass(frozen=True)
class Joining:
    """Whether a notice of an incident answers the requests that joined it, by which clause.

    Never, if a person approved it, or always.
    """

    answers: Answers = "never"
    clause: str = ""
