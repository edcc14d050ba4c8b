"""When a centre is open, as its portal says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from permanence.faces.ui.moments import say_instant, say_zone
from permanence.promises.policies.rules import Policy
from permanence.world.calendars.rules import next_opening, open_intervals
from permanence.world.calendars.rules.zones import find_zone


@dataclass(frozen=True)
class Hours:
    """Whether a centre is open, in words; `note` names the zone of the instants in them."""

    open: bool
    sentence: str
    next: str
    note: str


def say_hours(policy: Policy, *, at: datetime, zone: ZoneInfo | None = None) -> Hours:
    """Return the hours of a centre in the reader's zone, or in the centre's own."""
    calendar = policy.calendars[policy.coverage.calendar_key]
    if calendar.always:
        return Hours(True, gettext("Open now."), gettext("We are here day and night."), "")
    told_in: tzinfo = zone or find_zone(calendar.zone)
    note = say_zone(told_in, at)
    opens = next_opening(calendar, at)
    if opens is None:
        return Hours(False, gettext("Closed now."), "", "")
    if opens > at:
        again = gettext("Opens again: %(when)s.") % {
            "when": say_instant(opens, at=at, zone=told_in)
        }
        return Hours(False, gettext("Closed now."), again, note)
    _, closes = next(open_intervals(calendar, at))
    sentence = gettext("Open now, until %(when)s.")
    return Hours(True, sentence % {"when": say_instant(closes, at=at, zone=told_in)}, "", note)
