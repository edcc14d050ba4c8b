"""How a component was in ninety days: bars, a table and months, in the language in force.

What is drawn here follows from the days alone. It is kept, so that only the day that goes on is
drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from permanence.faces.ui.moments import say_span
from permanence.ground.lib.dates import say_date
from permanence.service.status.queries.words import condition_names
from permanence.service.status.rules.uptime import Day, share_of, worst_of

Facts = dict[str, Any]
PLAIN = "operational"
# How tall a bar stands for each condition, so that no colour has to tell it.
HEIGHTS = {PLAIN: 32, "degraded": 24, "partial": 16, "down": 9, "maintenance": 32, "unknown": 3}
TALLEST = 32
STEP = 10


@lru_cache(maxsize=256)
def show_days(days: tuple[Day, ...], language: str | None) -> Facts:
    """Return what a page shows of a component's days, the same for whoever reads a language."""
    share = share_of(days)
    return {
        "share": say_share(share),
        "summary": sum_up(days, share),
        "bars": draw_bars(days, language),
        "days": [show_day(day) for day in reversed(days) if is_notable(day)],
        "months": show_months(days),
        "width": len(days) * STEP,
        "tallest": TALLEST,
    }


def say_share(share: float | None) -> str:
    """Return a share of the time in the reader's figures; nothing when nothing was measured."""
    if share is None:
        return ""
    places = 0 if share == 100 else 3 if share > 99.9 else 2
    cut = int(share * 10**places) / 10**places
    return _("%(share)s %%") % {"share": number_format(cut, places)}


def sum_up(days: Sequence[Day], share: float | None) -> str:
    """Return in one sentence what ninety bars draw."""
    measured = [day for day in days if day.measured]
    troubled = sum(1 for day in measured if worst_of(day) not in {None, PLAIN})
    told = {"share": say_share(share), "days": len(measured), "troubled": troubled}
    if share is None:
        return _("Nothing was measured yet.")
    return (
        _(
            "Could be used %(share)s of the time; something was wrong on %(troubled)s"
            " of %(days)s days."
        )
        % told
    )


def draw_bars(days: Iterable[Day], language: str | None) -> SafeString:
    """Return the bar of each day, side by side."""
    drawn = "".join(draw_bar(number, day, language) for number, day in enumerate(days))
    return mark_safe(drawn)  # noqa: S308 -- each bar's words are escaped


@lru_cache(maxsize=8192)
def draw_bar(number: int, day: Day, _language: str | None) -> str:
    """Return the bar of a day: where it stands, how tall it is, and what it says."""
    code = bar_code(day)
    height = HEIGHTS[code]
    title = escape(f"{say_date(day.day, 'D j M Y')}: {say_day_briefly(day)}")
    return (
        f'<rect class="is-{code}" x="{number * STEP + 1}" y="{TALLEST - height}" width="8"'
        f' height="{height}" rx="1.5"><title>{title}</title></rect>'
    )


def bar_code(day: Day) -> str:
    """Return by which shape and colour a day is drawn."""
    found = worst_of(day)
    if found is None:
        return "unknown"
    return "maintenance" if found == PLAIN and day.maintenance else str(found)


def say_day_briefly(day: Day) -> str:
    """Return in words how a day was."""
    names = condition_names()
    told = [
        f"{names[code]} {say_span(timedelta(seconds=seconds))}"
        for code, seconds in parts_of(day)
        if seconds
    ]
    if not day.measured:
        return names["unknown"]
    return ", ".join(told) if told else names[PLAIN]


def parts_of(day: Day) -> list[tuple[str, int]]:
    """Return how long a day was otherwise than it should be, the gravest first."""
    return [
        ("down", day.down),
        ("partial", day.partial),
        ("degraded", day.degraded),
        ("maintenance", day.maintenance),
    ]


def is_notable(day: Day) -> bool:
    """Say whether a day has something to tell."""
    return bool(day.down or day.partial or day.degraded or day.maintenance)


def show_day(day: Day) -> Facts:
    """Return a day as a row of a table."""
    spans = {
        code: say_span(timedelta(seconds=seconds)) if seconds else "–"
        for code, seconds in parts_of(day)
    }
    return {
        "day": say_date(day.day, "D j M Y"),
        "iso": day.day.isoformat(),
        "code": bar_code(day),
        "share": say_share(share_of([day])),
        **spans,
    }


def show_months(days: Iterable[Day]) -> list[Facts]:
    """Return the share of each month that the days touch, the last first."""
    months: dict[date, list[Day]] = {}
    for day in days:
        if day.measured:
            months.setdefault(day.day.replace(day=1), []).append(day)
    return [
        {"name": say_date(month, "F Y"), "share": say_share(share_of(told))}
        for month, told in reversed(months.items())
    ]
