"""What a written notice is: to whom, of what, at which stage; pure values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

OWNER: Final = "notices.notice"
KINDS: Final = ("disruption", "security")
STAGES: Final = ("first", "minimal", "report", "resolved")
SEVERITIES: Final = (0, 1, 2)  # 0 is any
POLICY: Final = "policy"

# A mail that no server took by then goes on to the next channel, while the mail is tried further.
PATIENCE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Customer:
    """A customer to be told, and the names of what touches it, each `{language: name}`."""

    organisation: int
    components: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class NewNotice:
    """A notice to be drafted. `owner` and `subject` say whose it is ("incidents.incident", 123).

    `title` is what it is called to customers ("I-1042"). `instants` fill variables of that name.
    `every` is the time until the next report, None when none follows; `release_at` is when policy
    releases it with the minimal text, None for never. `drill` are the only addresses that get
    anything, with None it is no drill.
    """

    owner: str
    subject: int
    desk: int
    kind: str
    severity: int
    stage: str
    title: str
    customers: Sequence[Customer]
    instants: Mapping[str, datetime] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    every: timedelta | None = None
    release_at: datetime | None = None
    drill: Sequence[str] | None = None


@dataclass(frozen=True)
class Text:
    """Subject and text of a notice in one language."""

    subject: str
    text: str


Texts = Mapping[str, Text]


def next_report(released_at: datetime, every: timedelta | None) -> datetime | None:
    """Return by when the next report is promised: a whole minute, and never later than the time.

    What is said to customers has no seconds; the clock that it starts runs to the same instant.
    """
    if every is None:
        return None
    return (released_at + every).replace(second=0, microsecond=0)
