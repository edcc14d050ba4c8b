"""The values of working-time arithmetic."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from permanence.world.calendars.rules.spans import Spans, merge_spans, shift_spans, subtract_spans

DAY: Final = 86_400
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()

# The end of what has none: after every second that is ever reckoned with.
ENDLESS: Final = 1 << 62

Pause = tuple[datetime, datetime | None]

WHOLE_DAY: Final[Spans] = ((0, DAY),)
WHOLE_WEEK: Final[tuple[Spans, ...]] = (WHOLE_DAY,) * 7
EMPTY_WEEK: Final[tuple[Spans, ...]] = ((),) * 7


class CalendarFault(ValueError):  # noqa: N818 -- a fault is the word of those who write calendars
    """A calendar or target that cannot be understood: where, what is wrong, what would be right."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class NeverDue(ValueError):  # noqa: N818 -- a rule's answer, not a failure of the program
    """The calendar does not open for long enough within the years that are searched."""


@dataclass(frozen=True)
class Calendar:
    """When a desk is open, by the local clock of one zone.

    `zone` is a named zone ("Europe/Paris") or a fixed offset ("-05:00"). `week` and `breaks` have
    seven days from Monday, with their spans in seconds from midnight: one that runs into the next
    day ends after DAY. A date in `days` keeps those hours instead of its week's and breaks,
    holiday or not. Holidays are dates, (month, day) of every year, and the public holidays of
    (country, region). `holes` are local spans taken out, in seconds from 1970-01-01T00:00 local.
    `always` and `closed_from`, the second after which it cannot open any more, follow from these.
    """

    zone: str
    week: tuple[Spans, ...]
    breaks: tuple[Spans, ...] = EMPTY_WEEK
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    public: tuple[tuple[str, str | None], ...] = ()
    days: tuple[tuple[date, Spans], ...] = ()
    holes: Spans = ()
    always: bool = field(init=False, compare=False)
    closed_from: int = field(init=False, compare=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        exceptions = (self.holidays, self.yearly, self.public, self.days, self.holes)
        plain = self.breaks == EMPTY_WEEK and not any(exceptions)
        object.__setattr__(self, "always", plain and self.week == WHOLE_WEEK)
        object.__setattr__(self, "closed_from", self._find_end())
        object.__setattr__(self, "_hash", hash((type(self), *self._told())))

    def __hash__(self) -> int:
        # Reckoned once: every deadline looks its calendar up.
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        # Hashes of texts differ from process to process.
        return type(self), self._told()

    def _told(self) -> tuple[Any, ...]:
        return tuple(getattr(self, one.name) for one in fields(self) if one.init)

    def _find_end(self) -> int:
        if _opens_weekly(self.week, self.breaks):
            return ENDLESS
        last_day = max((on.toordinal() for on, _ in self.days), default=0)
        # Hours may run over midnight, and a clock be a day behind UTC.
        return (last_day - EPOCH_ORDINAL + 3) * DAY


def _opens_weekly(week: tuple[Spans, ...], breaks: tuple[Spans, ...]) -> bool:
    hours = merge_spans(span for day in range(7) for span in shift_spans(week[day], day * DAY))
    # A break may come from the night of the week before, or cut hours that end in the next week.
    taken = merge_spans(
        span for day in range(-1, 9) for span in shift_spans(breaks[day % 7], day * DAY)
    )
    return bool(subtract_spans(hours, taken))


def always_open(zone: str = "UTC") -> Calendar:
    """Return the calendar on which all time counts; the zone only tells its dates."""
    return Calendar(zone, WHOLE_WEEK)


@dataclass(frozen=True)
class OpenTime:
    """A target of so many seconds of open time."""

    seconds: int


@dataclass(frozen=True)
class BusinessDays:
    """A target at the same local time so many business days later."""

    days: int


Target = OpenTime | BusinessDays


class Why(StrEnum):
    """Why a line of an explanation counts, or does not."""

    OPEN = "open"
    PAUSE = "pause"
    CLOSED = "closed"
    BREAK = "break"
    HOLE = "hole"
    HOLIDAY = "holiday"
    START = "start"
    BUSINESS_DAY = "business-day"


@dataclass(frozen=True)
class Line:
    """One stretch of one date of the calendar's zone, and what it was.

    `starts` and `ends` are instants in UTC, `clock_from` and `clock_to` the same by the calendar's
    own clock ("08:30", "24:00"). A pause without end has neither end nor seconds.
    """

    date: date
    starts: datetime
    ends: datetime | None
    seconds: int | None
    why: Why
    clock_from: str
    clock_to: str | None


@dataclass(frozen=True)
class Reckoning:
    """The due instant, None while a pause without end holds it, and how it came about."""

    due: datetime | None
    explanation: tuple[Line, ...]
