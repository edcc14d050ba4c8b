"""What a view of one's own lets through, and how that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final, Literal

from permanence.service.tickets.rules.states import ENDED

Promise = Literal["", "at_risk", "overdue", "none"]
# Whether a ticket belongs to an incident that is not closed, or may belong to one.
StandsTo = Literal["", "in", "near", "either"]
YesNo = Literal["", "yes", "no"]
# Whether what is over is let through: it is not, it is too, or it alone.
Over = Literal["", "also", "only"]
# How the customer's own escalation stands: it waits for the ruling, for the attention that is
# owed, for either, or for nothing any more.
Escalated = Literal["", "going", "open", "upheld", "over", "never"]

NO_PLAN: Final = "-"
UNSAID: Final = "unsaid"
NOBODY: Final = 0
ME: Final = -1
MOST_IN_RAIL: Final = 12
# The columns that a reader may leave out; what is due, how grave, which and what about stay.
COLUMNS: Final = ("org", "state", "who", "last")
DATES: Final = frozenset(
    {"opened_since", "opened_until", "word_since", "word_until", "due_since", "due_until"}
)


@dataclass(frozen=True)
class Sieve:
    """What a view lets through among the tickets of a desk; what is empty stops nothing.

    Without `over` it is only what is not over, unless `states` names a state of what is.

    A team or an assignee may be `NOBODY`, an assignee `ME`: whoever looks. `customer`,
    `installation` and `text` are parts of their names and of the subject; both ends of a span of
    days belong to it, by the looker's clock. `incident` asks how it stands to an incident that is
    not closed, `incident_number` to which one, closed or not. `contact` is a part of the name or an
    address of who asked, `cause` of what was written down as the cause, `sources` the causes as
    they are counted. `plan` is the customer's by a contract in force, or `NO_PLAN`; a ground of an
    escalation may be `UNSAID`. `watched` asks for what whoever looks watches.
    """

    over: Over = ""
    states: tuple[str, ...] = ()
    severities: tuple[int, ...] = ()
    levels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    team: int | None = None
    assignee: int | None = None
    customer: str = ""
    installation: str = ""
    service: str = ""
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    promise: Promise = ""
    incident: StandsTo = ""
    incident_number: int | None = None
    opened_since: date | None = None
    opened_until: date | None = None
    word_since: date | None = None
    word_until: date | None = None
    text: str = ""
    contact: str = ""
    plan: str = ""
    last_word_by: str = ""
    outside: str = ""
    triaged: YesNo = ""
    answered: YesNo = ""
    snoozed: YesNo = ""
    watched: YesNo = ""
    confidential: YesNo = ""
    escalation: Escalated = ""
    grounds: tuple[str, ...] = ()
    cause: str = ""
    sources: tuple[str, ...] = ()
    due_since: date | None = None
    due_until: date | None = None


def holds_work(sieve: Sieve) -> bool:
    """Say whether a sieve can let through what is not over."""
    if sieve.over == "only":
        return False
    return not sieve.states or not ENDED.issuperset(sieve.states)


def states_over(sieve: Sieve) -> tuple[str, ...]:
    """Return in which states of what is over a sieve looks; none while it holds work alone."""
    if sieve.states:
        return tuple(sorted(ENDED.intersection(sieve.states)))
    return tuple(sorted(ENDED)) if sieve.over else ()


def describe_sieve(sieve: Sieve) -> dict[str, Any]:
    """Return a sieve as a row keeps it: only what it says, in plain values."""
    said = {key: value for key, value in asdict(sieve).items() if value not in ((), None, "")}
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()
    }


def read_sieve(kept: Mapping[str, Any]) -> Sieve:
    """Return the sieve that a row keeps."""
    said: dict[str, Any] = {}
    for field in fields(Sieve):
        value = kept.get(field.name)
        if value is None:
            continue
        if field.name in DATES:
            value = date.fromisoformat(value)
        said[field.name] = tuple(value) if isinstance(value, list | tuple) else value
    return Sieve(**said)
