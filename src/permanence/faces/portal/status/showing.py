"""The state of a desk's service as its page shows it, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import get_language

from permanence.faces.portal.status.days import show_days
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

Facts = dict[str, Any]


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
    return {
        "number": one.number,
        "key": one.key,
        "name": eye.say(one.names),
        "code": code,
        "word": condition_names()[code],
        "since": eye.tell(one.since) if one.since and code in TROUBLES else None,
        **show_days(one.days, get_language()),
    }


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
