"""The clocks of an incident: the two that everybody looks at, and all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import RegulatoryForm
from permanence.faces.desk.presenting.incident_words import name_clock, since_names
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.templatetags.ui import deadline_word
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries import clocks_of
from permanence.service.incidents.queries.regulating import reports_of
from permanence.service.incidents.rules.clocks import DETECTION
from permanence.service.incidents.rules.regulating import REGULATORY
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
FIRST = ("assess", "notify")


def show_countdowns(incident: Incident, reader: Reader) -> list[Shown]:
    """Return the clocks that stand big at the top: assess and notify, then the next report.

    Each with the one from detection under it, if it runs; a suspicion begins with its own. What is
    done for all stands there still while it is owed to a single customer.
    """
    standing = [one for one in clocks_of(incident) if one.withdrawn_at is None]
    clocks = [one for one in standing if one.organisation_id is None]
    first = first_customers(standing)
    names = name_customers([one.organisation_id for one in first.values()])
    latest = {(one.key, one.since): one for one in clocks}
    keys = ["confirm"] if incident.state == Incident.State.SUSPECTED else []
    waiting = [key for key in FIRST if any(one.key == key and not one.met_at for one in clocks)]
    is_reporting = not waiting and has(clocks, "report")
    keys += [*(key for key in FIRST if key in first), "report"] if is_reporting else list(FIRST)
    shown = []
    for key in keys:
        own = [one for (name, _since), one in latest.items() if name == key]
        if own:
            found = first.get(key)
            shown.append(
                show_countdown(incident, own, reader)
                | {"first": show_first(found, names, reader) if found else None}
            )
    return shown


def first_customers(clocks: Sequence[IncidentClock]) -> dict[str, IncidentClock]:
    """Return for each matter the clock of a single customer that ends first and runs still."""
    own = [one for one in clocks if one.organisation_id is not None and one.met_at is None]
    found: dict[str, IncidentClock] = {}
    for clock in sorted(own, key=lambda one: (one.limit_at, one.pk)):
        found.setdefault(clock.key, clock)
    return found


def show_first(clock: IncidentClock, names: Mapping[int, str], reader: Reader) -> Shown:
    """Return whose own clock ends first, with the contract that promises it."""
    return {
        "customer": names.get(clock.organisation_id or 0, ""),
        "contract": say_contract(clock),
        "deadline": show_clock_deadline(clock, reader),
    }


def say_contract(clock: IncidentClock) -> str:
    """Return which contract promises a clock; nothing for those of the policy."""
    if clock.contract_version is None:
        return ""
    told = {"number": clock.contract, "version": clock.contract_version.number}
    return _("contract %(number)s, version %(version)s") % told


def has(clocks: Sequence[IncidentClock], key: str) -> bool:
    """Say whether a clock of a matter runs."""
    return any(one.key == key and one.met_at is None for one in clocks)


def show_countdown(incident: Incident, clocks: Sequence[IncidentClock], reader: Reader) -> Shown:
    """Return a matter with its clock from the occurrence, and the other one under it."""
    main = next((one for one in clocks if one.since != DETECTION), clocks[0])
    others = [one for one in clocks if one is not main and one.met_at is None]
    name = name_clock(main.key, incident)
    deadline = show_clock_deadline(main, reader)
    said = {
        "clock": name,
        "state": deadline_word(deadline.state),
        "until": say_moment(main.limit_at, reader),
    }
    return {
        "key": main.key,
        "name": name,
        "since": since_names().get(main.since, main.since),
        "goal": show_instant(main.goal_at, reader) if main.goal_at else None,
        "deadline": deadline,
        "said": _("%(clock)s: %(state)s, limit %(until)s") % said,
        "others": [show_clock(incident, one, reader) for one in others],
    }


def show_clock_deadline(clock: IncidentClock, reader: Reader) -> Any:
    """Return a clock as every deadline is shown."""
    return show_deadline(
        start=clock.start_at,
        due=clock.limit_at,
        at=reader.at,
        zone=reader.zone,
        met_at=clock.met_at,
        warn_at=clock.goal_at,
    )


def show_clock(incident: Incident, clock: IncidentClock, reader: Reader) -> Shown:
    """Return one clock: what for, since when, until when, and what became of it."""
    return {
        "key": clock.key,
        "name": name_clock(clock.key, incident),
        "since": since_names().get(clock.since, clock.since),
        "start": say_moment(clock.start_at, reader),
        "goal": say_moment(clock.goal_at, reader) if clock.goal_at else "",
        "limit": show_instant(clock.limit_at, reader),
        "met": say_moment(clock.met_at, reader) if clock.met_at else "",
        "reason": clock.reason,
        "contract": say_contract(clock),
        "withdrawn": say_moment(clock.withdrawn_at, reader) if clock.withdrawn_at else "",
        "verdict": say_verdict(clock),
        "deadline": show_clock_deadline(clock, reader),
    }


def say_verdict(clock: IncidentClock) -> str:
    """Return the verdict on a clock that was withdrawn, as it stood then."""
    if clock.missed_at:
        return _("missed")
    return _("in time") if clock.met_at else _("open")


def show_all_clocks(
    request: StaffRequest, incident: Incident, sent: Mapping[str, DeskForm]
) -> Shown:
    """Return what `desk/incident/clocks.html` reads."""
    reader, clocks = request.reader, clocks_of(incident)
    names = name_customers([one.organisation_id for one in clocks])
    by_law = any(one.met_at and one.key.startswith(REGULATORY) for one in clocks)
    reports = reports_of(incident) if by_law else {}
    rows = [
        show_clock(incident, one, reader)
        | {
            "customer": names.get(one.organisation_id or 0, ""),
            "form": answer_form(request, incident, one, sent),
            "url": reverse("desk:incident-regulatory", args=[incident.pk, one.pk]),
            "reported": reports.get(one.key, "") if one.met_at else "",
            "is_withdrawn": one.withdrawn_at is not None,
        }
        for one in clocks
    ]
    return {
        "rows": [one for one in rows if not one["is_withdrawn"]],
        "gone": [one for one in rows if one["is_withdrawn"]],
    }


def name_customers(numbers: Sequence[int | None]) -> dict[int, str]:
    """Return the names of the customers whom clocks of their own run for."""
    wanted = {one for one in numbers if one is not None}
    if not wanted:
        return {}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def answer_form(
    request: StaffRequest, incident: Incident, clock: IncidentClock, sent: Mapping[str, DeskForm]
) -> DeskForm | None:
    """Return the form that says what was reported by law; None where there is nothing to say."""
    is_open = clock.met_at is None and clock.withdrawn_at is None
    if not (is_open and clock.key.startswith(REGULATORY)):
        return None
    if not request.reader.may(Right.LEAD_INCIDENTS, incident.desk_id):
        return None
    return sent.get(f"regulatory-{clock.pk}") or RegulatoryForm(
        zone=request.reader.zone, at=request.reader.at, prefix=f"regulatory-{clock.pk}"
    )
