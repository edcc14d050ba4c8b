"""Climbing the desk's ladder for an incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.paths import link_to
from permanence.promises.clocks.rules import Silence
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import start_climbs
from permanence.service.escalation.models import Climb
from permanence.service.escalation.rules import Briefing, Start, Step
from permanence.service.escalation.rules.laying import lay_steps
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident, IncidentClock, Member
from permanence.service.incidents.queries.naming import say_name
from permanence.service.incidents.rules.clocks import name_matter
from permanence.world.accounts.models import Organisation, Specialist


def climb_for(
    incident: Incident,
    key: str,
    *,
    at: datetime,
    clock: IncidentClock | None = None,
    unwatched: Silence | None = None,
) -> list[Climb]:
    """Climb the ladder for a matter of an incident that waits: at once, or past its limit."""
    policy = policy_of_version(incident.policy_version_id)
    steps = lay_drill(incident, policy=policy) if incident.drill else lay_ladder(policy, at=at)
    start = Start(
        owner=CLIMBS,
        subject=incident.pk,
        desk=incident.desk_id,
        organisation=None,
        ground="incident",
        steps=steps,
        briefing={
            language: brief_incident(
                incident, key, policy=policy, language=language, clock=clock, unwatched=unwatched
            )
            for language in dict.fromkeys(step.language for step in steps)
        },
        sender=policy.mailboxes[0].address,
        sender_name=policy.name,
        promise=name_matter(key),
        severity=incident.severity,
        course=replace(policy.ladder.course, drill=incident.drill),
        reference=incident.name,
    )
    return start_climbs([start], at=at)


def lay_ladder(policy: Policy, *, at: datetime) -> tuple[Step, ...]:
    """Return the rungs of a desk's ladder as they are called from an instant on."""
    region, language = policy.default_region, policy.default_language
    serving = [(rung, rung.contact_for(region, language)) for rung in policy.ladder.rungs]
    return lay_steps(serving, policy=policy, calendars=policy.calendars, at=at)


def lay_drill(incident: Incident, *, policy: Policy) -> tuple[Step, ...]:
    """Return those who take part in a drill, in order, in place of the ladder: nobody else is told.

    Its lead first, then the members of its teams, then whoever opened it.
    """
    opener = incident.opened_by.removeprefix("specialist:")
    present = Member.objects.present().filter(incident=incident).order_by("pk")
    numbers = [
        *([incident.lead_id] if incident.lead_id else []),
        *present.values_list("specialist_id", flat=True),
        *([int(opener)] if opener.isdecimal() else []),
    ]
    people = Specialist.objects.select_related("user").in_bulk(numbers)
    return tuple(
        Step(
            key=f"drill-{number}",
            office={policy.default_language: people[number].name},
            mail=people[number].user.email,
            phone="",
            language=people[number].user.language,
            allowed=policy.ladder.rungs[0].allowed,
        )
        for number in dict.fromkeys(numbers)
    )


def brief_incident(
    incident: Incident,
    key: str,
    *,
    policy: Policy,
    language: str,
    clock: IncidentClock | None,
    unwatched: Silence | None,
) -> Briefing:
    """Return what a rung is told: all it needs to act without a log-in.

    Of a security breach no more than that there is one: whoever is called may not need to know.
    """
    with translation.override(language):
        about = _("security breach") if incident.kind == "security" else incident.title
        context = {
            "incident": incident,
            "about": about,
            "key": key.partition(":")[0],
            "customer": name_customer(clock) if incident.kind != "security" else "",
            "limit": spell_instant(clock.limit_at, policy.zone) if clock else "",
            "occurred": spell_instant(incident.occurred_at, policy.zone),
            "detected": spell_instant(incident.detected_at, policy.zone),
            "reasons": [] if incident.kind == "security" else incident.reasons,
            "since": spell_instant(unwatched.since, policy.zone) if unwatched else "",
            "until": spell_instant(unwatched.until, policy.zone) if unwatched else "",
            "link": link_to("incident", base=settings.PUBLIC_URL, number=incident.pk),
        }
        text = render_to_string("incidents/mail/briefing.txt", context)
        said = _("Please act now: {subject}").format(subject=about)
        return Briefing(say_name(incident, told=f"[{incident.name}] {said}"), text)


def name_customer(clock: IncidentClock | None) -> str:
    """Return to whom a clock promises something; empty where it is of all."""
    if clock is None or clock.organisation_id is None:
        return ""
    return Organisation.objects.get(pk=clock.organisation_id).name
