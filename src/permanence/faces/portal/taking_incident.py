"""What a person who is called because of an incident is shown: to lead it, or as an expert."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from permanence.faces.portal.promising import say_in_zone
from permanence.faces.portal.shell import describe_centre
from permanence.faces.portal.taking import describe_standing, has_it, is_free
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.rules import Look
from permanence.ground.lib.paths import PATHS
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.actions import answerer_of
from permanence.service.escalation.models import Call
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules.summoning import is_summons

Shown = dict[str, Any]


def describe_incident(incident: Incident, call: Call, *, at: datetime) -> Shown:
    """Return what a call on an incident shows; once it is settled, others see no more of it.

    Of a security breach it says no more than that there is one, until somebody is in its team.
    """
    policy = policy_of_version(incident.policy_version_id)
    language = get_language() or policy.default_language
    zone = ZoneInfo(policy.zone)
    free = is_free(call.climb)
    may_read = free or has_it(call)
    if may_read:
        look = Look(incident.subject, "call", desk=incident.desk_id)
        record_read(look, actor=answerer_of(call).actor, at=at)
    return {
        "centre": describe_centre(policy, language=language),
        "climb": {
            **describe_standing(call, at=at, zone=zone, may_read=may_read),
            "reference": incident.name,
            "subject": name_matter(incident) if may_read else gettext("An incident"),
            "organisation": "",
            "why": say_why(call) if free else "",
            "deadline": None,
        },
        "briefing": brief_person(incident, at=at, zone=zone) if may_read else [],
        "words": "",
        "words_language": "",
        "desk_url": PATHS["incident"].format(number=incident.pk) if may_read else "",
    }


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
