"""The page of a person called on a ladder. The signed token in its address is the right to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permanence.faces.portal.access import speak_language
from permanence.faces.portal.promising import say_in_zone
from permanence.faces.portal.shell import describe_centre, furnish_bare_page
from permanence.faces.portal.taking import answer_call, has_it, name_above, say_next, say_outcome
from permanence.faces.portal.views.request import show_text
from permanence.faces.portal.views.take_incident import take_incident
from permanence.faces.ui.deadlines import ShownDeadline, show_deadline
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.rules import Look
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import PATHS
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import (
    answerer_of,
    call_of_token,
)
from permanence.service.escalation.models import Call, Climb
from permanence.service.tickets.models import Commitment, Entry, Ticket

SHOWN_OF_MESSAGE = 5000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the person who is called needs to know; only a button does something.

    Opening the page takes nothing: programs that check mails open every link.
    """
    with house():
        call = call_of_token(token)
        if call is not None and call.climb.owner == "incident":
            return take_incident(request, call, token=token)
        ticket = find_ticket(call) if call else None
        if call is None or ticket is None:
            raise Http404
        speak_language(request, call.language)
        if request.method != "POST":
            return show_call(request, call, ticket, token=token, status=200)
        refusal = answer_call(request, call)
        if refusal is not None:
            call.climb.refresh_from_db()
            return show_call(request, call, ticket, token=token, status=409, refusal=refusal)
    return redirect("portal:take", token)


def find_ticket(call: Call) -> Ticket | None:
    """Return the ticket that a climb is for."""
    if call.climb.owner != "ticket":
        return None
    return (
        Ticket.objects.select_related("contact", "organisation", "desk")
        .filter(pk=call.climb.subject)
        .first()
    )


def show_call(
    request: HttpRequest,
    call: Call,
    ticket: Ticket,
    *,
    token: str,
    status: int,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Return the page of a call; once the matter is settled, others see no more of it.

    Of a confidential file it says that it waits: who is called need not be who may know.
    """
    at, climb = now(), call.climb
    policy = policy_of_version(ticket.policy_version_id)
    language = get_language() or policy.default_language
    is_free = climb.ended_at is None and climb.held_at is None
    may_read = (is_free or has_it(call)) and not ticket.confidential
    if may_read:
        look = Look(f"ticket:{ticket.pk}", desk=ticket.desk_id)
        record_read(look, actor=answerer_of(call).actor, at=at)
    words = customers_words(ticket) if may_read else []
    context = {
        **furnish_bare_page(request),
        "centre": describe_centre(policy, language=language),
        "climb": describe_call(call, ticket, policy, at=at, may_read=may_read),
        "briefing": brief_person(ticket, policy, at=at) if may_read else [],
        "words": show_text("\n\n".join(one.text[:SHOWN_OF_MESSAGE] for one in words)),
        "words_language": words[0].language if words else "",
        "take_url": reverse("portal:take", args=[token]),
        "desk_url": PATHS["ticket"].format(reference=ticket.reference) if may_read else "",
        "refusal": str(refusal) if refusal else "",
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portal/take.html", context, status=status)


def customers_words(ticket: Ticket) -> list[Entry]:
    """Return what the customer wrote first, and last if that is something else."""
    said = ticket.entries.filter(direction=Entry.Direction.IN, is_public=True)
    first, last = said.order_by("at", "pk").first(), said.order_by("-at", "-pk").first()
    return [one for one in (first, last if last != first else None) if one]


def describe_call(
    call: Call, ticket: Ticket, policy: Policy, *, at: datetime, may_read: bool
) -> dict[str, Any]:
    """Return what the call is about and how it stands."""
    climb, zone = call.climb, ZoneInfo(policy.zone)
    commitment = (
        Commitment.objects.filter(ticket=ticket, promise=climb.matter).order_by("-pk").first()
    )
    is_free = climb.ended_at is None and climb.held_at is None
    return {
        "reference": ticket.reference,
        "subject": ticket.subject if may_read else gettext("A call from the ladder"),
        "organisation": name_organisation(ticket) if may_read else "",
        "why": say_why(climb) if is_free else "",
        "reason": climb.reason if may_read else "",
        "deadline": show_promise(commitment, at=at, zone=zone) if commitment else None,
        "rung": call.name,
        "taken": say_outcome(call, at=at, zone=zone),
        "is_mine": climb.ended_at is None and has_it(call),
        "over": climb.ended_at is not None and not climb.taken_by,
        "next": say_next(call, at=at, zone=zone),
        "above": name_above(climb),
    }


def name_organisation(ticket: Ticket) -> str:
    """Return the customer's name; empty when nobody knows which."""
    return ticket.organisation.name if ticket.organisation else ""


def show_promise(commitment: Commitment, *, at: datetime, zone: ZoneInfo) -> ShownDeadline:
    """Return the promise that is climbed for."""
    return show_deadline(
        start=commitment.start_at,
        due=commitment.due_at,
        at=at,
        zone=zone,
        met_at=commitment.met_at,
    )


def say_why(climb: Climb) -> str:
    """Return why somebody is called."""
    if climb.is_alarming:
        return gettext("Alarm: nobody on the ladder has answered.")
    return {
        "triage": gettext("No specialist has looked at it yet."),
        "response": gettext("No person has answered yet."),
        "resolution": gettext("It is not solved yet."),
        "customer": gettext("The customer escalates and has the right to speak to the manager."),
        "ruling": gettext("Nobody has ruled on what the customer escalated."),
        "attention": gettext("It has not had the fast attention that was upheld for it."),
        "specialist": gettext("A specialist asks for it."),
        "incident": gettext("There is an incident."),
    }.get(climb.matter, gettext("A promise is at risk."))


def brief_person(ticket: Ticket, policy: Policy, *, at: datetime) -> list[dict[str, str]]:
    """Return the facts by which one can act without a log-in."""
    contact, zone = ticket.contact, ZoneInfo(policy.zone)
    facts = [
        (gettext("Organisation"), name_organisation(ticket)),
        (gettext("Contact"), "\n".join(filter(None, (contact.name, contact.email, contact.phone)))),
        (gettext("Severity"), say_grade(ticket, ticket.severity)),
        (gettext("Level"), say_grade(ticket, ticket.level)),
        (gettext("Received"), say_in_zone(ticket.opened_at, at=at, zone=zone)),
    ]
    return [{"term": term, "text": text} for term, text in facts if text]


def say_grade(ticket: Ticket, grade: int | None) -> str:
    """Return a severity or level; before triage it is only assumed."""
    if grade is None:
        return ""
    if ticket.triaged_at is None:
        return gettext("%(grade)s, assumed until somebody has judged it") % {"grade": grade}
    return str(grade)
