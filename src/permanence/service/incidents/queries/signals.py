"""What customers let be seen of an incident, counted now and in the same hours of earlier weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db import connection

from permanence.promises.policies.queries import policy_of_version
from permanence.service.alerts.models import Alert
from permanence.service.incidents.models import Incident, MeToo, Sign
from permanence.service.incidents.queries.failing import add_worst, failing_about
from permanence.service.incidents.queries.impact import last_revision
from permanence.service.incidents.rules.signals import (
    Observed,
    Signal,
    SignalKind,
    Thresholds,
    Window,
    signals_by_customer,
    window_of,
)
from permanence.world.accounts.models import Organisation
from permanence.world.catalogue.models import Component, Installation
from permanence.world.catalogue.queries import touched_components

# A confidential request says nothing here: who reads this may not know of it.
TICKETS: Final = """
select ticket.organisation_id, ticket.channel = 'phone', week.number, count(*),
    array_agg(ticket.id order by ticket.id) filter (where week.number = 0)
from generate_series(0, %(weeks)s) week (number)
join tickets_ticket ticket on ticket.desk_id = %(desk)s and ticket.organisation_id is not null
    and not ticket.confidential
    and ticket.opened_at >= %(start)s - week.number * interval '7 days'
    and ticket.opened_at < %(end)s - week.number * interval '7 days'
group by 1, 2, 3
"""
CLIMBS: Final = """
select climb.organisation_id, false, week.number, count(*),
    array_agg(climb.id order by climb.id) filter (where week.number = 0)
from generate_series(0, %(weeks)s) week (number)
join escalation_climb climb on climb.desk_id = %(desk)s and climb.owner = 'ticket'
    and climb.organisation_id is not null
    and climb.started_at >= %(start)s - week.number * interval '7 days'
    and climb.started_at < %(end)s - week.number * interval '7 days'
group by 1, 3
"""
# By which labels an alert names a customer.
TENANT: Final = ("tenant", "customer", "organisation")


def thresholds_of(incident: Incident) -> Thresholds:
    """Return when a count says something, by the policy under which the incident is led."""
    policy = policy_of_version(incident.policy_version_id)
    terms = policy.signals
    return Thresholds(terms.weeks, terms.least, terms.factor, terms.lead, policy.source)


def window_of_incident(incident: Incident, *, at: datetime) -> Window:
    """Return from when until when the signals of an incident are counted."""
    lead = thresholds_of(incident).lead
    return window_of(incident.occurred_at, until=incident.resolved_at, at=at, lead=lead)


def signals_of(incident: Incident, *, at: datetime) -> dict[int, list[Signal]]:
    """Return what each customer let be seen of an incident, as far as it is known."""
    thresholds = thresholds_of(incident)
    window = window_of_incident(incident, at=at)
    revision = last_revision(incident)
    touched = list(touched_components(revision.components if revision else []))
    observed = [
        *count_by_week(TICKETS, incident, window, thresholds, kind=SignalKind.TICKET),
        *count_by_week(CLIMBS, incident, window, thresholds, kind=SignalKind.CLIMB),
        *tenant_alerts(incident, window),
        *failing_messages(incident, window, touched),
        *said_me_too(incident),
        *named_in_environments(touched),
    ]
    return signals_by_customer(observed, thresholds)


def count_by_week(
    statement: str, incident: Incident, window: Window, thresholds: Thresholds, *, kind: str
) -> Iterator[Observed]:
    """Yield how often something came from each customer, in the window and in earlier weeks."""
    asked: dict[str, int | datetime] = {
        "desk": incident.desk_id,
        "weeks": thresholds.weeks,
        "start": window.start,
        "end": window.end,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    counts: dict[tuple[int, bool], dict[int, int]] = defaultdict(dict)
    subjects: dict[tuple[int, bool], tuple[int, ...]] = {}
    for organisation, by_phone, week, count, found in rows:
        counts[organisation, by_phone][week] = count
        if week == 0:
            subjects[organisation, by_phone] = tuple(found)
    for (organisation, by_phone), weeks in counts.items():
        yield Observed(
            organisation,
            SignalKind.CALL if by_phone else kind,
            weeks.get(0, 0),
            tuple(weeks.get(week, 0) for week in range(1, thresholds.weeks + 1)),
            subjects.get((organisation, by_phone), ()),
        )


def tenant_alerts(incident: Incident, window: Window) -> Iterator[Observed]:
    """Yield how many alerts of the window name each customer in their labels."""
    alerts = Alert.objects.filter(
        desk=incident.desk_id, began_at__lt=window.end, last_at__gte=window.start
    ).filter(labels__has_any_keys=list(TENANT))
    named = [(alert.pk, name_in_labels(alert.labels)) for alert in alerts]
    known = customers_called({name for _number, name in named})
    found: dict[int, list[int]] = defaultdict(list)
    for number, name in named:
        if name in known:
            found[known[name]].append(number)
    for organisation, numbers in found.items():
        yield Observed(organisation, SignalKind.ALERT, len(numbers), (), tuple(sorted(numbers)))


def name_in_labels(labels: dict[str, Any]) -> str:
    """Return how an alert names a customer, in small letters."""
    return next((str(labels[key]).strip().lower() for key in TENANT if labels.get(key)), "")


def customers_called(names: Iterable[str]) -> dict[str, int]:
    """Return which customers alerts mean: by their name, a mail domain or the number of a contract.

    A name that fits several means none of them.
    """
    wanted = [name for name in names if name]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CALLED, {"names": wanted})
        return dict(cursor.fetchall())


CALLED: Final = """
select name, min(organisation_id) from (
    select lower(name) as name, id as organisation_id from accounts_organisation
    where lower(name) = any(%(names)s)
    union
    select domain, organisation_id from accounts_organisationdomain where domain = any(%(names)s)
    union
    select lower(number), organisation_id from contracts_contract
    where lower(number) = any(%(names)s)
) called group by name having count(distinct organisation_id) = 1
"""


def said_me_too(incident: Incident) -> Iterator[Observed]:
    """Yield how many people of each customer said on the portal that it touches them too."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = MeToo.objects.filter(incident=incident).order_by("pk")
    for organisation, number in rows.values_list("organisation_id", "pk"):
        found[organisation].append(number)
    for organisation, numbers in found.items():
        yield Observed(organisation, SignalKind.ME_TOO, len(numbers), (), tuple(numbers))


def failing_messages(
    incident: Incident, window: Window, touched: Collection[int]
) -> Iterator[Observed]:
    """Yield of which customers messages failed above their usual on what is touched.

    They were counted as they failed, and are kept: the traces themselves may be gone by now.
    """
    found: dict[int, list[Sign]] = defaultdict(list)
    spells = failing_about(incident.desk_id, touched, start=window.start, end=window.end)
    for one in spells:
        found[one.organisation_id or 0].append(one)
    for organisation, signs in found.items():
        seen = add_worst(signs)
        yield Observed(
            organisation,
            SignalKind.TRACE,
            seen.failed,
            subjects=tuple(one.pk for one in signs),
            total=seen.total,
            usual=seen.usual_share,
        )


def named_in_environments(touched: Collection[int]) -> Iterator[Observed]:
    """Yield which customers keep a record that they run what is touched.

    It says that they have it, not that it fails with them: it speaks for nothing by itself.
    """
    names = {
        str(name).lower()
        for names in Component.objects.filter(pk__in=touched).values_list("names", flat=True)
        for name in names.values()
    }
    found: dict[int, list[int]] = defaultdict(list)
    rows = Installation.objects.standing().filter(purpose="production").exclude(product="")
    for organisation, number, product in rows.values_list("organisation_id", "pk", "product"):
        if product.strip().lower() in names:
            found[organisation].append(number)
    for organisation, numbers in found.items():
        yield Observed(organisation, SignalKind.ENVIRONMENT, len(numbers), (), tuple(numbers))


def names_of_customers(organisations: Iterable[int]) -> dict[int, str]:
    """Return what customers are called."""
    return dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "name"))
