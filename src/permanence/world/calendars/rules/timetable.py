"""When a calendar is open, laid out in order and counted: the index behind every deadline.

A question is answered by bisection, however far apart its ends are. What it needs and nobody has
asked for before is laid out first, in both directions and ever further at a time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Final, NamedTuple

from permanence.world.calendars.rules.calendar import DAY, Calendar
from permanence.world.calendars.rules.days import own_hours
from permanence.world.calendars.rules.spans import Span, Spans, merge_spans
from permanence.world.calendars.rules.zones import find_zone, offset_pieces

# Days laid out at once, at least.
_STRIDE: Final = 64
# A question this many days from all that was laid out starts anew instead of filling the gap.
_FAR: Final = 4096


class _Layout(NamedTuple):
    """Spans of the days from `first` to before `last`; `before` counts what came before each.

    `before` has one number more than there are spans: all that was counted.
    """

    first: int
    last: int
    opens: list[int]
    closes: list[int]
    before: list[int]


class Timetable:
    """The open spans of a calendar, counted; it may be asked by several threads at once.

    `lay` returns the spans of the days from one to before another, `unit` is the length of a day.
    """

    def __init__(self, lay: Callable[[int, int], Spans], *, unit: int) -> None:
        self._lay = lay
        self._unit = unit
        # Replaced, never changed: who reads the one before is right as well.
        self._layout: _Layout | None = None

    def count(self, since: int, until: int) -> int:
        """Return how much is open between two instants."""
        if until <= since:
            return 0
        layout = self._covering(since, until)
        return _opened(layout, until) - _opened(layout, since)

    def find(self, since: int, amount: int, until: int) -> int | None:
        """Return the first instant by which so much (at least 1) was open, if by `until`."""
        if until <= since:
            return None
        layout = self._covering(since, since + 1)
        goal = _opened(layout, since) + amount
        while layout.before[-1] < goal:
            if layout.last * self._unit >= until:
                return None
            layout = self._covering(since, layout.last * self._unit + 1)
            goal = _opened(layout, since) + amount
        place = bisect_left(layout.before, goal) - 1
        found = layout.opens[place] + goal - layout.before[place]
        return found if found <= until else None

    def find_back(self, until: int, amount: int, since: int) -> int | None:
        """Return the last instant from which so much (at least 1) is open until `until`."""
        if until <= since:
            return None
        layout = self._covering(until - 1, until)
        goal = _opened(layout, until) - amount
        while goal < layout.before[0]:
            if layout.first * self._unit <= since:
                return None
            layout = self._covering(layout.first * self._unit - 1, until)
            goal = _opened(layout, until) - amount
        place = bisect_right(layout.before, goal) - 1
        found = layout.opens[place] + goal - layout.before[place]
        return found if found >= since else None

    def spans(self, since: int, until: int) -> Iterator[Span]:
        """Yield the open spans between two instants, in order; neighbours may touch."""
        while since < until:
            layout = self._covering(since, since + 1)
            end = min(until, layout.last * self._unit)
            first = max(0, bisect_right(layout.opens, since) - 1)
            for place in range(first, bisect_left(layout.opens, end)):
                begins, ends = max(since, layout.opens[place]), min(end, layout.closes[place])
                if begins < ends:
                    yield begins, ends
            since = end

    def _covering(self, since: int, until: int) -> _Layout:
        first, last = since // self._unit, -(-until // self._unit)
        layout = self._layout
        if layout is not None and layout.first <= first and last <= layout.last:
            return layout
        if layout is None or first > layout.last + _FAR or last < layout.first - _FAR:
            first = first // _STRIDE * _STRIDE
            layout = self._lay_out(first, -(-last // _STRIDE) * _STRIDE)
        else:
            layout = self._widen(layout, first, last)
        self._layout = layout
        return layout

    def _widen(self, layout: _Layout, first: int, last: int) -> _Layout:
        more = max(_STRIDE, (layout.last - layout.first) // 2)
        if last > layout.last:
            later = self._lay_out(layout.last, max(last, layout.last + more))
            layout = _join(layout, later)
        if first < layout.first:
            earlier = self._lay_out(min(first, layout.first - more), layout.first)
            layout = _join(earlier, layout)
        return layout

    def _lay_out(self, first: int, last: int) -> _Layout:
        spans = self._lay(first, last)
        before = [0]
        for opens, closes in spans:
            before.append(before[-1] + closes - opens)
        return _Layout(
            first, last, [opens for opens, _ in spans], [closes for _, closes in spans], before
        )


@lru_cache(maxsize=256)
def timetable_of(calendar: Calendar) -> Timetable:
    """Return the seconds at which a calendar is open."""
    return Timetable(partial(_lay_seconds, calendar), unit=DAY)


@lru_cache(maxsize=256)
def business_days_of(calendar: Calendar) -> Timetable:
    """Return the local dates, as days since 1970, to which at least one open second belongs."""
    return Timetable(partial(_lay_business_days, calendar), unit=1)


def lay_hours(calendar: Calendar, days: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the real time of the hours that belong to local dates: (date, from, to)."""
    hours = [(day, own_hours(calendar, day)) for day in days]
    if not hours:
        return
    # A clock is never more than a day away from UTC, and hours end within two days.
    begin, end = (hours[0][0] - 1) * DAY, (hours[-1][0] + 3) * DAY
    for begins, ends, offset in offset_pieces(find_zone(calendar.zone), begin, end):
        for day, spans in hours:
            midnight = day * DAY - offset
            for opens, closes in spans:
                first, last = max(begins, midnight + opens), min(ends, midnight + closes)
                if first < last:
                    yield day, first, last


def _lay_seconds(calendar: Calendar, first: int, last: int) -> Spans:
    begin, end = first * DAY, last * DAY
    laid = lay_hours(calendar, range(first - 3, last + 2))
    return merge_spans((max(begin, opens), min(end, closes)) for _, opens, closes in laid)


def _lay_business_days(calendar: Calendar, first: int, last: int) -> Spans:
    open_days = sorted({day for day, _, _ in lay_hours(calendar, range(first, last))})
    return tuple((day, day + 1) for day in open_days)


def _opened(layout: _Layout, at: int) -> int:
    place = bisect_right(layout.opens, at) - 1
    if place < 0:
        return layout.before[0]
    return layout.before[place] + min(at, layout.closes[place]) - layout.opens[place]


def _join(earlier: _Layout, later: _Layout) -> _Layout:
    by = later.before[0] - earlier.before[-1]
    return _Layout(
        earlier.first,
        later.last,
        earlier.opens + later.opens,
        earlier.closes + later.closes,
        [*(counted + by for counted in earlier.before[:-1]), *later.before],
    )
