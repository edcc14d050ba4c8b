"""What people are told of, by which way, and when: pure, by the person's own clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final


class Event(StrEnum):
    """What somebody may be told of."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    CUSTOMER_WROTE = "wrote"
    NOTED = "noted"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    BOUNCED = "bounced"
    MERGED = "merged"
    RULE = "rule"
    RULE_OFF = "rule_off"
    LET_IN = "let_in"
    GLASS = "glass"
    GAP = "gap"
    SHIFT = "shift"
    SWAP = "swap"
    SWAPPED = "swapped"
    NOT_SWAPPED = "not_swapped"
    COVERED = "covered"
    CALLED = "called"
    TASK = "task"
    TASK_DUE = "task_due"
    LEAD = "lead"
    CONTRIBUTE = "contribute"
    MEASURE = "measure"
    MEASURE_SOON = "measure_soon"
    MEASURE_LATE = "measure_late"
    RECURRENCE = "recurrence"
    ARTICLE_DUE = "article_due"


URGENT: Final = frozenset({Event.OVERDUE, Event.MENTIONED, Event.CALLED, Event.LEAD})
# Nobody can choose not to see that somebody broke in, that they know of something now, or that a
# ladder calls them.
ALWAYS: Final = frozenset({Event.LET_IN, Event.GLASS, Event.CALLED})
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Wishes:
    """By which ways somebody hears of which events, and when they want quiet.

    `mail_every` is in minutes; 0 is once a day at `mail_at`.
    """

    page: frozenset[str]
    mail: frozenset[str]
    mail_every: int
    mail_at: time
    quiet_from: time | None = None
    quiet_to: time | None = None
    urgent_passes: bool = True
    push: frozenset[str] = frozenset()

    def list_page(self) -> list[str]:
        """Return what is shown in the page, as it is kept."""
        return sorted(self.page)

    def list_mail(self) -> list[str]:
        """Return what is mailed, as it is kept."""
        return sorted(self.mail)

    def list_push(self) -> list[str]:
        """Return what closed browsers are told, as it is kept."""
        return sorted(self.push)


FIRST_CHANNELS: Final = Wishes(
    page=frozenset(Event),
    mail=frozenset(),
    mail_every=60,
    mail_at=time(8, 0),
    push=frozenset(
        {Event.ASSIGNED, Event.MENTIONED, Event.OVERDUE, Event.TASK, Event.TASK_DUE, Event.LEAD}
    ),
)


def digest_due(wishes: Wishes, waiting: Iterable[tuple[str, datetime]], zone: tzinfo) -> datetime:
    """Return when the mail with all that waits is to be written.

    `waiting` is each event with its instant; the one that is due first carries all.
    """
    return min(mail_due(wishes, event, told, zone) for event, told in waiting)


def mail_due(wishes: Wishes, event: str, told: datetime, zone: tzinfo) -> datetime:
    """Return when one event may be mailed at the latest, quiet hours respected."""
    if wishes.mail_every:
        due = told + timedelta(minutes=wishes.mail_every)
    else:
        due = next_time(wishes.mail_at, told, zone)
    return end_of_quiet(wishes, event, due, zone)


def end_of_quiet(wishes: Wishes, event: str, at: datetime, zone: tzinfo) -> datetime:
    """Return the instant itself, or when the quiet hours that it falls into end."""
    if wishes.quiet_to is None or not is_quiet(wishes, at, zone):
        return at
    if wishes.urgent_passes and event in URGENT:
        return at
    return next_time(wishes.quiet_to, at, zone)


def is_quiet(wishes: Wishes, at: datetime, zone: tzinfo) -> bool:
    """Say whether somebody wants quiet at an instant; the hours may go over midnight."""
    begin, end = wishes.quiet_from, wishes.quiet_to
    if begin is None or end is None or begin == end:
        return False
    now = at.astimezone(zone).time()
    if begin < end:
        return begin <= now < end
    return now >= begin or now < end


def next_time(wanted: time, after: datetime, zone: tzinfo) -> datetime:
    """Return the first instant from `after` on at which a clock in the zone shows a time of day."""
    day = after.astimezone(zone).date()
    found = datetime.combine(day, wanted, tzinfo=zone)
    return found if found >= after else datetime.combine(day + DAY, wanted, tzinfo=zone)
