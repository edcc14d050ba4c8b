"""The state of a desk's service as its page shows it, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from permanence.faces.ui.moments import say_instant, say_instant_fully, say_span, say_zone
from permanence.ground.lib.dates import say_date
from permanence.promises.terms.rules import say
from permanence.service.status.queries.words import (
    condition_names,
    kind_headings,
    overall_sentences,
    stage_names,
    window_names,
)
from permanence.service.status.rules.conditions import TROUBLES
from permanence.service.status.rules.standing import (
    ComponentShown,
    IncidentShown,
    Shown,
    WindowShown,
    months_of,
    overall,
)
from permanence.service.status.rules.uptime import Day, share_of, worst_of

Facts = dict[str, Any]
PLAIN = "operational"
# How tall a bar stands for each condition, so that no colour has to tell it.
HEIGHTS = {PLAIN: 32, "degraded": 24, "partial": 16, "down": 9, "maintenance": 32, "unknown": 3}
TALLEST = 32
STEP = 10


@dataclass(frozen=True)
class Eye:
    """For whom a page is written: in which language and zone, and as of when."""

    language: str
    fallback: str
    zone: tzinfo
    at: datetime

    def say(self, words: Any) -> str:
        """Return words in the reader's language."""
        return say(words, self.language, self.fallback)

    def tell(self, instant: datetime) -> Facts:
        """Return an instant as words, as ISO 8601 and in full."""
        return {
            "at": say_instant(instant, at=self.at, zone=self.zone),
            "iso": instant.isoformat(),
            "title": say_instant_fully(instant, zone=self.zone),
            "said": self.say_moments(instant),
        }

    def say_moments(self, *instants: datetime) -> str:
        """Return instants with their days and the zone, a day that they share just once."""
        told, before = [], None
        for one in (instant.astimezone(self.zone) for instant in instants):
            day = "" if one.date() == before else f"{say_date(one.date(), 'D j M Y')}, "
            told.append(f"{day}{one:%H:%M}")
            before = one.date()
        return f"{' – '.join(told)} ({say_zone(self.zone, instants[0])})"


def show_state(shown: Shown, eye: Eye) -> Facts:
    """Return everything that a page of the state shows."""
    code = overall(shown.components)
    return {
        "overall": {"code": code, "sentence": overall_sentences()[code]},
        "as_of": eye.tell(eye.at),
        "zone": str(eye.zone).replace("_", " "),
        "legend": list(condition_names().items()),
        "current": [show_incident(one, eye) for one in shown.current],
        "under_way": [show_window(one, eye) for one in shown.under_way],
        "coming": [show_window(one, eye) for one in shown.coming],
        "groups": group_components(shown.components, eye),
        "months": [
            {
                "name": say_date(month, "F Y"),
                "incidents": [show_incident(one, eye) for one in incidents],
            }
            for month, incidents in months_of(shown.past, zone=eye.zone)
        ],
        "done": [show_window(one, eye) for one in shown.done[:10]],
    }


def group_components(components: Sequence[ComponentShown], eye: Eye) -> list[Facts]:
    """Return components under the headings of their kinds, in the order of the catalogue."""
    groups = []
    for kind, heading in kind_headings().items():
        rows = [show_component(one, eye) for one in components if one.kind == kind]
        if rows:
            groups.append({"key": kind, "heading": heading, "components": rows})
    return groups


def show_component(one: ComponentShown, eye: Eye) -> Facts:
    """Return a component with how it is, and how it was in ninety days."""
    code = "maintenance" if one.is_maintained else str(one.condition)
    share = share_of(one.days)
    return {
        "number": one.number,
        "key": one.key,
        "name": eye.say(one.names),
        "code": code,
        "word": condition_names()[code],
        "since": eye.tell(one.since) if one.since and code in TROUBLES else None,
        "share": say_share(share),
        "summary": sum_up(one, share),
        "bars": [show_bar(number, day) for number, day in enumerate(one.days)],
        "days": [show_day(day) for day in reversed(one.days) if is_notable(day)],
        "months": show_months(one.days),
        "width": len(one.days) * STEP,
        "tallest": TALLEST,
    }


def say_share(share: float | None) -> str:
    """Return a share of the time in the reader's figures; nothing when nothing was measured."""
    if share is None:
        return ""
    places = 0 if share == 100 else 3 if share > 99.9 else 2
    cut = int(share * 10**places) / 10**places
    return _("%(share)s %%") % {"share": number_format(cut, places)}


def sum_up(one: ComponentShown, share: float | None) -> str:
    """Return in one sentence what ninety bars draw."""
    measured = [day for day in one.days if day.measured]
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


def bar_code(day: Day) -> str:
    """Return by which shape and colour a day is drawn."""
    found = worst_of(day)
    if found is None:
        return "unknown"
    return "maintenance" if found == PLAIN and day.maintenance else str(found)


def show_bar(number: int, day: Day) -> Facts:
    """Return where the bar of a day stands, how tall it is, and what it says."""
    code = bar_code(day)
    height = HEIGHTS[code]
    return {
        "code": code,
        "x": number * STEP + 1,
        "y": TALLEST - height,
        "height": height,
        "title": f"{say_date(day.day, 'D j M Y')}: {say_day_briefly(day)}",
    }


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
    return any(seconds for _code, seconds in parts_of(day))


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


def show_incident(one: IncidentShown, eye: Eye) -> Facts:
    """Return an incident with its texts, the last first."""
    lasted = (one.ended or eye.at) - one.began
    names = condition_names()
    return {
        "number": one.number,
        "title": eye.say(one.titles),
        "stage": stage_names()[one.last.stage],
        "is_over": one.ended is not None,
        "began": eye.tell(one.began),
        "ended": eye.tell(one.ended) if one.ended else None,
        "lasted": say_span(lasted),
        "components": [
            {
                "name": eye.say(each.names),
                "code": one.conditions[each.number],
                "word": names[one.conditions[each.number]],
            }
            for each in one.components
        ],
        "updates": [
            {
                "stage": stage_names()[update.stage],
                "text": eye.say(update.texts),
                "is_corrected": update.is_corrected,
                "when": eye.tell(update.at),
            }
            for update in reversed(one.updates)
        ],
    }


def show_window(one: WindowShown, eye: Eye) -> Facts:
    """Return planned work with its times."""
    return {
        "number": one.number,
        "title": eye.say(one.titles),
        "text": eye.say(one.texts) if one.texts else "",
        "code": one.stage,
        "stage": window_names()[one.stage],
        "starts": eye.tell(one.starts),
        "ends": eye.tell(one.ends),
        "over": eye.tell(one.over) if one.over else None,
        "when": eye.say_moments(one.starts, one.ends),
        "lasts": say_span(one.ends - one.starts),
        "components": [eye.say(each.names) for each in one.components],
    }
