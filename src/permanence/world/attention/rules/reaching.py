"""How a person is reached when something waits for them: their own order, delays, quiet hours.

Pure, by the person's own clock.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from permanence.world.attention.rules.channels import Wishes, is_quiet

CODE_LIVES: Final = timedelta(minutes=15)
CODE_AGAIN: Final = timedelta(minutes=1)
MOST_TRIES: Final = 5
MOST_WAYS: Final = 10
GRAVEST: Final = 1
SEVERITIES: Final = (1, 2, 3, 4)


class By(StrEnum):
    """By what somebody is reached."""

    PUSH = "push"
    MAIL = "mail"
    SMS = "sms"
    CHAT = "chat"
    VOICE = "voice"


# Everything else wakes people.
SILENT: Final = frozenset({By.MAIL})
# Whose address has to be proven to be the person's own.
PROVEN: Final = frozenset({By.SMS, By.CHAT, By.VOICE})


@dataclass(frozen=True)
class Reach:
    """One way to a person: by what, where, and how long after they are called."""

    way: str
    address: str
    after: timedelta


@dataclass(frozen=True)
class QuietHours:
    """When somebody wants quiet, and which severities are let through all the same."""

    begin: time | None = None
    end: time | None = None
    passes: frozenset[int] = frozenset({1, 2})


def order_ways(
    ways: Sequence[Reach], quiet: QuietHours, *, severity: int | None, at: datetime, zone: tzinfo
) -> list[Reach]:
    """Return the ways to a person now, in their own order.

    In quiet hours what would wake them is left out, unless they let the severity through. Of a
    matter that nobody has judged the gravest is supposed.
    """
    is_let_through = (severity or GRAVEST) in quiet.passes
    if is_let_through or not wants_quiet(quiet, at, zone):
        return list(ways)
    return [one for one in ways if one.way in SILENT]


def wants_quiet(quiet: QuietHours, at: datetime, zone: tzinfo) -> bool:
    """Say whether an instant falls into somebody's quiet hours, which may go over midnight."""
    hours = Wishes(
        page=frozenset(),
        mail=frozenset(),
        mail_every=0,
        mail_at=time(),
        quiet_from=quiet.begin,
        quiet_to=quiet.end,
    )
    return is_quiet(hours, at, zone)


def first_ways(mail: str, *, has_browsers: bool) -> list[Reach]:
    """Return how somebody is reached who has not said how: at once, and by all there is."""
    pushed = [Reach(By.PUSH, "", timedelta())] if has_browsers else []
    return [*pushed, Reach(By.MAIL, mail, timedelta())]


def read_severities(typed: Iterable[str]) -> frozenset[int]:
    """Return the severities among what was ticked."""
    return frozenset(int(one) for one in typed if one.isdecimal() and int(one) in SEVERITIES)


def make_code() -> str:
    """Return six figures by which somebody proves that an address is theirs."""
    return f"{secrets.randbelow(1_000_000):06d}"
