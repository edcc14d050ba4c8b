"""The timeline of an incident: every event in reading order, by the reader's clock and in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.incident_events import say_event
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_room_words import team_names
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.ui.moments import say_day
from permanence.service.incidents.models import Event
from permanence.service.incidents.queries.timeline import Asked, Place, events_of
from permanence.service.incidents.rules.timeline import GROUPS, PREFIXES, is_late

Shown = dict[str, Any]
A_PAGE = 50
IN_ROOM = 25


def show_timeline(room: Room, asked: Asked, *, most: int) -> Shown:
    """Return what `desk/incident/timeline.html` reads: the last events, the latest first."""
    found = events_of(room.incident, asked, most=most + 1)
    rows = found[:most]
    older = ""
    if len(found) > most:
        last = rows[-1]
        older = timeline_address(room, asked, before=Place(moment_of(last), last.number))
    return {
        "rows": [show_event(one, room) for one in rows],
        "older_url": older,
        "all_url": room.address("incident-timeline") if most == IN_ROOM else "",
        "is_filtered": bool(asked.group or asked.team),
    }


def show_event(event: Event, room: Room) -> Shown:
    """Return one event: what happened, when, and when it was written down if that was later."""
    reader = room.reader
    said, moment = say_event(event, reader), moment_of(event)
    shown = {
        "id": event.pk,
        "text": said.text,
        "icon": said.icon,
        "tone": said.tone,
        "kind": event.kind.replace(".", "-"),
        "lines": list(said.lines),
        "team": name_team(event),
        "day": say_day(moment, at=reader.at, zone=reader.zone),
        "utc": f"{moment.astimezone(UTC):%H:%M:%S} UTC",
        "recorded": "",
        **show_instant(moment, reader),
    }
    if is_late(moment, event.at):
        shown["recorded"] = _("written down %(when)s") % {"when": say_moment(event.at, reader)}
    return shown


def name_team(event: Event) -> str:
    """Return the team of an event whose words do not name it."""
    if event.kind.startswith(PREFIXES["people"]):
        return ""
    return team_names().get(str((event.facts or {}).get("team", "")), "")


def moment_of(event: Event) -> datetime:
    """Return when an event happened."""
    return event.happened_at or event.at


def show_filters(room: Room, asked: Asked) -> Shown:
    """Return the choices by which a timeline is narrowed: kind and team."""
    names = group_names()
    return {
        "kinds": [
            choice(_("Everything"), timeline_address(room, Asked("", asked.team)), not asked.group),
            *(
                choice(
                    names[group],
                    timeline_address(room, Asked(group, asked.team)),
                    asked.group == group,
                )
                for group in GROUPS
            ),
        ],
        "teams": [
            choice(_("All teams"), timeline_address(room, Asked(asked.group, "")), not asked.team),
            *(
                choice(name, timeline_address(room, Asked(asked.group, team)), asked.team == team)
                for team, name in team_names().items()
            ),
        ],
    }


def choice(label: str, url: str, current: bool) -> Shown:
    """Return one choice."""
    return {"label": label, "url": url, "current": current}


def timeline_address(room: Room, asked: Asked, *, before: Place | None = None) -> str:
    """Return the address of a page of the timeline."""
    told = {"kind": asked.group, "team": asked.team, "before": before.text if before else ""}
    query = urlencode({key: one for key, one in told.items() if one})
    return room.address("incident-timeline") + (f"?{query}" if query else "")


def group_names() -> dict[str, str]:
    """Return what the kinds of events are called where one chooses among them."""
    return {
        "words": _("Notes and decisions"),
        "tasks": _("Tasks"),
        "people": _("People"),
        "records": _("Scope and plan"),
        "calls": _("Calls"),
        "clocks": _("Clocks"),
        "customers": _("Customers and notices"),
        "course": _("The incident itself"),
    }


def list_texts(events: Sequence[Event], room: Room) -> list[tuple[str, str, str]]:
    """Return each event for paper: when, who, what happened."""
    told = [(event, say_event(event, room.reader)) for event in events]
    return [
        (
            f"{moment_of(event).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
            event.actor_name or "Permanence",
            "\n".join([said.text, *said.lines]),
        )
        for event, said in told
    ]
