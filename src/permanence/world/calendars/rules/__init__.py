"""Working-time arithmetic: calendars, targets, and when so much open time has passed."""

from permanence.world.calendars.rules.calendar import (
    BusinessDays,
    Calendar,
    CalendarFault,
    Line,
    NeverDue,
    OpenTime,
    Pause,
    Reckoning,
    Target,
    Why,
    always_open,
)
from permanence.world.calendars.rules.deadlines import due_instant, open_seconds
from permanence.world.calendars.rules.explaining import reckon_due
from permanence.world.calendars.rules.measures import open_before, yearly_open_seconds
from permanence.world.calendars.rules.months import (
    CalendarDay,
    DayException,
    Window,
    month_of,
    name_holiday,
)
from permanence.world.calendars.rules.openings import (
    is_open,
    next_opening,
    open_intervals,
    opens_weekly,
)
from permanence.world.calendars.rules.reading import read_calendar, read_target

__all__ = [
    "BusinessDays",
    "Calendar",
    "CalendarDay",
    "CalendarFault",
    "DayException",
    "Line",
    "NeverDue",
    "OpenTime",
    "Pause",
    "Reckoning",
    "Target",
    "Why",
    "Window",
    "always_open",
    "due_instant",
    "is_open",
    "month_of",
    "name_holiday",
    "next_opening",
    "open_before",
    "open_intervals",
    "open_seconds",
    "opens_weekly",
    "read_calendar",
    "read_target",
    "reckon_due",
    "yearly_open_seconds",
]
