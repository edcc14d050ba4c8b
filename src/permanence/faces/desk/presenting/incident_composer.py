"""The one place at which people write in a war room: a note, a decision, a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_room import MINE, DecisionForm, NoteForm, TaskForm
from permanence.faces.desk.presenting.incident_room import Room

Shown = dict[str, Any]
KINDS = ("note", "decision", "task")


def write_forms(
    room: Room, *, only: str = "", sent: Mapping[str, Any] | None = None
) -> dict[str, DeskForm]:
    """Return the forms of the composer, or one of them with what was sent."""
    zone, team = room.reader.zone, MINE
    made: dict[str, DeskForm] = {}
    if only in {"", "note"}:
        made["note"] = NoteForm(sent, zone=zone, team=team, prefix_id="note")
    if only in {"", "decision"}:
        made["decision"] = DecisionForm(sent, zone=zone, team=team, prefix_id="decision")
    if only in {"", "task"}:
        made["task"] = TaskForm(sent, zone=zone, people=room.people, team=team, prefix_id="task")
    return made


def show_composer(room: Room, forms: Mapping[str, DeskForm], *, chosen: str = "note") -> Shown:
    """Return what `desk/incident/composer.html` reads."""
    told = {
        "note": (_("Note"), "write", "n", _("Write it down")),
        "decision": (_("Decision"), "flag", "d", _("Write the decision down")),
        "task": (_("Task"), "check", "t", _("Open the task")),
    }
    return {
        "chosen": chosen,
        "forms": [
            {
                "key": kind,
                "form": form,
                "label": told[kind][0],
                "icon": told[kind][1],
                "letter": told[kind][2],
                "submit": told[kind][3],
                "url": room.address("incident-write", kind),
                "draft": f"incident-{room.incident.pk}-{kind}",
            }
            for kind, form in forms.items()
        ],
    }
