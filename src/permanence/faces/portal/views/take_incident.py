"""The page of a person who is called because of an incident: to lead it, or as an expert."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from permanence.faces.portal.access import speak_language
from permanence.faces.portal.promising import say_in_zone
from permanence.faces.portal.shell import describe_centre, furnish_bare_page
from permanence.faces.portal.taking import answer_call, has_it, name_above, say_next, say_outcome
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.rules import Look
from permanence.ground.lib.clock import now
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import PATHS
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.actions import answerer_of
from permanence.service.escalation.models import Call
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules.summoning import is_summons


def take_incident(request: HttpRequest, call: Call, *, token: str) -> HttpResponse:
    """Show what an incident needs of the person who is called; only a button does something."""
    incident = Incident.objects.select_related("desk").filter(pk=call.climb.subject).first()
    if incident is None:
        raise Http404
    speak_language(request, call.language)
    if request.method != "POST":
        return show_incident(request, call, incident, token=token, status=200)
    refusal = answer_call(request, call)
    if refusal is not None:
        call.climb.refresh_from_db()
        return show_incident(request, call, incident, token=token, status=409, refusal=refusal)
    return redirect("portal:take", token)


def show_incident(
    request: HttpRequest,
    call: Call,
    incident: Incident,
    *,
    token: str,
    status: int,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Return the page; once the matter is settled, others see no more of it.

    Of a security breach it says no more than that there is one, until somebody is in its team.
    """
    at, climb = now(), call.climb
    policy = policy_of_version(incident.policy_version_id)
    language = get_language() or policy.default_language
    zone = ZoneInfo(policy.zone)
    is_free = climb.ended_at is None and climb.held_at is None
    may_read = is_free or has_it(call)
    if may_read:
        look = Look(incident.subject, "call", desk=incident.desk_id)
        record_read(look, actor=answerer_of(call).actor, at=at)
    context = {
        **furnish_bare_page(request),
        "centre": describe_centre(policy, language=language),
        "climb": {
            "reference": incident.name,
            "subject": name_matter(incident) if may_read else gettext("An incident"),
            "organisation": "",
            "why": say_why(call) if is_free else "",
            "reason": climb.reason if may_read else "",
            "deadline": None,
            "rung": call.name,
            "taken": say_outcome(call, at=at, zone=zone),
            "is_mine": climb.ended_at is None and has_it(call),
            "over": climb.ended_at is not None and not climb.taken_by,
            "next": say_next(call, at=at, zone=zone),
            "above": name_above(climb),
        },
        "briefing": brief_person(incident, at=at, zone=zone) if may_read else [],
        "words": "",
        "words_language": "",
        "take_url": reverse("portal:take", args=[token]),
        "desk_url": PATHS["incident"].format(number=incident.pk) if may_read else "",
        "refusal": str(refusal) if refusal else "",
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portal/take.html", context, status=status)


def name_matter(incident: Incident) -> str:
    """Return what happens; of a security breach no more than that."""
    if incident.kind == Incident.Kind.SECURITY:
        return gettext("Security breach")
    return incident.title


def say_why(call: Call) -> str:
    """Return why somebody is called."""
    if is_summons(call.climb.matter):
        return gettext("You are needed as an expert. Who accepts first comes into the team.")
    if call.climb.is_alarming:
        return gettext("Alarm: nobody on the ladder has answered.")
    return gettext("There is an incident.")


def brief_person(incident: Incident, *, at: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the facts by which one can act without a log-in."""
    facts = [
        (gettext("Severity"), str(incident.severity)),
        (gettext("Occurred"), say_in_zone(incident.occurred_at, at=at, zone=zone)),
        (gettext("Detected"), say_in_zone(incident.detected_at, at=at, zone=zone)),
    ]
    return [{"term": term, "text": text} for term, text in facts]
