"""A severity-2 request from this customer on 24 December at 16:40: due when, and why?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import SimulatorForm
from permanence.faces.desk.presenting.explaining import Frame
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.simulator import (
    link_organisations,
    name_versions,
    show_answer,
    show_grounds,
)
from permanence.promises.contracts.queries import LoadedContract, contracts_of_customer
from permanence.promises.policies.queries import (
    LoadedPolicy,
    NoPolicy,
    policy_in_force,
    versions_of,
)
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.queries import grounds_of_customer
from permanence.service.tickets.rules.promising import Grounds
from permanence.service.tickets.rules.simulating import simulate_promises
from permanence.world.accounts.models import Desk, Organisation
from permanence.world.accounts.queries import find_organisations
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone, known_zones

Shown = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A question that was understood: on which desk, from whom, under which version."""

    desk: Desk
    organisation: Organisation | None
    grounds: Grounds
    contracts: tuple[LoadedContract, ...]


@require_safe
@staff_page(Right.READ_TICKETS)
def simulator(request: StaffRequest) -> HttpResponse:
    """Ask what would be promised, and show the answer at an address that may be shared."""
    desk, reader = access.desk(request), request.reader
    versions = versions_of(desk.key)
    try:
        policy = policy_in_force(desk.key, at=reader.at)[1]
    except NoPolicy:
        raise Http404 from None
    form = make_form(request, policy, versions)
    found: list[Organisation] = []
    answer = None
    if form.is_bound and form.is_valid():
        found = find_customers(form)
        if case := understand(form, desk, versions, found):
            answer = reckon(case, form, request)
    context = {
        "shell": build_shell(request, desk, place="simulator"),
        "form": form,
        "matches": link_organisations(request.GET, found) if answer is None else [],
        "answer": answer,
    }
    return render(request, "desk/simulator.html", context, status=form.status)


def make_form(request: StaffRequest, policy: Policy, versions: list[LoadedPolicy]) -> SimulatorForm:
    """Return the form, with what the address asks."""
    reader = request.reader
    asked: QueryDict | None = request.GET if "at" in request.GET else None
    return SimulatorForm(
        asked,
        policy=policy,
        zones=zones_offered(request, policy),
        versions=name_versions(versions, reader),
        services=services_of(policy),
        at=reader.at,
        initial={"desk": access.desk(request).key},
    )


def zones_offered(request: StaffRequest, policy: Policy) -> list[str]:
    """Return the clocks by which an instant may be told: the reader's, the desk's, calendars'."""
    named = [request.reader.zone.key, policy.zone, "UTC"]
    named += [calendar.zone for calendar in policy.calendars.values()]
    return [one for one in dict.fromkeys(named) if one in known_zones()]


def find_customers(form: SimulatorForm) -> list[Organisation]:
    """Return the customers that were meant; a link may name the very one."""
    name, number = form.cleaned_data["customer"], form.cleaned_data["organisation"]
    if not name:
        return []
    found = find_organisations(name)
    return [one for one in found if one.pk == number] or found


def understand(
    form: SimulatorForm, desk: Desk, versions: list[LoadedPolicy], found: list[Organisation]
) -> Case | None:
    """Return what is asked; None, with the reason in the form, while that is not clear."""
    told = form.cleaned_data
    at: datetime = told["at"]
    if told["customer"] and len(found) != 1:
        many = _("Several customers have this in their name: choose one below.")
        form.add_error("customer", many if found else _("No customer has this name."))
        return None
    policy = choose_policy(told["version"], desk, versions, at=at)
    if policy is None:
        form.add_error("at", _("No version of the policy was in force then."))
        return None
    customer = found[0] if found else None
    grounds = grounds_of_customer(
        policy, desk=desk.pk, organisation=customer.pk if customer else None, at=at
    )
    judged = replace(
        grounds,
        level=told["level"] or grounds.level,
        severity=told["severity"] or grounds.severity,
        service=told["service"],
    )
    loaded = contracts_of_customer(customer.pk, desk=desk.pk, at=at) if customer else []
    return Case(desk, customer, judged, tuple(loaded))


def choose_policy(
    number: int | None, desk: Desk, versions: list[LoadedPolicy], *, at: datetime
) -> Policy | None:
    """Return the version asked for, or the one in force then."""
    if number is not None:
        return next((one.policy for one in versions if one.number == number), None)
    try:
        return policy_in_force(desk.key, at=at)[1]
    except NoPolicy:
        return None


def reckon(case: Case, form: SimulatorForm, request: StaffRequest) -> Shown:
    """Return the answer: every promise with its reasons, by the rules that tickets run on."""
    at: datetime = form.cleaned_data["at"]
    explanations = simulate_promises(case.grounds, start=at, stops=form.stops)
    zones: dict[str, tzinfo] = {_("the clock asked by"): form.clock}
    if case.organisation:
        zones[_("the customer's clock")] = ZoneInfo(case.organisation.zone)
    zones[_("the desk's clock")] = find_zone(case.grounds.policy.zone)
    frame = Frame(case.grounds.policy, request.reader, at, zones)
    return {
        **show_grounds(case.grounds, case.contracts, case.organisation, frame),
        "promises": [show_answer(one, frame) for one in explanations],
    }
