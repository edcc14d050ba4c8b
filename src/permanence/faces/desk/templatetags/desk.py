"""What the desk's lists draw hundreds of times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from permanence.faces.ui.deadlines import ShownDeadline
from permanence.faces.ui.templatetags.ui import grouped

register = template.Library()

NUL = "\0"
HOLE = re.compile("\ue000(\\w+)\ue001")
# What is written into a row; the rest of it decides which row is drawn.
WRITTEN = (
    "id", "url", "subject", "organisation", "assignee", "team", "state_label",
    "last_name", "last_iso", "last_title", "last_ago", "deadline_name", "writing", "incident",
)  # fmt: skip
WRITTEN_OF_DEADLINE = ("remaining", "until", "due_iso", "zones", "share")
SHAPE = (
    "state", "severity", "severity_title", "level", "level_title", "provisional",
    "last_side", "unread", "outside", "pickable", "picked", "is_confidential",
    "advised", "is_near",
)  # fmt: skip

# The columns beyond the usual ones: key, what it is called, whether this row says anything in it.
Added = tuple[tuple[str, str, bool], ...]
Shape = tuple[
    tuple[object, ...], tuple[str, bool] | None, bool, bool, bool, bool, Added, str | None
]


@register.simple_tag
def ticket_row(row: Mapping[str, Any]) -> SafeString:
    """Draw one row of the list (`desk/parts/ticket_row.html`).

    A template costs a millisecond for ten rows. So each shape of a row is rendered once, with
    holes, and a row only fills the holes, each value escaped.
    """
    deadline = row["deadline"]
    due = vars(deadline) if isinstance(deadline, ShownDeadline) else deadline
    added = row.get("added") or ()
    shape: Shape = (
        tuple(row.get(name) for name in SHAPE),
        (due["state"], due["ticks"]) if due else None,
        bool(row["assignee"]),
        bool(row["team"]),
        bool(row.get("writing")),
        bool(row.get("incident")),
        tuple((one["key"], one["label"], bool(one["text"])) for one in added),
        get_language(),
    )
    told = {name: row.get(name, "") for name in WRITTEN}
    if due:
        told |= {name: due[name] for name in WRITTEN_OF_DEADLINE}
    told |= {f"added_{one['key']}": one["text"] for one in added}
    values = escape_all(told) | {"reference": grouped(row["reference"])}
    pieces = list(cut_stencil(shape))
    pieces[1::2] = [values[name] for name in pieces[1::2]]
    return mark_safe("".join(pieces))  # noqa: S308 -- a rendered template and escaped values


def escape_all(told: Mapping[str, object]) -> dict[str, str]:
    """Return each value escaped, all of them in one go: the database keeps no NUL."""
    whole = escape(NUL.join(map(str, told.values())))
    return dict(zip(told, whole.split(NUL), strict=True))


@lru_cache(maxsize=4000)
def cut_stencil(shape: Shape) -> tuple[str, ...]:
    """Return the template of a row of this shape: text and names of holes by turns."""
    facts, due, has_assignee, has_team, has_writer, has_incident, added, _language = shape
    row: dict[str, Any] = dict(zip(SHAPE, facts, strict=True))
    row |= {name: hole(name) for name in (*WRITTEN, "reference")}
    row["assignee"] = row["assignee"] if has_assignee else ""
    row["team"] = row["team"] if has_team else ""
    row["writing"] = row["writing"] if has_writer else ""
    row["incident"] = row["incident"] if has_incident else ""
    row["added"] = [
        {"key": key, "label": label, "text": hole(f"added_{key}") if is_said else ""}
        for key, label, is_said in added
    ]
    row["deadline"] = None
    if due:
        holes = {name: hole(name) for name in WRITTEN_OF_DEADLINE}
        row["deadline"] = {"state": due[0], "ticks": due[1], **holes}
    drawn = render_to_string("desk/parts/ticket_row.html", {"row": row})
    return tuple(HOLE.split(drawn.strip()))


def hole(name: str) -> str:
    """Return the mark of a place to be filled; no escaping touches it."""
    return f"\ue000{name}\ue001"


@register.simple_tag
def grade(it: Mapping[str, object]) -> SafeString:
    """Draw severity and level of a ticket, each with its name."""
    return render_to_string("desk/parts/grade.html", {"it": it})
