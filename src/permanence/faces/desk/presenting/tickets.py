"""The rows of the list: every instant and number is words before the template sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from operator import itemgetter
from textwrap import shorten
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.columns import columns_of, complete_rows
from permanence.faces.desk.presenting.kinds import kind_names
from permanence.faces.desk.presenting.words import reader_language, state_names
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.moments import say_instant, say_instant_fully, say_span
from permanence.faces.ui.promises import promise_names
from permanence.ground.lib.documents.sheets import write_csv
from permanence.overview.worklists.queries import Row
from permanence.overview.worklists.rules import Order
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.incidents.rules.naming import name_incident
from permanence.world.attention.queries.viewing import writers_at
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
    order: Order | None
    bands: dict[str, str]
    writers: dict[str, str]


def show_rows(rows: Sequence[Row], reader: Reader, *, order: Order | None = None) -> list[Shown]:
    """Return the rows as `desk/tickets.html` reads them; their order makes the headings."""
    words = Words(
        address=reverse("desk:ticket", args=["-"])[:-1],
        language=reader_language(),
        desk=_("Desk"),
        states=state_names(),
        promises=promise_names(),
        order=order,
        bands=band_names() if order == "due" else {},
        writers=writers_at(
            [f"ticket:{row['pk']}" for row in rows], at=reader.at, besides=reader.specialist.pk
        ),
    )
    return [show_row(row, reader, words) for row in rows]


def write_tickets(rows: Sequence[Row], reader: Reader, added: Sequence[str] = ()) -> bytes:
    """Return rows of a list as CSV; instants are by the reader's clock, with its offset.

    What a view adds stands behind the rest, where it is not among it anyway.
    """
    states, promises, kinds = state_names(), promise_names(), kind_names()
    columns: dict[str, Callable[[Row], object]] = {
        _("Reference"): itemgetter("reference"),
        _("Subject"): itemgetter("subject"),
        _("Organisation"): itemgetter("organisation__name"),
        _("Contact"): itemgetter("contact__name"),
        _("State"): lambda row: states[row["state"]],
        _("Severity"): itemgetter("severity"),
        _("Level"): itemgetter("level"),
        _("Kind of request"): lambda row: kinds.get(row["kind"], ""),
        _("Team"): itemgetter("team__name"),
        _("Assignee"): itemgetter("assignee__name"),
        _("Due"): lambda row: write_instant(row["next_due_at"], reader),
        _("Promise"): lambda row: promises.get(row["next_promise"], ""),
        _("Incident"): say_beside,
        _("Last word"): lambda row: write_instant(row["last_word_at"], reader),
    }
    for one in columns_of(added, lambda instant: write_instant(instant, reader)):
        columns.setdefault(one.label, one.say)
    rows = complete_rows(rows, added)
    return write_csv(list(columns), ([say_it(row) for say_it in columns.values()] for row in rows))


def write_instant(instant: datetime | None, reader: Reader) -> str:
    """Return an instant as a spreadsheet sorts it."""
    return instant.astimezone(reader.zone).isoformat(" ", "seconds") if instant else ""


def show_row(row: Row, reader: Reader, words: Words) -> Shown:
    """Return one row; a stranger stands where the organisation would."""
    policy = policy_of_version(row["policy_version_id"])
    by_desk = row["last_word_by"] == "desk"
    last = row["last_word_at"]
    return {
        "id": row["pk"],
        "url": words.address + row["reference"],
        "unread": not by_desk and not row["ended"],
        "band": heading_of(row, policy, reader, words),
        "deadline": deadline_of(row, policy, reader),
        "deadline_name": words.promises.get(row["next_promise"], ""),
        **grade_of(row, policy, words.language),
        "reference": row["reference"],
        "subject": row["subject"],
        "incident": say_beside(row),
        "is_near": row["incident"] is None,
        "writing": say_writer(words.writers.get(f"ticket:{row['pk']}", "")),
        "organisation": row["organisation__name"] or row["contact__name"],
        "state": row["state"],
        "state_label": say_state(row, reader, words),
        "outside": row["outside"],
        "is_confidential": row["confidential"],
        "advised": row["advised"],
        "assignee": row["assignee__name"] or "",
        "team": row["team__name"] or "",
        "last_side": "desk" if by_desk else "customer",
        "last_name": (row["assignee__name"] or words.desk) if by_desk else row["contact__name"],
        "last_ago": say_span(reader.at - last),
        "last_iso": last.isoformat(timespec="seconds"),
        "last_title": say_instant_fully(last, zone=reader.zone),
    }


def say_beside(row: Row) -> str:
    """Return the incident not closed beside a row: its own, or perhaps its own; or nothing."""
    if row["named"] is None:
        return ""
    name = name_incident(row["named"])
    return name if row["incident"] else _("perhaps %(incident)s") % {"incident": name}


def say_writer(name: str) -> str:
    """Return that somebody else writes on a ticket now; empty when nobody does."""
    return _("%(name)s is writing") % {"name": name} if name else ""


def say_state(row: Row, reader: Reader, words: Words) -> str:
    """Return the state of a row, and until when it is out of sight."""
    state = words.states[row["state"]]
    until = row["snoozed_until"]
    if until is None:
        return state
    told = {"state": state, "until": say_instant(until, at=reader.at, zone=reader.zone)}
    return _("%(state)s, out of sight until %(until)s") % told


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


def heading_of(row: Row, policy: Policy, reader: Reader, words: Words) -> str:
    """Return the heading a row stands under, in the order of the list."""
    if row["ended"]:
        return _("Over") if words.order in {"severity", "due"} else ""
    if words.order != "severity":
        return words.bands.get(band_of(row, reader), "")
    for one in policy.severities:
        if one.number == row["severity"]:
            return say(one.name, words.language, policy.default_language)
    return _("No severity yet")


def band_of(row: Row, reader: Reader) -> str:
    """Return under which heading a row stands that is not over."""
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
