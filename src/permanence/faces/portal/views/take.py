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
from permanence.faces.portal.views.request import show_text
from permanence.faces.ui.deadlines import ShownDeadline, show_deadline
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.rules import Actor, Look
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import PATHS
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.escalation.actions import rung_of_token, take_climb
from permanence.service.escalation.models import Climb, Rung
from permanence.service.tickets.models import Commitment, Entry, Ticket

SHOWN_OF_MESSAGE = 5000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the person on a rung needs to know; only the button takes it over.

    Opening the page takes nothing: programs that check mails open every link.
    """
    with house():
        rung = rung_of_token(token)
        ticket = find_ticket(rung) if rung else None
        if rung is None or ticket is None:
            raise Http404
        speak_language(request, rung.language)
        if request.method != "POST":
            return show_call(request, rung, ticket, token=token, status=200)
        try:
            take_climb(rung, at=now())
        except Refusal:
            rung.climb.refresh_from_db()
            return show_call(request, rung, ticket, token=token, status=409)
    return redirect("portal:take", token)


def find_ticket(rung: Rung) -> Ticket | None:
    """Return the ticket that a climb is for."""
    if rung.climb.owner != "ticket":
        return None
    return (
        Ticket.objects.select_related("contact", "organisation", "desk")
        .filter(pk=rung.climb.subject)
        .first()
    )


def show_call(
    request: HttpRequest, rung: Rung, ticket: Ticket, *, token: str, status: int
) -> HttpResponse:
    """Return the page of a call; once the matter is settled, others see no more of it.

    Of a confidential file it says that it waits: who is called need not be who may know.
    """
    at, climb = now(), rung.climb
    policy = policy_of_version(ticket.policy_version_id)
    language = get_language() or policy.default_language
    is_open = rung.taken_at is not None or climb.outcome in {"", Climb.Outcome.EXHAUSTED}
    may_read = is_open and not ticket.confidential
    if may_read:
        look = Look(f"ticket:{ticket.pk}", desk=ticket.desk_id)
        record_read(look, actor=Actor(f"rung:{rung.pk}", name_office(rung)), at=at)
    words = customers_words(ticket) if may_read else []
    context = {
        **furnish_bare_page(request),
        "centre": describe_centre(policy, language=language),
        "climb": describe_call(rung, ticket, policy, at=at, may_read=may_read),
        "briefing": brief_person(ticket, policy, at=at) if may_read else [],
        "words": show_text("\n\n".join(one.text[:SHOWN_OF_MESSAGE] for one in words)),
        "words_language": words[0].language if words else "",
        "take_url": reverse("portal:take", args=[token]),
        "desk_url": PATHS["ticket"].format(reference=ticket.reference) if may_read else "",
    }
    return render(request, "portal/take.html", context, status=status)


def name_office(rung: Rung) -> str:
    """Return what a rung is called in the reader's language."""
    return say(rung.office, get_language() or rung.language, rung.language)


def customers_words(ticket: Ticket) -> list[Entry]:
    """Return what the customer wrote first, and last if that is something else."""
    said = ticket.entries.filter(direction=Entry.Direction.IN, is_public=True)
    first, last = said.order_by("at", "pk").first(), said.order_by("-at", "-pk").first()
    return [one for one in (first, last if last != first else None) if one]


def describe_call(
    rung: Rung, ticket: Ticket, policy: Policy, *, at: datetime, may_read: bool
) -> dict[str, Any]:
    """Return what the call is about and how it stands."""
    climb, zone = rung.climb, ZoneInfo(policy.zone)
    commitment = (
        Commitment.objects.filter(ticket=ticket, promise=climb.ground).order_by("-pk").first()
    )
    return {
        "reference": ticket.reference,
        "subject": ticket.subject if may_read else gettext("A call from the ladder"),
        "organisation": name_organisation(ticket) if may_read else "",
        "why": say_why(climb.ground) if climb.outcome in {"", Climb.Outcome.EXHAUSTED} else "",
        "deadline": show_promise(commitment, at=at, zone=zone) if commitment else None,
        "rung": name_office(rung),
        "taken": say_outcome(rung, at=at, zone=zone),
        "over": climb.outcome == Climb.Outcome.WITHDRAWN,
        "next": say_next(rung, at=at, zone=zone),
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


def say_why(ground: str) -> str:
    """Return why somebody is called."""
    return {
        "triage": gettext("No specialist has looked at it yet."),
        "response": gettext("No person has answered yet."),
        "resolution": gettext("It is not solved yet."),
        "customer": gettext("The customer escalates and has the right to speak to the manager."),
        "ruling": gettext("Nobody has ruled on what the customer escalated."),
        "attention": gettext("It has not had the fast attention that was upheld for it."),
    }.get(ground, gettext("A promise is at risk."))


def say_outcome(rung: Rung, *, at: datetime, zone: ZoneInfo) -> str:
    """Return who took it; empty while it is free, or was answered meanwhile."""
    climb = rung.climb
    if climb.ended_at is None or climb.outcome != Climb.Outcome.TAKEN:
        return ""
    when = say_in_zone(rung.taken_at or climb.ended_at, at=at, zone=zone)
    if rung.taken_at:
        return gettext("You took it over: %(when)s.") % {"when": when}
    return gettext("Taken over by %(who)s: %(when)s.") % {"who": climb.taken_by, "when": when}


def say_next(rung: Rung, *, at: datetime, zone: ZoneInfo) -> str:
    """Return who is called when this rung stays silent; empty for a rung that was left behind."""
    above = rung.climb.rungs.filter(position=rung.position + 1).first()
    if above is None or above.called_at or rung.called_at is None:
        return ""
    return gettext("Unanswered, it climbs to the next: %(who)s, %(when)s.") % {
        "who": name_office(above),
        "when": say_in_zone(rung.called_at + rung.allowed, at=at, zone=zone),
    }


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
