"""The escalations of a file: who said what, who is called, what was ruled, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.escalating import EscalatingForm, RulingForm
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.words import say_words
from permanence.overview.worklists.queries import people_of_desk
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.models import Climb
from permanence.service.tickets.models import Escalation, Ticket
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.queries.escalations import (
    escalations_of,
    ground_names,
    name_place,
    verdict_names,
)
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def note_escalation(ticket: Ticket) -> str:
    """Return how the escalation of a ticket stands, as the page has read it."""
    notes = {"open": _("to be ruled on"), "upheld": _("upheld, attention owed")}
    return notes.get(ticket.escalation, "")


def open_escalations(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return the escalations of a file, and the forms by which one is taken and ruled on."""
    reader = request.reader
    rows = escalations_of([ticket, *gathered_files(ticket)])
    unruled = next((one for one in rows if one.ended_at is None and one.ruled_at is None), None)
    may_rule = unruled is not None and reader.may(Right.RULE, ticket.desk_id)
    may_take = reader.may(Right.ANSWER, ticket.desk_id)
    return {
        "rows": [show_escalation(one, reader) for one in rows],
        "ruling": (sent.get("ruling") or ruling_form(unruled, ticket))
        if may_rule and unruled
        else None,
        "ruling_url": reverse("desk:ticket-ruling", args=[ticket.reference]),
        "escalating": (sent.get("escalating") or EscalatingForm()) if may_take else None,
        "escalating_url": reverse("desk:ticket-escalating", args=[ticket.reference]),
        "is_added": any(one.ended_at is None for one in rows),
        "sheets": list_sheets(request, ticket),
    }


def list_sheets(request: StaffRequest, ticket: Ticket) -> list[Shown]:
    """Return where each climb that goes on is climbed by phone."""
    if not request.reader.may(Right.ANSWER, ticket.desk_id):
        return []
    climbs = Climb.objects.filter(owner="ticket", subject=ticket.pk, ended_at=None)
    return [
        {
            "url": reverse("desk:climb-call", args=[one.pk]),
            "since": say_moment(one.started_at, request.reader),
        }
        for one in climbs.order_by("pk")
    ]


def ruling_form(
    escalation: Escalation, ticket: Ticket, request: StaffRequest | None = None
) -> RulingForm:
    """Return the form of a ruling, with what was sent."""
    teams, specialists = people_of_desk(ticket.desk_id)
    return RulingForm(
        request.POST if request else None,
        is_ground_known=bool(escalation.ground),
        policy=policy_of_version(ticket.policy_version_id),
        teams=teams,
        specialists=specialists,
    )


def show_escalation(escalation: Escalation, reader: Reader) -> Shown:
    """Return one escalation as `desk/drawers/escalation.html` reads it."""
    return {
        "ground": ground_names().get(escalation.ground, _("Ground not said")),
        "words": escalation.words,
        "added": [
            {
                "words": one["words"],
                "by": one["by"],
                "at": say_moment(datetime.fromisoformat(one["at"]), reader),
            }
            for one in escalation.added
        ],
        "by": escalation.author_name,
        "channel": escalation.channel,
        "called": say_called(escalation, reader),
        "verdict": verdict_names().get(escalation.verdict, ""),
        "reasons": escalation.reasons,
        "ruled_by": escalation.ruled_by_name,
        "ruled_at": say_moment(escalation.ruled_at, reader) if escalation.ruled_at else "",
        "place": say_place(escalation),
        "outcome": say_outcome(escalation, reader),
        "is_over": escalation.ended_at is not None,
        **show_instant(escalation.at, reader),
    }


def say_place(escalation: Escalation) -> str:
    """Return the right place with its own name, for colleagues."""
    return escalation.person.name if escalation.person else name_place(escalation)


def say_called(escalation: Escalation, reader: Reader) -> str:
    """Return who was called last, or took it over."""
    if escalation.taken_at is not None:
        told = {"who": escalation.taken_title, "instant": say_moment(escalation.taken_at, reader)}
        return _("Taken over by %(who)s at %(instant)s.") % told
    if escalation.called_at is None or escalation.ruled_at is not None:
        return ""
    told = {
        "office": say_words(escalation.called),
        "instant": say_moment(escalation.called_at, reader),
    }
    return _("With %(office)s since %(instant)s, not yet taken.") % told


def say_outcome(escalation: Escalation, reader: Reader) -> str:
    """Return what became of the attention that was owed."""
    if escalation.attended_at is not None:
        told = {
            "who": escalation.attended_by,
            "instant": say_moment(escalation.attended_at, reader),
        }
        return _("%(who)s acted on it at %(instant)s.") % told
    if not escalation.place:
        return ""
    if escalation.ended_at is not None:
        return _("It was solved before anybody there acted.")
    return _("Nobody there has acted yet.")
