"""The sheet for climbing a ladder by phone: who now, which number, what to say, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.words import say_words
from permanence.ground.journal.models import Act
from permanence.ground.journal.queries import acts_of
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import LadderContact, Policy
from permanence.promises.terms.rules import say
from permanence.service.escalation.models import Climb, Rung
from permanence.service.tickets.actions.climbing import agreed_with, ladder_of, region_of
from permanence.service.tickets.models import Escalation, Ticket
from permanence.service.tickets.queries.escalations import ground_names
from permanence.service.tickets.queries.promises import promise_names
from permanence.service.tickets.rules.phoning import (
    RESULTS,
    Attempt,
    Line,
    next_line,
    spell_reference,
    write_elapsed,
)
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.calendars.rules import Calendar, is_open, next_opening

Shown = dict[str, Any]


def result_names() -> dict[str, str]:
    """Return what each thing that may come of a phone call is called."""
    return {
        "reached": _("Reached, still talking"),
        "no-answer": _("No answer"),
        "voicemail": _("Voicemail"),
        "wrong-number": _("Wrong number"),
        "taken": _("Takes it"),
        "declined": _("Declines"),
    }


def show_sheet(request: StaffRequest, ticket: Ticket, climb: Climb) -> Shown:
    """Return what `desk/call_sheet.html` reads."""
    reader, policy = request.reader, policy_of_version(ticket.policy_version_id)
    rungs = sorted(climb.rungs.all(), key=lambda rung: rung.position)
    contacts = contacts_of(ticket, policy, at=reader.at)
    lines = [line for rung in rungs for line in lines_of(rung, contacts.get(rung.key))]
    acts = phoned_on(ticket, climb)
    over = say_over(climb, reader)
    line = None if over else next_line(lines, [attempt_of(act) for act in acts])
    rung = next((one for one in rungs if line and one.position == line.position), None)
    language = request.GET.get("speak", "")
    spoken = languages_of(rung, ticket)
    language = language if language in spoken else next(iter(spoken))
    return {
        "reference": speak_reference(ticket.reference),
        "key": ticket.reference,
        "subject": ticket.subject,
        "back_url": reverse("desk:ticket", args=[ticket.reference]),
        "url": reverse("desk:climb-call", args=[climb.pk]),
        "elapsed": write_elapsed(reader.at - climb.started_at),
        "since_iso": climb.started_at.isoformat(),
        "now_iso": reader.at.isoformat(),
        **show_instant(climb.started_at, reader, name="started"),
        "over": over,
        "now": show_line(rung, line, contacts.get(rung.key), policy, reader)
        if rung and line
        else None,
        "script": write_script(request, ticket, climb, rung, policy, language) if rung else [],
        "script_language": language,
        "languages": [
            {"code": code, "is_chosen": code == language, "url": f"?speak={code}"}
            for code in spoken
        ],
        "results": [
            {"value": value, "label": result_names()[value], "digit": str(number)}
            for number, value in enumerate(RESULTS, start=1)
        ],
        "rungs": [show_rung(one, lines, acts, rung, reader) for one in rungs],
    }


def contacts_of(ticket: Ticket, policy: Policy, *, at: datetime) -> dict[str, LadderContact]:
    """Return the contact of each rung for this customer, by the rung's name."""
    ladder = ladder_of(ticket, policy, agreed_with([ticket], at=at), at=at)
    region = region_of(ticket) or policy.default_region
    return {rung.key: rung.contact_for(region, ticket.language) for rung in ladder.rungs}


def lines_of(rung: Rung, contact: LadderContact | None) -> list[Line]:
    """Return the numbers of one contact, the office first; those of the climb's start hold."""
    mobile = contact.mobile if contact else None
    numbers = dict.fromkeys(number for number in (rung.phone, mobile) if number)
    return [Line(rung.position, number) for number in numbers]


def phoned_on(ticket: Ticket, climb: Climb) -> list[Act]:
    """Return what was phoned on a climb, in order."""
    acts = acts_of(f"ticket:{ticket.pk}", since=ticket.opened_at)
    return [one for one in acts if one.act == "climb.phoned" and one.facts["climb"] == climb.pk]


def attempt_of(act: Act) -> Attempt:
    """Return an act as the rules read it."""
    facts = act.facts
    return Attempt(Line(facts["position"], facts["number"]), facts["result"])


def languages_of(rung: Rung | None, ticket: Ticket) -> dict[str, None]:
    """Return in which languages the words can be read: the contact's, then the customer's."""
    own = [rung.language] if rung else []
    return dict.fromkeys([*own, ticket.language])


def show_line(
    rung: Rung, line: Line, contact: LadderContact | None, policy: Policy, reader: Reader
) -> Shown:
    """Return whom to phone now, at which number, and whether they are there."""
    calendar = policy.calendars.get(contact.hours) if contact and contact.hours else None
    is_mobile = bool(contact and line.number == contact.mobile)
    return {
        "office": say_words(rung.office),
        "number": line.number,
        "tel": "tel:" + line.number.replace(" ", ""),
        "kind": _("Mobile") if is_mobile else _("Office"),
        "position": line.position,
        "hours": say_hours(calendar, reader),
        "is_closed": calendar is not None and not is_open(calendar, reader.at),
        "mail": rung.mail,
    }


def say_hours(calendar: Calendar | None, reader: Reader) -> str:
    """Return whether somebody is there now."""
    if calendar is None or is_open(calendar, reader.at):
        return _("open now")
    opens = next_opening(calendar, reader.at)
    if opens is None:
        return _("closed")
    return _("closed until %(instant)s") % {"instant": say_moment(opens, reader)}


def write_script(
    request: StaffRequest, ticket: Ticket, climb: Climb, rung: Rung, policy: Policy, language: str
) -> list[str]:
    """Return what to say, line by line, in the language of who is on the phone.

    Of a confidential request nothing is said but that it waits.
    """
    with translation.override(language):
        told = {
            "name": request.reader.actor.name,
            "desk": policy.name,
            "office": say(rung.office, language, policy.default_language),
            "reference": spell_reference(ticket.reference),
            "customer": ticket.customer_name,
            "subject": ticket.subject,
        }
        lines = [
            _("Hello, this is %(name)s of %(desk)s. Am I speaking to: %(office)s?") % told,
            _("I am calling about request %(reference)s.") % told,
        ]
        if not ticket.confidential:
            lines.append(_("It is of %(customer)s: %(subject)s.") % told)
        lines.append(say_cause(ticket, climb))
        lines.append(_("Do you take it over now?"))
    return lines


def say_cause(ticket: Ticket, climb: Climb) -> str:
    """Return why somebody is called, as it is said on the phone."""
    if climb.ground != "customer":
        promise = promise_names().get(climb.matter, "")
        return _("A promise to them is at stake: %(promise)s.") % {"promise": promise}
    found = Escalation.objects.filter(ticket=ticket, climb_id=climb.pk).first()
    ground = ground_names().get(found.ground, "") if found else ""
    if not ground:
        return _("The customer escalates and wants to speak to you.")
    return _("The customer escalates and wants to speak to you: %(ground)s.") % {"ground": ground}


def say_over(climb: Climb, reader: Reader) -> str:
    """Return who has it, or how the climb ended; empty while somebody is to be called."""
    since = climb.held_at or climb.ended_at
    if since is None:
        return ""
    if climb.taken_by:
        told = {"who": climb.taken_by, "instant": say_moment(since, reader)}
        return _("Taken over by %(who)s at %(instant)s.") % told
    return _("The climb ended: it is no longer needed")


def show_rung(
    rung: Rung, lines: Sequence[Line], acts: Sequence[Act], now: Rung | None, reader: Reader
) -> Shown:
    """Return one contact of the ladder with what came of phoning it."""
    names = result_names()
    return {
        "office": say_words(rung.office),
        "numbers": [one.number for one in lines if one.position == rung.position],
        "is_now": now is not None and now.position == rung.position,
        "called": say_moment(rung.called_at, reader) if rung.called_at else "",
        "attempts": [
            {
                "result": names.get(act.facts["result"], ""),
                "number": act.facts["number"],
                "said": act.facts["said"],
                "by": act.actor_name,
                **show_instant(act.at, reader),
            }
            for act in acts
            if act.facts["position"] == rung.position
        ],
    }
