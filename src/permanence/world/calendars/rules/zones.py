"""The clocks of zones: where they stand, and where they are put forward or back.

Real time is counted in whole seconds since 1970 in UTC.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from permanence.world.calendars.rules.calendar import DAY

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
# No zone of the database has changed its offset twice within a day.
_PROBE: Final = DAY // 2


def to_seconds(at: datetime) -> int:
    """Return the whole second of an instant; its fraction is dropped."""
    return (at - _EPOCH) // _SECOND


def to_instant(seconds: int) -> datetime:
    """Return the instant of a second, in UTC."""
    return _EPOCH + timedelta(seconds=seconds)


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all zones; the folders that hold them are walked once."""
    return frozenset(available_timezones())


@lru_cache(maxsize=512)
def find_zone(name: str) -> tzinfo:
    """Return the zone of that name or fixed offset; KeyError, ValueError or OSError if none."""
    if name[:1] not in ("+", "-"):
        return ZoneInfo(name)
    offset = datetime.strptime(name, "%z").utcoffset()
    return timezone(offset or timedelta())


def clock_shows(zone: tzinfo, local_second: int) -> int:
    """Return the second at which the zone's clock shows a local time, counted like `to_seconds`.

    Of a repeated hour the first; a time in a skipped hour is read by the clock as it stood before
    (RFC 5545), so half past two becomes half past three.
    """
    return to_seconds((_EPOCH + timedelta(seconds=local_second)).replace(tzinfo=zone))


def offset_at(zone: tzinfo, second: int) -> int:
    """Return by how many seconds the zone's clock is ahead of UTC."""
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return int((offset or timedelta()).total_seconds())


def offset_pieces(zone: tzinfo, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    """Cut time where the zone's clock is put forward or back: (from, to, offset to UTC)."""
    begins, offset = since, offset_at(zone, since)
    probed = since
    while probed < until:
        next_probe = min(probed + _PROBE, until)
        if offset_at(zone, next_probe) != offset:
            changes = _find_change(zone, probed, next_probe)
            if changes < until:
                yield begins, changes, offset
                begins, offset = changes, offset_at(zone, changes)
        probed = next_probe
    if begins < until:
        yield begins, until, offset


def _find_change(zone: tzinfo, before: int, after: int) -> int:
    offset = offset_at(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after
