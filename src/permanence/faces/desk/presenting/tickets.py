"""The rows of the list: every instant and number is words before the template sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from textwrap import shorten
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.words import reader_language, state_names
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.moments import say_instant_fully, say_span
from permanence.faces.ui.promises import promise_names
from permanence.overview.worklists.queries import Row
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
HOUR = timedelta(hours=1)
MOST_OF_DEFINITION = 80


@dataclass(frozen=True)
class Words:
    """What all rows of a list share, said once."""

    address: str
    language: str
    desk: str
    states: dict[str, str]
    promises: dict[str, str]
    bands: dict[str, str]


def show_rows(rows: Sequence[Row], reader: Reader, *, by_due: bool = True) -> list[Shown]:
    """Return the rows as `desk/tickets.html` reads them; sorted by due they have headings."""
    words = Words(
        address=reverse("desk:ticket", args=["-"])[:-1],
        language=reader_language(),
        desk=_("Desk"),
        states=state_names(),
        promises=promise_names(),
        bands=band_names() if by_due else {},
    )
    return [show_row(row, reader, words) for row in rows]


def show_row(row: Row, reader: Reader, words: Words) -> Shown:
    """Return one row; a stranger stands where the organisation would."""
    policy = policy_of_version(row["policy_version_id"])
    by_desk = row["last_word_by"] == "desk"
    last = row["last_word_at"]
    return {
        "id": row["pk"],
        "url": words.address + row["reference"],
        "unread": not by_desk and not row["ended"],
        "band": words.bands.get(band_of(row, reader), ""),
        "deadline": deadline_of(row, policy, reader),
        "deadline_name": words.promises.get(row["next_promise"], ""),
        **grade_of(row, policy, words.language),
        "reference": row["reference"],
        "subject": row["subject"],
        "organisation": row["organisation__name"] or row["contact__name"],
        "state": row["state"],
        "state_label": words.states[row["state"]],
        "assignee": row["assignee__name"] or "",
        "team": row["team__name"] or "",
        "last_side": "desk" if by_desk else "customer",
        "last_name": (row["assignee__name"] or words.desk) if by_desk else row["contact__name"],
        "last_ago": say_span(reader.at - last),
        "last_iso": last.isoformat(timespec="seconds"),
        "last_title": say_instant_fully(last, zone=reader.zone),
    }


def deadline_of(row: Row, policy: Policy, reader: Reader) -> Any:
    """Return the next deadline of a row; None when nothing runs."""
    if row["next_due_at"] is None or row["ended"]:
        return None
    return show_deadline(
        start=row["next_start_at"],
        due=row["next_due_at"],
        at=reader.at,
        zone=reader.zone,
        clock_zone=find_zone(policy.zone),
    )


def grade_of(row: Row, policy: Policy, language: str) -> Shown:
    """Return severity or level, whichever the desk promises by, with its name."""
    axis = policy.ordered_by
    number = row[axis]
    shown: Shown = {"severity": "", "level": "", "provisional": row["triaged_at"] is None}
    if number is not None:
        shown[axis] = str(number)
        shown[f"{axis}_title"] = title_of_grade(row["policy_version_id"], axis, number, language)
    return shown


@cache
def title_of_grade(version: int, axis: str, number: int, language: str) -> str:
    """Return "Severity 2: several customers…"; a version never changes, so it is said once."""
    policy = policy_of_version(version)
    grades = policy.severities if axis == "severity" else policy.levels
    for one in grades:
        if one.number == number:
            name = say(one.name, language, policy.default_language)
            meaning = say(one.definition, language, policy.default_language)
            return f"{name}: {shorten(meaning, MOST_OF_DEFINITION, placeholder='…')}"
    return ""


def band_of(row: Row, reader: Reader) -> str:
    """Return under which heading a row stands."""
    if row["ended"]:
        return ""
    due: datetime | None = row["next_due_at"]
    if due is None:
        return "nothing"
    if due <= reader.at:
        return "overdue"
    if due <= reader.at + HOUR:
        return "hour"
    is_today = due.astimezone(reader.zone).date() == reader.at.astimezone(reader.zone).date()
    return "today" if is_today else "later"


def band_names() -> dict[str, str]:
    """Return the headings of the list."""
    return {
        "": "",
        "nothing": _("Nothing due"),
        "overdue": _("Overdue"),
        "hour": _("In the next hour"),
        "today": _("Today"),
        "later": _("Later"),
    }
