"""The ladder of a desk: whom one climbs to, at which hours, and what is not right with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.clauses import say_calendar
from permanence.faces.desk.presenting.contact_points import name_regions
from permanence.faces.desk.presenting.words import language_name, say_words
from permanence.faces.ui.moments import say_span
from permanence.promises.policies.rules import Course, LadderContact, Policy, Rung
from permanence.promises.policies.rules.amounts import amount_of
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.calendars.rules import OpenTime, is_open

Shown = dict[str, Any]


def list_rungs(policy: Policy, desk: Desk, *, at: datetime, may_change: bool) -> list[Shown]:
    """Return the rungs in order, each contact with what is not right about it."""
    logs = names_by_log_in(desk)
    return [
        {
            "rank": rank,
            "title": say_words(rung.title, policy.default_language),
            "is_manager": rung.key == policy.ladder.manager,
            "allowed": say_span(rung.allowed),
            "contacts": [
                show_contact(policy, desk, rung, number, logs, at=at, may_change=may_change)
                for number in range(len(rung.contacts))
            ],
        }
        for rank, rung in enumerate(policy.ladder.rungs, start=1)
    ]


def show_contact(
    policy: Policy,
    desk: Desk,
    rung: Rung,
    number: int,
    logs: dict[str, str],
    *,
    at: datetime,
    may_change: bool,
) -> Shown:
    """Return one contact of a rung."""
    contact, regions = rung.contacts[number], name_regions(policy)
    change = reverse("desk:ladder-rung", args=[rung.key, number])
    return {
        "office": contact.office or "",
        "mobile": contact.mobile or "",
        "mail": contact.mail,
        "regions": ", ".join(regions.get(key, key) for key in contact.regions),
        "languages": ", ".join(language_name(key) for key in contact.languages),
        "hours": say_calendar(contact.hours, policy) if contact.hours else "",
        "is_away": is_away(contact, policy, at=at),
        "rota": contact.rota,
        "people": ", ".join(logs.get(one, one) for one in contact.people),
        "wrong": [
            _("%(address)s is nobody's log-in on this desk.") % {"address": one}
            for one in contact.people
            if one not in logs
        ],
        "change_url": f"{change}?{urlencode({'desk': desk.key})}" if may_change else "",
    }


def is_away(contact: LadderContact, policy: Policy, *, at: datetime) -> bool:
    """Say whether a contact is outside its hours now."""
    calendar = policy.calendars.get(contact.hours)
    return calendar is not None and not is_open(calendar, at)


def names_by_log_in(desk: Desk) -> dict[str, str]:
    """Return who works at a desk, by the address of their log-in."""
    people = Specialist.objects.staying().filter(roles__desk=desk).order_by("name").distinct()
    return dict(people.values_list("user__email", "name"))


def warn_of_gaps(policy: Policy) -> list[str]:
    """Return what a ladder lacks: regions that no contact of a rung serves."""
    names = name_regions(policy)
    found = []
    for rung in policy.ladder.rungs:
        served = {key for contact in rung.contacts for key in contact.regions}
        everywhere = any(not contact.regions for contact in rung.contacts)
        missing = [] if everywhere else [names[key] for key in names if key not in served]
        if missing:
            told = {
                "rung": say_words(rung.title, policy.default_language),
                "regions": ", ".join(missing),
            }
            found.append(_("%(rung)s has no contact of its own for: %(regions)s.") % told)
    return found


def write_span(span: timedelta) -> str:
    """Return a time as the document writes it."""
    return amount_of(OpenTime(round(span.total_seconds()))).words["en"]


def say_course(course: Course) -> list[str]:
    """Return in sentences how the ladder is climbed."""
    closed = {
        "skip": _("A contact outside its hours is passed over, and the next one called at once."),
        "wait": _("A contact outside its hours is waited for where it opens within its own time."),
    }
    told = {
        "moves": say_span(course.moves_within),
        "every": say_span(course.alarm_every),
        "rings": ", ".join(map(str, course.rings)),
        "rounds": course.rounds,
        "address": course.alarm,
    }
    return [
        closed[course.closed],
        *([_("Whatever the hour, severity %(rings)s calls.") % told] if course.rings else []),
        _("Who took it and moves nothing within %(moves)s is called again, then the next.") % told,
        _("Rounds before the alarm: %(rounds)s.") % told,
        _("The alarm is repeated every %(every)s, until somebody takes it.") % told,
        *([_("It also goes to %(address)s.") % told] if course.alarm else []),
    ]
