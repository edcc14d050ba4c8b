"""Tasks, pinned facts and records, as the war room shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_room_words import (
    part_names,
    record_names,
    task_states,
    team_names,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.ground.lib.comparing import Line
from permanence.service.incidents.models import RecordVersion, Task
from permanence.service.incidents.rules.records import PARTS, compare_bodies
from permanence.service.incidents.rules.tasks import TaskState

Shown = dict[str, Any]


def show_tasks(room: Room, team: str) -> Shown:
    """Return what `desk/incident/tasks.html` reads: what is open in its order, what is settled."""
    own = [one for one in room.tasks if one.team == team]
    waiting = [one for one in own if one.state == TaskState.OPEN]
    settled = [one for one in own if one.state != TaskState.OPEN]
    return {
        "key": team,
        "open": [
            show_task(one, room) | {"is_first": place == 0, "is_last": place == len(waiting) - 1}
            for place, one in enumerate(waiting)
        ],
        "settled": [show_task(one, room) for one in settled],
        "may": room.may_work,
        "empty": _("No task yet."),
    }


def show_task(one: Task, room: Room) -> Shown:
    """Return one task."""
    at = room.reader.at
    late = one.state == TaskState.OPEN and one.due_at is not None and one.due_at <= at
    return {
        "id": one.pk,
        "number": one.number,
        "title": one.title,
        "owner": one.owner.name if one.owner else "",
        "is_mine": one.owner_id == room.reader.specialist.pk,
        "team": team_names()[one.team],
        "state": one.state,
        "state_label": task_states()[one.state],
        "is_late": late,
        "plan": one.plan_version,
        "said": one.said,
        "settled_by": one.settled_by,
        "url": room.address("incident-task", one.pk),
        "settle_url": room.address("incident-task-settle", one.pk),
        "move_url": room.address("incident-task-move", one.pk),
        **(show_instant(one.due_at, room.reader, name="due") if one.due_at else {"due": ""}),
    }


def show_facts(room: Room) -> Shown:
    """Return what `desk/incident/facts.html` reads."""
    return {
        "rows": [
            {
                "text": one.text,
                "by": one.by_name,
                "unpin_url": room.address("incident-fact", one.pk) if room.may_work else "",
                **show_instant(one.pinned_at, room.reader),
            }
            for one in room.facts
        ],
        "pin_url": room.address("incident-facts") if room.may_work else "",
    }


def show_record(room: Room, kind: str) -> Shown:
    """Return what `desk/incident/record.html` reads: the latest version in short."""
    version = room.records.get(kind)
    labels, _helps = part_names(kind)
    return {
        "kind": kind,
        "name": record_names()[kind],
        "url": room.address("incident-record", kind),
        "may": room.may_work,
        "number": version.number if version else 0,
        "by": version.by_name if version else "",
        "parts": [
            {"label": labels[part], "lines": version.body[part].splitlines()}
            for part in PARTS[kind]
            if version and version.body.get(part)
        ],
        **(show_instant(version.saved_at, room.reader) if version else {}),
    }


def show_version(version: RecordVersion, room: Room) -> Shown:
    """Return one version of a record, whole."""
    labels, _helps = part_names(version.kind)
    return {
        "number": version.number,
        "base": version.base,
        "by": version.by_name,
        "parts": [
            {"label": labels[part], "lines": version.body.get(part, "").splitlines()}
            for part in PARTS[version.kind]
        ],
        "url": f"{room.address('incident-record', version.kind)}?version={version.number}",
        **show_instant(version.saved_at, room.reader),
    }


def show_difference(kind: str, before: RecordVersion | None, after: RecordVersion) -> list[Shown]:
    """Return the parts that differ between two versions, line by line."""
    labels, _helps = part_names(kind)
    found = compare_bodies(kind, before.body if before else {}, after.body)
    return [
        {"label": labels[part], "lines": [show_line(one) for one in lines]}
        for part, lines in found.items()
    ]


def show_line(line: Line) -> Shown:
    """Return one line of a comparison, with the word for who cannot see its colour."""
    words = {"same": "", "gone": _("taken out"), "new": _("new")}
    return {"kind": line.kind, "text": line.text, "word": words[line.kind]}
