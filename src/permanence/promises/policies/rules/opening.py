"""The calendars of a document, its coverage, and where the desk is at home."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from permanence.promises.policies.rules.amounts import same_words
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.policy import Coverage, Region
from permanence.promises.terms.rules import KeyPath, Words
from permanence.promises.terms.rules.tables import Table
from permanence.world.calendars.rules import (
    Calendar,
    CalendarFault,
    always_open,
    opens_weekly,
    read_calendar,
)
from permanence.world.calendars.rules.zones import known_zones

_OWN: Final = ("key", "text")
_AND: Final = {"en": " and ", "fr": " et ", "de": " und ", "it": " e ", "es": " y "}
_STEP: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_RIGHT: Final = (
    'write zone = "Europe/Paris" and week = { mon = [["09:00", "17:00"]] }, or write always = true'
)


def read_calendars(drafts: Drafts) -> tuple[dict[str, Calendar], dict[str, Words]]:
    """Return the named calendars, and the opening hours of each as people write them."""
    calendars: dict[str, Calendar] = {}
    windows: dict[str, Words] = {}
    for draft in drafts.of("coverage"):
        for item in draft.table.tables("calendar"):
            key = item.name("key")
            if key in calendars:
                item.blame("key", f'a second calendar "{key}"', "give each calendar its own key")
            calendars[key] = _read_calendar(item)
            windows[key] = _spell_windows(item.raw("week"))
            draft.add(item, key, item.words("text", fill={"windows": windows[key]}))
            item.close()
    return calendars, windows


def read_coverage(
    drafts: Drafts, calendars: Mapping[str, Calendar], windows: Mapping[str, Words]
) -> Coverage:
    """Return when the desk is there, which every desk publishes."""
    for draft in drafts.of("coverage"):
        if draft.published:
            key = draft.table.choice("hours", calendars)
            draft.read_clauses({"windows": windows.get(key, {})})
            return Coverage(key)
    drafts.ledger.blame(("coverage",), "is missing", "write a table [coverage] with its hours")
    return Coverage("")


def read_home(drafts: Drafts, regions: tuple[Region, ...]) -> tuple[str, str]:
    """Return the region that is taken when nothing tells another, and the desk's own zone."""
    draft = drafts.setting("home")
    zone = draft.table.text("zone")
    if zone and zone not in known_zones():
        draft.table.blame_choice("zone", zone, tuple(sorted(known_zones())))
    names = {region.key: region.name for region in regions}
    region = draft.table.choice("region", names) if regions else ""
    draft.read_clauses({"zone": same_words(zone), "region": names.get(region, {})})
    return region, zone


def _read_calendar(item: Table) -> Calendar:
    """A faulty calendar becomes one that is always open: what refers to it by name is right."""
    values = {key: item.raw(key) for key in item.names() if key not in _OWN}
    known = len(item.ledger.faults)
    for _ in range(len(values) + 8):
        try:
            calendar = read_calendar(values)
        except CalendarFault as fault:
            path = _split_path(fault.path)
            wrong, _, right = fault.message.partition("; ")
            item.ledger.blame((*item.path, *path), wrong, right or _RIGHT)
            if not path or not _mend(values, path):
                return always_open()
        else:
            _check_overlaps(item, values)
            if len(item.ledger.faults) == known:
                _check_openings(item, calendar)
            return calendar
    return always_open()


def _mend(values: dict[str, Any], path: KeyPath) -> bool:
    """Take the faulty part away, so that the next reading finds what else is wrong."""
    key = path[0]
    if key == "zone":
        values["zone"] = "UTC"
    elif key in ("week", "breaks", "days") and len(path) > 1 and isinstance(values[key], Mapping):
        values[key] = {name: value for name, value in values[key].items() if name != path[1]}
    elif key == "week":
        values["week"] = {}
    else:
        return isinstance(key, str) and values.pop(key, None) is not None
    return True


def _check_overlaps(item: Table, values: Mapping[str, Any]) -> None:
    for part in ("week", "breaks"):
        for day, spans in (values.get(part) or {}).items():
            ordered = sorted(map(tuple, spans))
            for earlier, later in pairwise(ordered):
                if earlier[1] > later[0] or earlier[1] <= earlier[0]:
                    wrong = f"{_spell(later)} begins before {_spell(earlier)} has ended"
                    path = (*item.path, part, day)
                    item.ledger.blame(path, wrong, "write windows that do not overlap")


def _check_openings(item: Table, calendar: Calendar) -> None:
    """A promise must fall due some day: hours for single dates come to an end."""
    if opens_weekly(calendar):
        return
    last = max((on for on, spans in calendar.days if spans), default=None)
    wrong = (
        f"opens on no day of the week, and for the last time on {last}" if last else "never opens"
    )
    path = (*item.path, "week") if "week" in item.names() else item.path
    item.ledger.blame(
        path, wrong, "give at least one day of the week its hours, or write always = true"
    )


def _split_path(path: str) -> KeyPath:
    return tuple(_steps(path))


def _steps(path: str) -> Iterator[str | int]:
    for found in _STEP.finditer(path):
        yield int(found[1]) if found[1] else found[2]


def _spell_windows(week: Any) -> Words:
    """Return "08:30–12:30 and 13:00–17:00" when every open day has the same hours."""
    days = [spans for spans in week.values() if spans] if isinstance(week, Mapping) else []
    whole = days and all(spans == days[0] for spans in days) and isinstance(days[0], list)
    if not whole or not all(isinstance(span, list) and len(span) == 2 for span in days[0]):
        return same_words("")
    return {
        language: together.join(_spell(span, language) for span in days[0])
        for language, together in _AND.items()
    }


def _spell(span: Sequence[Any], language: str = "en") -> str:
    begins, ends = map(str, span)
    if language != "fr":
        return f"{begins}–{ends}"
    return f"de {_french_clock(begins)} à {_french_clock(ends)}"


def _french_clock(clock: str) -> str:
    """Return "8 h" for "08:00", "8 h 30" for "08:30"."""
    hour, _, minute = clock.partition(":")
    space = "\N{NO-BREAK SPACE}"
    return f"{hour.removeprefix('0') or '0'}{space}h" + (
        f"{space}{minute}" if minute != "00" else ""
    )
