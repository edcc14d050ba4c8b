"""Scenes drawn by chance, always the same: a few calendars of one week, and questions about them.

Hypothesis finds the small cases that break a rule; this makes the many, at the price of a walk
over the minutes of a week for hundreds of questions.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from tests.world.calendars.oracle import NAMES, Oracle

DAYS = 9
DAY = timedelta(days=1)

# Zones with the dates around which their clocks do something odd.
ZONES = (
    ("Australia/Lord_Howe", "2026-04-05"),  # half an hour
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Asia/Tehran", "2022-03-22"),  # at midnight, half hours from UTC
    ("Asia/Tehran", "2022-09-22"),
    ("America/Sao_Paulo", "2018-11-04"),  # midnight itself is skipped
    ("America/Sao_Paulo", "2019-02-17"),  # the last hour of a day comes twice
    ("Pacific/Chatham", "2026-04-05"),  # quarter hours from UTC
    ("Pacific/Chatham", "2026-09-27"),
    ("Europe/Dublin", "2026-03-29"),  # winter is the exception
    ("Europe/Dublin", "2026-10-25"),
    ("Africa/Casablanca", "2026-02-15"),  # back for Ramadan
    ("Africa/Casablanca", "2026-03-22"),
    ("Pacific/Apia", "2011-12-30"),  # a day that never was
    ("Antarctica/Troll", "2026-03-29"),  # two hours
    ("America/Caracas", "2016-05-01"),  # half an hour for good
    ("Asia/Pyongyang", "2018-05-05"),
    ("America/St_Johns", "2011-03-13"),  # a minute after midnight
    ("Asia/Kathmandu", "2026-12-31"),
    ("Europe/Paris", "2026-03-29"),
    ("Europe/Paris", "2026-12-25"),
    ("America/New_York", "2026-11-01"),
    ("America/Toronto", "2026-06-24"),
    ("-05:00", "2026-03-08"),
    ("+05:30", "2028-02-29"),
    ("+14:00", "2026-05-01"),
    ("UTC", "2026-01-01"),
)
PLACES = (
    {"country": "CA", "region": "QC"},
    {"country": "FR"},
    {"country": "DE", "region": "BY"},
    {"country": "AU", "region": "NSW"},
)
OFFICE = [["08:30", "12:30"], ["13:00", "17:00"]]
NIGHT = [["22:00", "06:00"]]
WHOLE = [["00:00", "24:00"]]
NEAR = (0, 1, 60, 90, 119, 120, 121, 150, 179, 180, 480, 720, 1320, 1380, 1439)

Pauses = list[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Scene:
    """A week, the calendars of the clauses that compete in it, and the chance to draw more."""

    first: date
    mappings: list[dict[str, Any]]
    chance: Random

    def oracles(self) -> list[Oracle]:
        # A clock west of UTC still shows the day before, whose first opening is asked for.
        return [Oracle(mapping, self.first - 2 * DAY, DAYS + 2) for mapping in self.mappings]

    def instant(self, days: int = DAYS - 3) -> datetime:
        """Draw a whole hour, a whole minute or any second of the first days."""
        unit = self.chance.choice((3600, 60, 1))
        second = self.chance.randrange(days * 86_400) // unit * unit
        return datetime.combine(self.first, time(), UTC) + timedelta(seconds=second)

    def pauses(self) -> Pauses:
        """Draw pauses in any order: overlapping, touching, over weekends, seldom endless."""
        found: Pauses = []
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3, 4))):
            begins, ends = sorted((self.instant(), self.instant()))
            before = found[-1][1] if found else None
            if before and before <= ends and self.chance.random() < 0.3:
                begins = before
            endless = self.chance.random() < 0.05
            found.append((begins, None if endless else ends))
        return found

    def amount(self) -> int:
        """Draw an amount of open seconds, short or long."""
        hours = self.chance.choice((0, 0.01, 0.5, 1, 2, 4, 8, 8.5, 24, 40))
        return int(hours * 3600) + self.chance.choice((0, 0, 0, 1, -1 if hours else 0, 59))


def draw_scene(chance: Random) -> Scene:
    """Draw up to three calendars around the same change of a clock."""
    zone, odd_day = chance.choice(ZONES)
    first = date.fromisoformat(odd_day) - timedelta(days=chance.randint(1, 4))
    zones = [zone, *(chance.choice(ZONES)[0] for _ in range(chance.randrange(3)))]
    return Scene(first, [draw_calendar(chance, name, first) for name in zones], chance)


def draw_calendar(chance: Random, zone: str, first: date) -> dict[str, Any]:
    """Draw a calendar as a document has it."""
    mapping: dict[str, Any] = {"zone": zone, "week": draw_week(chance, draw_hours)}
    if chance.random() < 0.4:
        mapping["breaks"] = draw_week(chance, draw_spans)
    if chance.random() < 0.5:
        mapping["holidays"] = [draw_holiday(chance, first) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.4:
        some = range(chance.randint(1, 2))
        mapping["days"] = {draw_date(chance, first): draw_hours(chance) for _ in some}
    if chance.random() < 0.3:
        begins, ends = sorted(f"{draw_date(chance, first)}T{draw_clock(chance)}" for _ in "ab")
        mapping["holes"] = [[begins, ends]] if begins < ends else []
    return mapping


def draw_week(chance: Random, draw: Any) -> dict[str, Any]:
    """Draw a week: working days alike, all days alike, or each by itself."""
    kind = chance.randrange(4)
    if kind == 0:
        return dict.fromkeys(NAMES[:5], draw(chance))
    if kind == 1:
        return dict.fromkeys(NAMES, draw(chance))
    return {name: draw(chance) for name in NAMES if chance.random() < 0.7}


def draw_hours(chance: Random) -> list[list[str]]:
    """Draw the hours of a day: those that desks have, or any."""
    if chance.random() < 0.6:
        return chance.choice((OFFICE, OFFICE, NIGHT, WHOLE, []))
    return draw_spans(chance)


def draw_spans(chance: Random) -> list[list[str]]:
    """Draw some spans, often over midnight, touching or overlapping."""
    some = chance.choice((1, 1, 2, 3))
    ends = [*NEAR, 24 * 60]
    return [[draw_clock(chance), spell(chance.choice(ends))] for _ in range(some)]


def draw_holiday(chance: Random, first: date) -> str | dict[str, str]:
    """Draw a date, a day of every year, or a country's."""
    day = draw_date(chance, first)
    return chance.choice((day, f"*{day[4:]}", chance.choice(PLACES)))


def draw_date(chance: Random, first: date) -> str:
    """Draw a date of the week or beside it."""
    return (first + timedelta(days=chance.randint(-1, DAYS))).isoformat()


def draw_clock(chance: Random) -> str:
    """Draw a time of day: near others and near changes of clocks, or any."""
    return spell(chance.choice((chance.choice(NEAR), chance.randrange(1440))))


def spell(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
