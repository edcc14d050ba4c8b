"""Climbing the desk's ladder for an incident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import say_date
from permanence.ground.lib.paths import link_to
from permanence.promises.clocks.rules import Silence
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy, Rung
from permanence.service.escalation.actions import start_climbs
from permanence.service.escalation.models import Climb
from permanence.service.escalation.rules import Briefing, Hours, Start, Step
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident, IncidentClock, Member
from permanence.service.incidents.queries.naming import say_name
from permanence.service.incidents.rules.clocks import name_matter
from permanence.world.accounts.models import Organisation, Specialist
from permanence.world.calendars.rules import Calendar, open_intervals

AHEAD: Final = timedelta(days=28)


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
    steps = (
        lay_drill(incident, policy=policy)
        if incident.drill
        else lay_steps(policy.ladder.rungs, policy=policy, at=at)
    )
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


def lay_steps(rungs: Iterable[Rung], *, policy: Policy, at: datetime) -> tuple[Step, ...]:
    """Return the rungs of a desk's ladder as they are called from an instant on."""
    return tuple(
        Step(
            key=rung.key,
            office=rung.title,
            mail=contact.mail,
            phone=contact.office or "",
            mobile=contact.mobile or "",
            language=next(iter(contact.languages), policy.default_language),
            allowed=rung.allowed,
            hours=hours_ahead(policy.calendars.get(contact.hours), at),
            rota=contact.rota,
            people=contact.people,
        )
        for rung in rungs
        for contact in (rung.contact_for(policy.default_region, policy.default_language),)
    )


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


def hours_ahead(calendar: Calendar | None, at: datetime) -> Hours | None:
    """Return the open spans of the weeks ahead, as they stand now; None for always."""
    if calendar is None or calendar.always:
        return None
    return tuple(takewhile(lambda span: span[0] < at + AHEAD, open_intervals(calendar, at)))


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
            "limit": say_instant(clock.limit_at, policy.zone) if clock else "",
            "occurred": say_instant(incident.occurred_at, policy.zone),
            "detected": say_instant(incident.detected_at, policy.zone),
            "reasons": [] if incident.kind == "security" else incident.reasons,
            "since": say_instant(unwatched.since, policy.zone) if unwatched else "",
            "until": say_instant(unwatched.until, policy.zone) if unwatched else "",
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


def say_instant(at: datetime, zone: str) -> str:
    """Return an instant in words, in the zone and in the language in force."""
    local = at.astimezone(ZoneInfo(zone))
    told = {"day": say_date(local.date(), "l j F Y"), "time": f"{local:%H:%M}"}
    return f"{_('%(day)s, %(time)s') % told} ({zone.replace('_', ' ')})"
