"""When a centre is open, as its portal says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from permanence.faces.ui.moments import say_instant, say_zone
from permanence.ground.lib.dates import say_date
from permanence.promises.policies.rules import Policy
from permanence.world.calendars.rules import Calendar, next_opening, open_intervals
from permanence.world.calendars.rules.zones import find_zone

MOST_SPANS: Final = 20
AHEAD: Final = timedelta(days=60)


@dataclass(frozen=True)
class Hours:
    """Whether a centre is open, in words; `note` names the zone of the instants in them.

    `ahead` are the single days to come with other hours than usual, by the centre's own clock.
    """

    open: bool
    sentence: str
    next: str
    note: str
    ahead: tuple[str, ...] = ()


def say_hours(
    policy: Policy,
    *,
    at: datetime,
    zone: ZoneInfo | None = None,
    own: Sequence[Calendar] = (),
) -> Hours:
    """Return the hours of a centre in the reader's zone, or in the centre's own.

    `own` are the hours that the reader's contracts add: the centre is there for them then, too.
    """
    published = policy.calendars[policy.coverage.calendar_key]
    calendars = (published, *own)
    if any(calendar.always for calendar in calendars):
        return Hours(True, gettext("Open now."), gettext("We are here day and night."), "")
    told_in: tzinfo = zone or find_zone(published.zone)
    note, ahead = say_zone(told_in, at), list_ahead(published, at)
    openings = [opens for one in calendars if (opens := next_opening(one, at))]
    if not openings:
        return Hours(False, gettext("Closed now."), "", "", ahead)
    if min(openings) > at:
        again = gettext("Opens again: %(when)s.") % {
            "when": say_instant(min(openings), at=at, zone=told_in)
        }
        return Hours(False, gettext("Closed now."), again, note, ahead)
    closes = find_closing(calendars, at)
    sentence = gettext("Open now, until %(when)s.")
    until = sentence % {"when": say_instant(closes, at=at, zone=told_in)}
    return Hours(True, until, "", note, ahead)


def list_ahead(calendar: Calendar, at: datetime) -> tuple[str, ...]:
    """Return the days of the next weeks with hours of their own, which were announced."""
    today = at.astimezone(find_zone(calendar.zone)).date()
    return tuple(
        f"{say_date(on, 'D j M')}: {say_windows(hours)}"
        for on, hours in calendar.days
        if today <= on <= today + AHEAD
    )


def say_windows(hours: Sequence[tuple[int, int]]) -> str:
    """Return the hours of one day, by the clock."""
    spans = [f"{say_clock(begins)}–{say_clock(ends)}" for begins, ends in hours]
    return ", ".join(spans) or gettext("closed")


def say_clock(second: int) -> str:
    """Return a second of a day as a clock shows it; past midnight it begins again."""
    hours, minutes = divmod(second // 60, 60)
    return f"{hours if hours <= 24 else hours - 24:02}:{minutes:02}"


def find_closing(calendars: Sequence[Calendar], at: datetime) -> datetime:
    """Return when the last of the calendars closes that follow one another without a gap."""
    closes = at
    for _ in range(MOST_SPANS):
        spans = [next(open_intervals(calendar, closes), None) for calendar in calendars]
        later = [span[1] for span in spans if span and span[0] <= closes < span[1]]
        if not later:
            break
        closes = max(later)
    return closes
