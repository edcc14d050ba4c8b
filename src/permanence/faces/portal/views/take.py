"""The page of a person called on a ladder. The signed token in its address is the right to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
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
from permanence.faces.portal.taking import answer_call, describe_standing, has_it, is_free
from permanence.faces.portal.taking_incident import describe_incident
from permanence.faces.portal.views.request import show_text
from permanence.faces.ui.deadlines import ShownDeadline, show_deadline
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.rules import Look
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.paths import PATHS
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import answerer_of, call_of_token
from permanence.service.escalation.models import Call, Climb
from permanence.service.incidents.models import Incident
from permanence.service.tickets.models import Commitment, Entry, Ticket

Shown = dict[str, Any]
SHOWN_OF_MESSAGE = 5000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the person who is called needs to know; only a button does something.

    Opening the page takes nothing: programs that check mails open every link.
    """
    with house():
        call = call_of_token(token)
        describe = find_matter(call) if call else None
        if call is None or describe is None:
            raise Http404
        speak_language(request, call.language)
        refusal = None
        if request.method == "POST":
            refusal = answer_call(request, call)
            if refusal is None:
                return redirect("portal:take", token)
            call.climb.refresh_from_db()
        context = {
            **furnish_bare_page(request),
            **describe(call, at=now()),
            "take_url": reverse("portal:take", args=[token]),
            "refusal": str(refusal) if refusal else "",
            "reason": request.POST.get("reason", ""),
        }
        return render(request, "portal/take.html", context, status=409 if refusal else 200)


def find_matter(call: Call) -> Callable[..., Shown] | None:
    """Return what describes that for which somebody is called; None where it is not there."""
    if call.climb.owner == "incident":
        incident = Incident.objects.filter(pk=call.climb.subject).first()
        return partial(describe_incident, incident) if incident else None
    ticket = find_ticket(call)
    return partial(describe_ticket, ticket) if ticket else None


def find_ticket(call: Call) -> Ticket | None:
    """Return the ticket that a climb is for."""
    if call.climb.owner != "ticket":
        return None
    return (
        Ticket.objects.select_related("contact", "organisation", "desk")
        .filter(pk=call.climb.subject)
        .first()
    )


def describe_ticket(ticket: Ticket, call: Call, *, at: datetime) -> Shown:
    """Return what a call on a request shows; once it is settled, others see no more of it.

    Of a confidential file it says that it waits: who is called need not be who may know.
    """
    policy = policy_of_version(ticket.policy_version_id)
    language = get_language() or policy.default_language
    may_read = (is_free(call.climb) or has_it(call)) and not ticket.confidential
    if may_read:
        look = Look(f"ticket:{ticket.pk}", desk=ticket.desk_id)
        record_read(look, actor=answerer_of(call).actor, at=at)
    words = customers_words(ticket) if may_read else []
    return {
        "centre": describe_centre(policy, language=language),
        "climb": describe_climb(call, ticket, policy, at=at, may_read=may_read),
        "briefing": brief_person(ticket, policy, at=at) if may_read else [],
        "words": show_text("\n\n".join(one.text[:SHOWN_OF_MESSAGE] for one in words)),
        "words_language": words[0].language if words else "",
        "desk_url": PATHS["ticket"].format(reference=ticket.reference) if may_read else "",
    }


def customers_words(ticket: Ticket) -> list[Entry]:
    """Return what the customer wrote first, and last if that is something else."""
    said = ticket.entries.filter(direction=Entry.Direction.IN, is_public=True)
    first, last = said.order_by("at", "pk").first(), said.order_by("-at", "-pk").first()
    return [one for one in (first, last if last != first else None) if one]


def describe_climb(
    call: Call, ticket: Ticket, policy: Policy, *, at: datetime, may_read: bool
) -> Shown:
    """Return what the call is about and how it stands."""
    climb, zone = call.climb, ZoneInfo(policy.zone)
    commitment = (
        Commitment.objects.filter(ticket=ticket, promise=climb.matter).order_by("-pk").first()
    )
    return {
        **describe_standing(call, at=at, zone=zone, may_read=may_read),
        "reference": ticket.reference,
        "subject": ticket.subject if may_read else gettext("A call from the ladder"),
        "organisation": name_organisation(ticket) if may_read else "",
        "why": say_why(climb) if is_free(climb) else "",
        "deadline": show_promise(commitment, at=at, zone=zone) if commitment else None,
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
