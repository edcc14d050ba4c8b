"""What the feeds of a desk's service say, in the language in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from permanence.faces.portal.status.showing import Eye
from permanence.service.status.queries.words import stage_names, window_names
from permanence.service.status.rules.feeds import (
    Channel,
    Entry,
    Planned,
    write_atom,
    write_calendar,
    write_rss,
)
from permanence.service.status.rules.standing import IncidentShown, Shown, WindowShown

EVERYTHING = "all"
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}


def write_feed(shown: Shown, eye: Eye, *, page: str, title: str, place: str, form: str) -> bytes:
    """Return one feed of a desk's service: of everything, or of what was narrowed to a place.

    `page` is the full address of the page in the reader's language; the feeds stand beside it.
    """
    if form == "ics":
        work = [plan_entry(one, eye, page) for one in shown.windows]
        return write_calendar(title, work)
    entries = list_entries(shown, eye, page)
    updated = max((one.at for one in entries), default=eye.at.replace(microsecond=0))
    channel = Channel(title, page, f"{page}{place}.{form}", eye.language, updated)
    writers: dict[str, Callable[[Channel, list[Entry]], bytes]] = {
        "rss": write_rss,
        "atom": write_atom,
    }
    return writers[form](channel, entries)


def list_entries(shown: Shown, eye: Eye, page: str) -> list[Entry]:
    """Return what a feed tells, the last first: texts of incidents, and planned work."""
    told = [entry for one in shown.incidents for entry in tell_incident(one, eye, page)]
    told += [tell_window(one, eye, page) for one in shown.windows]
    return sorted(told, key=lambda one: (one.at, one.key), reverse=True)


def tell_incident(one: IncidentShown, eye: Eye, page: str) -> list[Entry]:
    """Return each text of an incident as an entry."""
    return [
        Entry(
            key=f"{lasting(eye)}#update-{update.number}",
            title=f"{eye.say(one.titles)} · {stage_names()[update.stage]}",
            text=eye.say(update.texts),
            link=f"{page}#incident-{one.number}",
            at=update.at,
        )
        for update in one.updates
    ]


def tell_window(one: WindowShown, eye: Eye, page: str) -> Entry:
    """Return planned work as an entry, as it stands now."""
    told = {
        "when": eye.say_moments(one.starts, one.ends),
        "components": ", ".join(eye.say(each.names) for each in one.components),
    }
    when = "{when}: {components}".format(**told)
    text = eye.say(one.texts) if one.texts else ""
    return Entry(
        key=f"{lasting(eye)}#window-{one.number}-{one.version}-{one.stage}",
        title=f"{eye.say(one.titles)} · {window_names()[one.stage]}",
        text=f"{when}\n\n{text}".strip(),
        link=f"{page}#window-{one.number}",
        at=window_told_at(one),
    )


def lasting(eye: Eye) -> str:
    """Return with what the keys of entries begin: it stays, wherever the page is served."""
    return f"{settings.PUBLIC_URL}/status/{eye.language}"


def window_told_at(one: WindowShown) -> datetime:
    """Return since when planned work stands as it does."""
    moments = {
        "planned": one.planned,
        "soon": one.planned,
        "running": one.starts,
        "overrun": one.ends,
        "completed": one.over or one.ends,
        "cancelled": one.over or one.planned,
    }
    return moments[one.stage]


def plan_entry(one: WindowShown, eye: Eye, page: str) -> Planned:
    """Return planned work as a calendar reads it."""
    names = ", ".join(eye.say(each.names) for each in one.components)
    text = eye.say(one.texts) if one.texts else ""
    return Planned(
        key=f"window-{one.number}@permanence",
        title=f"{eye.say(one.titles)} ({names})" if names else eye.say(one.titles),
        text=text,
        link=f"{page}#window-{one.number}",
        starts=one.starts,
        ends=one.ends,
        made=one.planned,
        version=one.version,
        is_cancelled=one.stage == "cancelled",
    )
