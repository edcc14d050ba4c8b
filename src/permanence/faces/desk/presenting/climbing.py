"""What is climbed for: who is called, until when, by which ways, and what came of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.climbing import AnswerForm, ClimbForm
from permanence.faces.desk.presenting.incident_words import name_clock
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.ui.promises import promise_names
from permanence.service.escalation.models import Call, Climb, Rung
from permanence.service.escalation.queries import calls_of, climbs_of
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.naming import say_name
from permanence.service.incidents.rules.clocks import of_matter
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right
from permanence.world.attention.queries.notices import colleagues_on

Shown = dict[str, Any]


def say_climbing(ticket: Ticket) -> str:
    """Return that the ladder was called for a ticket; nothing for the others."""
    return _("called") if getattr(ticket, "is_climbed", False) else ""


def open_climbing(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/drawers/climbing.html` reads."""
    reader = request.reader
    climbs = climbs_of("ticket", ticket.pk)
    calls: dict[int, list[Call]] = defaultdict(list)
    for call in calls_of(climbs):
        calls[call.climb_id].append(call)
    may = reader.may(Right.ANSWER, ticket.desk_id)
    colleagues = colleagues_on(ticket.desk_id) if may and climbs else {}
    return {
        "climbs": [
            show_climb(one, ticket, reader)
            | {
                "rungs": show_rungs(one, calls[one.pk], reader),
                "alarms": [show_call(call, reader) for call in calls[one.pk] if not call.rung_id],
                "form": (sent.get("answering") or AnswerForm(colleagues=colleagues))
                if may and one.ended_at is None
                else None,
            }
            for one in climbs
        ],
        "start": (sent.get("climbing") or ClimbForm()) if may and not ticket.ended else None,
        "start_url": reverse("desk:ticket-climb", args=[ticket.reference]),
    }


def show_climb(climb: Climb, ticket: Ticket, reader: Reader) -> Shown:
    """Return one climb: why, since when, and how it stands."""
    return {
        "why": say_why(climb),
        "reason": climb.reason,
        "since": say_moment(climb.started_at, reader),
        "stands": say_standing(climb, reader),
        "is_alarming": climb.is_alarming,
        "is_over": climb.ended_at is not None,
        "url": reverse("desk:ticket-climb-answer", args=[ticket.reference, climb.pk]),
    }


def say_why(climb: Climb) -> str:
    """Return what a ladder is climbed for."""
    told = {"promise": promise_names().get(climb.matter, climb.matter)}
    return {
        "warning": _("%(promise)s: at risk") % told,
        "overdue": _("%(promise)s: overdue") % told,
        "customer": _("The customer escalates"),
        "specialist": _("A specialist asks for it"),
        "incident": _("An incident"),
    }.get(climb.ground, climb.ground)


def say_end(climb: Climb, ended_at: datetime, reader: Reader) -> str:
    """Return how a climb ended."""
    told = {"who": climb.taken_by, "instant": say_moment(ended_at, reader)}
    if climb.taken_by:
        return _("Taken over by %(who)s; over since %(instant)s.") % told
    if climb.outcome == Climb.Outcome.UNANSWERED:
        return _("Nobody answered until %(instant)s.") % told
    return _("No longer needed since %(instant)s.") % told


def say_standing(climb: Climb, reader: Reader) -> str:
    """Return how a climb stands: whom it waits for and until when, or who has it."""
    told = {"who": climb.taken_by, "office": ""}
    if climb.ended_at is not None:
        return say_end(climb, climb.ended_at, reader)
    if climb.held_at is not None:
        told["instant"] = say_moment(climb.held_at, reader)
        if climb.again_at is not None:
            return _("With %(who)s since %(instant)s; called again, nothing has moved.") % told
        return _("With %(who)s since %(instant)s.") % told
    if climb.alarm_at is not None:
        told["instant"] = say_moment(climb.alarm_at, reader)
        return _("ALARM since %(instant)s: nobody on the ladder answered.") % told
    rung = next((one for one in climb.rungs.all() if one.position == climb.position), None)
    if rung is None or climb.turn_until is None:
        return ""
    told |= {
        "office": say_words(rung.office),
        "instant": say_moment(climb.turn_until, reader),
    }
    if climb.waits:
        return _("Waits for %(office)s, who is there at %(instant)s.") % told
    return _("%(office)s is called and has until %(instant)s.") % told


def show_rungs(climb: Climb, calls: Sequence[Call], reader: Reader) -> list[Shown]:
    """Return the rungs of a climb in order, each with every attempt and what came of it."""
    rungs: list[Rung] = sorted(climb.rungs.all(), key=lambda one: one.position)
    return [
        {
            "office": say_words(rung.office),
            "phone": rung.phone or rung.mobile,
            "phone_url": f"tel:{(rung.phone or rung.mobile).replace(' ', '')}",
            "is_current": climb.ended_at is None and rung.position == climb.position,
            "calls": [show_call(call, reader) for call in calls if call.rung_id == rung.pk],
        }
        for rung in rungs
    ]


def show_call(call: Call, reader: Reader) -> Shown:
    """Return one attempt to reach somebody."""
    return {
        "name": call.name,
        "way": way_names().get(call.way, call.way),
        "address": call.address,
        "at": say_moment(call.made_at or call.due_at, reader),
        "result": say_result(call),
        "answer": call.answer,
        "is_failed": call.result == Call.Result.FAILED,
    }


def way_names() -> dict[str, str]:
    """Return what each way to reach somebody is called."""
    return {
        "mail": _("Mail"),
        "push": _("Browser"),
        "sms": _("SMS"),
        "chat": _("Chat"),
        "voice": _("Phone"),
    }


def say_result(call: Call) -> str:
    """Return what came of an attempt."""
    if not call.result:
        return _("waits for an answer") if call.made_at else _("to come")
    return {
        Call.Result.FAILED: _("did not get through"),
        Call.Result.DECLINED: _("declined"),
        Call.Result.ACKNOWLEDGED: _("seen"),
        Call.Result.TAKEN: _("taken over"),
        Call.Result.PASSED: _("passed on"),
        Call.Result.SILENT: _("no answer"),
        Call.Result.DROPPED: _("was not needed"),
    }[Call.Result(call.result)]


def list_going_on(
    climbs: Sequence[Climb],
    tickets: dict[int, Ticket],
    incidents: dict[int, Incident],
    reader: Reader,
) -> list[Shown]:
    """Return what is climbed for now; of files kept from the reader only that they wait."""
    rows = []
    for climb in climbs:
        if climb.owner == CLIMBS:
            rows.append(show_climb_of_incident(climb, incidents.get(climb.subject), reader))
            continue
        ticket = tickets.get(climb.subject)
        row = {
            "why": say_why(climb),
            "since": say_moment(climb.started_at, reader),
            "stands": say_standing(climb, reader),
            "is_alarming": climb.is_alarming,
            "reference": "",
            "subject": _("A confidential request"),
            "ticket_url": "",
            "url": "",
            "sheet_url": "",
        }
        if ticket is not None:
            page = reverse("desk:ticket", args=[ticket.reference])
            row |= {
                "reference": ticket.reference,
                "subject": ticket.subject,
                "ticket_url": f"{page}?open=climbing#climbing",
            }
            if reader.may(Right.ANSWER, ticket.desk_id):
                row["url"] = show_climb(climb, ticket, reader)["url"]
                row["sheet_url"] = reverse("desk:climb-call", args=[climb.pk])
        rows.append(row)
    return rows


def show_climb_of_incident(climb: Climb, incident: Incident | None, reader: Reader) -> Shown:
    """Return what is climbed for in an incident; of a breach kept from the reader no more."""
    row = {
        "why": say_why(climb)
        if incident is None
        else name_clock(of_matter(climb.matter), incident),
        "since": say_moment(climb.started_at, reader),
        "stands": say_standing(climb, reader),
        "is_alarming": climb.is_alarming,
        "reference": "",
        "subject": _("A security breach"),
        "ticket_url": "",
        "url": "",
        "sheet_url": "",
    }
    if incident is not None:
        row["subject"] = f"{say_name(incident)} {incident.title}"
        row["ticket_url"] = reverse("desk:incident", args=[incident.pk])
        if reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id):
            row["url"] = reverse("desk:incident-climb", args=[incident.pk, climb.pk])
    return row
