"""An oracle that walks minute by minute and reads clocks on the wall, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.rules.plans import OWN_CLOCKS, Layer, Unit
from permanence.world.rotas.rules.schedule import Schedule

MINUTE = timedelta(minutes=1)
UNITS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(days=7)}
LONGEST_JUMP = timedelta(days=2)


class Walker:
    """Walks through one layer of a schedule with one plan."""

    def __init__(self, schedule: Schedule, layer: Layer, start: datetime) -> None:
        self.schedule = schedule
        self.layer = layer
        self.zone = ZoneInfo(schedule.plans[0].plan.zone)
        self.turn = -1
        turns = layer.rotation
        begin = datetime.combine(turns.first_day, time()) + timedelta(minutes=turns.hand_off)
        self.next_at = begin
        # What the wall has shown at its latest: a repeated hour gives nothing back.
        self.latest = datetime.min
        at = start - LONGEST_JUMP
        while at < start:
            self.look(at)
            at += MINUTE

    def look(self, at: datetime) -> None:
        """Read the wall once, and change hands if it says so."""
        self.latest = max(self.latest, at.astimezone(self.zone).replace(tzinfo=None))
        lengths = self.layer.rotation.lengths
        while self.next_at <= self.latest:
            self.turn += 1
            self.next_at += lengths[self.turn % len(lengths)] * UNITS[self.layer.rotation.unit]

    def people(self, at: datetime) -> list[int]:
        """Return who stands on the layer now."""
        self.look(at)
        members, schedule = list(self.layer.members), self.schedule
        own = self.layer.zone == OWN_CLOCKS
        zone = self.layer.zone or str(self.zone)
        found = []
        if self.turn >= 0 and (own or self.works(at, zone)):
            for step in range(len(members)):
                person = members[(self.turn + step) % len(members)]
                theirs = schedule.zones.get(person, str(self.zone))
                if self.is_there(person, at) and (not own or self.works(at, theirs)):
                    found.append(person)
        covering = [
            cover.person
            for cover in schedule.covers
            if cover.begins <= to_seconds(at) < cover.ends
            and cover.layer == self.layer.number
            and self.is_there(cover.person, at)
        ][-1:]
        return [*covering, *(one for one in found if one not in covering)]

    def is_there(self, person: int, at: datetime) -> bool:
        """Say whether somebody is in the office."""
        spans = self.schedule.absences.get(person, ())
        return all(not begins <= to_seconds(at) < ends for begins, ends in spans)

    def works(self, at: datetime, zone: str) -> bool:
        """Say whether the wall in a zone shows a time within the hours."""
        if not self.layer.hours:
            return True
        wall = at.astimezone(ZoneInfo(zone))
        minute, today = wall.hour * 60 + wall.minute, wall.weekday()
        for hours in self.layer.hours:
            over_midnight = hours.closes <= hours.opens
            begins = today in hours.days and hours.opens <= minute
            if begins and (over_midnight or minute < hours.closes):
                return True
            if over_midnight and (today - 1) % 7 in hours.days and minute < hours.closes:
                return True
        return False


def walk(schedule: Schedule, start: datetime, minutes: int) -> Iterator[tuple[datetime, list[int]]]:
    """Yield who is to be called in each minute, in order."""
    layers = schedule.plans[0].plan.layers
    walkers = [Walker(schedule, layer, start) for layer in layers if not layer.is_shadow]
    for step in range(minutes):
        at = (start + step * MINUTE).astimezone(UTC)
        lines = [line for walker in walkers if (line := walker.people(at))]
        ordered = [line[0] for line in lines] + [one for line in lines for one in line[1:]]
        yield at, list(dict.fromkeys(ordered))
