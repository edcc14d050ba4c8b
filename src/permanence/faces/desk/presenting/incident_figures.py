"""Incidents in figures, and the report of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import EraseEventForm
from permanence.faces.desk.presenting.incident_clocks import show_clock
from permanence.faces.desk.presenting.incident_pages import show_incident
from permanence.faces.desk.presenting.incident_words import name_clock
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.moments import say_span
from permanence.service.incidents.models import Event, Incident, Member
from permanence.service.incidents.queries import clocks_of, prove_incident
from permanence.service.incidents.queries.figures import (
    count_actions,
    courses_since,
    read_courses,
)
from permanence.service.incidents.rules.clocks import of_matter
from permanence.service.incidents.rules.figures import (
    SPANS,
    STEPS,
    Course,
    Spread,
    find_recurrences,
    read_months,
    spread_customers,
    spread_steps,
)
from permanence.service.incidents.rules.naming import name_incident
from permanence.world.accounts.models import Desk, Organisation
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries.components import components_named

Shown = dict[str, Any]
MONTH = timedelta(days=30)
MOST_CUSTOMERS = 50
UNANSWERED = "climb.unanswered"


def step_names() -> dict[str, str]:
    """Return what each step is called of which the time is measured."""
    return {
        "detect": _("Detect"),
        "assess": _("Say who is touched"),
        "notify": _("Written notice to the last customer"),
        "resolve": _("Resolve"),
    }


def compose_figures(request: StaffRequest, desk: Desk) -> Shown:
    """Return what `desk/incident_figures.html` reads."""
    at, months = request.reader.at, read_months(request.GET.get("months", ""))
    drills = request.GET.get("drills") == "1"
    courses = courses_since(desk.pk, since=at - months * MONTH, at=at, drills=drills)
    steps, names = spread_steps(courses), step_names()
    late = {step: sum(step in one.late for one in courses) for step in STEPS}
    actions, overdue = count_actions(desk.pk, at=at, drills=drills)
    return {
        "shell": build_shell(request, desk, place="incidents"),
        "desk_key": desk.key,
        "list_url": f"{reverse('desk:incidents')}?desk={desk.key}",
        "is_drills": drills,
        "other_url": figures_url(desk, months=months, drills=not drills),
        "spans": [
            {"value": one, "label": say_months(one), "chosen": one == months} for one in SPANS
        ],
        "count": len(courses),
        "actions": actions,
        "overdue": overdue,
        "steps": [
            show_spread(names[step], steps[step])
            | {"late": late[step] if step in {"assess", "notify"} else None}
            for step in STEPS
        ],
        "customers": list_customers(courses),
        "recurrences": list_recurrences(courses),
    }


def figures_url(desk: Desk, *, months: int, drills: bool) -> str:
    """Return the address of the figures of a desk."""
    told = {"desk": desk.key, "months": months} | ({"drills": 1} if drills else {})
    return f"{reverse('desk:incident-figures')}?{urlencode(told)}"


def say_months(months: int) -> str:
    """Return a number of months in words."""
    return _("%(months)s months") % {"months": months}


def show_spread(label: str, spread: Spread | None) -> Shown:
    """Return how long something took: half, nine of ten, the worst."""
    if spread is None:
        return {"label": label, "count": 0, "median": "—", "ninth": "—", "worst": "—"}
    return {
        "label": label,
        "count": spread.count,
        "median": say_span(spread.median),
        "ninth": say_span(spread.ninth),
        "worst": say_span(spread.worst),
    }


def list_customers(courses: list[Course]) -> list[Shown]:
    """Return how long written notices took for each customer, those worst served first."""
    spreads = list(spread_customers(courses).items())[:MOST_CUSTOMERS]
    names = dict(
        Organisation.objects.filter(pk__in=[one for one, _spread in spreads]).values_list(
            "pk", "name"
        )
    )
    return [
        show_spread(names.get(customer, ""), spread)
        | {"url": reverse("desk:organisation", args=[customer])}
        for customer, spread in spreads
    ]


def list_recurrences(courses: list[Course]) -> list[Shown]:
    """Return what failed again soon after it was resolved."""
    found = find_recurrences(courses)
    names = components_named({one.component for one in found}, reader_language())
    return [
        {
            "component": names.get(one.component, ""),
            "earlier": name_incident(one.earlier),
            "earlier_url": reverse("desk:incident", args=[one.earlier]),
            "later": name_incident(one.later),
            "later_url": reverse("desk:incident", args=[one.later]),
            "after": say_span(one.after),
        }
        for one in found
    ]


def compose_report(
    request: StaffRequest, incident: Incident, sent: DeskForm | None = None
) -> Shown:
    """Return what `desk/incident_report.html` reads: one incident, as it went.

    `sent` is the form that erases an event, if it came back wrong.
    """
    reader = request.reader
    [course] = read_courses([incident])
    names, proof = step_names(), prove_incident(incident)
    events = Event.objects.filter(incident=incident)
    people = Member.objects.filter(incident=incident).select_related("specialist")
    clocks = [one for one in clocks_of(incident) if one.organisation_id is None]
    took = {step: course.took(step) for step in STEPS}
    return {
        "shell": build_shell(request, incident.desk, place="incidents"),
        "incident": show_incident(incident, reader),
        "back_url": reverse("desk:incident", args=[incident.pk]),
        "steps": [
            {"label": names[step], "took": "—" if span is None else say_span(span)}
            for step, span in took.items()
        ],
        "clocks": [show_clock(incident, one, reader) for one in clocks],
        "customers": list_customers([course]),
        "findings": list_findings(incident, reader),
        "people": sorted({one.specialist.name for one in people}),
        "events": events.count(),
        "erase": (sent or EraseEventForm()) if reader.may(Right.ERASE, incident.desk_id) else None,
        "erase_url": reverse("desk:incident-erase", args=[incident.pk]),
        "proof": {
            "holds": proof.holds,
            "broken": proof.broken,
            "way": "SHA-256",
            "hash": proof.hash,
            "erased": list(proof.erased),
        },
    }


def list_findings(incident: Incident, reader: Reader) -> list[Shown]:
    """Return what came out in a drill: for what nobody on the ladder answered, and when."""
    found = Event.objects.filter(incident=incident, kind=UNANSWERED, facts__isnull=False)
    return [
        {
            "matter": say_matter(str((one.facts or {}).get("matter", "")), incident),
            "at": say_moment(one.happened_at or one.at, reader),
        }
        for one in found.order_by("number")
    ]


def say_matter(matter: str, incident: Incident) -> str:
    """Return what was climbed for."""
    key = of_matter(matter)
    return _("Experts summoned") if key.startswith("summons") else name_clock(key, incident)
