"""Telling customers of an incident: when its notices go out, to whom, and what they name (A12).

On a suspicion nothing is drafted: customers hear of what a person has confirmed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import REPORT
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.impact import told_customers
from permanence.service.incidents.queries.notifying import (
    OWNER,
    components_drafted,
    customers_drafted,
    customers_with_notice,
    drill_addresses,
    failing_of,
    waiting_notice,
)
from permanence.service.incidents.queries.owing import clocks_of_all, own_limits, times_owed
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.owing import (
    latest_release,
    order_customers,
    release_minute,
    shortest_interval,
)
from permanence.service.notices.actions import (
    draft_notices,
    withdraw_notice,
)
from permanence.service.notices.models import Notice
from permanence.service.notices.rules import Customer, NewNotice
from permanence.world.catalogue.models import Component

FIRST, RESOLVED = "first", "resolved"


class NotDrafted(Refusal):
    """There is no such notice to be written now."""


def renew_first_notice(incident: Incident, *, at: datetime, by: Actor) -> Notice | None:
    """Let one notice wait for exactly those who are to be told and have not been; return it.

    When the list, what of theirs fails, or the occurrence changes, the draft is drawn up anew and
    keeps what was written in it, and its minute, unless a clock asks for an earlier one.
    """
    if incident.state not in (Incident.State.DECLARED, Incident.State.RESOLVED):
        return None
    stage = FIRST if incident.state == Incident.State.DECLARED else RESOLVED
    told = customers_with_notice(incident)
    owed = [one for one in told_customers(incident) if one not in told]
    waiting = waiting_notice(incident, FIRST) or waiting_notice(incident, RESOLVED)
    if waiting is not None and waiting.stage == stage == RESOLVED:
        owed = sorted(told | set(told_customers(incident)))
    if waiting is not None:
        if waiting.stage == stage and stands_as_drafted(incident, waiting, owed, at=at):
            return waiting
        reason = str(_("Whom it touches, or how, is known otherwise now."))
        withdraw_notice(waiting, reason=reason, by=SYSTEM, at=at)
    if not owed:
        return None
    kept = waiting if waiting is not None and waiting.stage == stage else None
    return draft(incident, stage, owed, kept=kept, at=at, by=by)


def stands_as_drafted(
    incident: Incident, waiting: Notice, owed: Sequence[int], *, at: datetime
) -> bool:
    """Say whether a draft is for these customers, with what of theirs fails, and since when."""
    if customers_drafted(waiting) != set(owed):
        return False
    if waiting.moments.get("since") != incident.occurred_at:
        return False
    wanted = {
        one.organisation: list(one.components) for one in name_components(incident, owed, at=at)
    }
    return all(wanted.get(one) == names for one, names in components_drafted(waiting).items())


def draft_report(incident: Incident, *, at: datetime, by: Actor) -> Notice:
    """Draft the next situation report, for everybody who has heard of the incident."""
    incident = lock_incident(incident)
    if incident.state != Incident.State.DECLARED:
        raise NotDrafted(_("{name} is over: there is nothing to report."), name=incident.name)
    told = customers_with_notice(incident)
    if not told:
        raise NotDrafted(_("Nobody has been told of it yet: send the first notice."))
    waiting = waiting_notice(incident, "report")
    return waiting or draft(incident, "report", sorted(told), at=at, by=by)


def draft_resolution(incident: Incident, *, at: datetime, by: Actor) -> Notice | None:
    """Draft the notice that it is over, for all on the list; drafts before it are taken back."""
    for stage in (FIRST, "report"):
        waiting = waiting_notice(incident, stage)
        if waiting is not None:
            withdraw_notice(waiting, reason=str(_("It is resolved.")), by=SYSTEM, at=at)
    customers = sorted(customers_with_notice(incident) | set(told_customers(incident)))
    return draft(incident, RESOLVED, customers, at=at, by=by) if customers else None


def draft(
    incident: Incident,
    stage: str,
    customers: Sequence[int],
    *,
    kept: Notice | None = None,
    at: datetime,
    by: Actor,
) -> Notice:
    """Draft a notice of an incident; one that it stands for leaves it its texts and its minute."""
    procedure = policy_of_version(incident.policy_version_id).incidents
    instants = {"since": incident.occurred_at}
    if incident.resolved_at is not None:
        instants["resolved"] = incident.resolved_at
    own = own_limits(incident, customers)
    release_at = None
    if stage == FIRST and procedure and procedure.release_after:
        release_at = find_minute(incident, procedure.release_after, own.values(), at=at)
        if kept is not None and kept.release_at is not None:
            release_at = min(kept.release_at, release_at)
    notice = draft_notices(
        NewNotice(
            owner=OWNER,
            subject=incident.pk,
            desk=incident.desk_id,
            kind=incident.kind,
            severity=incident.severity,
            stage=stage,
            title=incident.name,
            customers=name_components(
                incident,
                order_customers(customers, {one: clock.limit_at for one, clock in own.items()}),
                at=at,
            ),
            instants=instants,
            words=kept.words if kept else {},
            every=report_interval(incident, customers) if stage != RESOLVED else None,
            release_at=release_at,
            drill=drill_addresses(incident) if incident.drill else None,
        ),
        at=at,
    )
    if kept is not None and kept.edited_at is not None:
        notice.texts, notice.edited_at, notice.edited_by = kept.texts, at, kept.edited_by
        notice.save(update_fields=["texts", "edited_at", "edited_by"])
    told = {"notice": notice.pk, "stage": stage, "customers": len(customers)}
    write_events(incident, [NewEvent("notice.drafted", told)], at=at, by=by)
    return notice


def find_minute(
    incident: Incident, after: timedelta, own: Iterable[IncidentClock], *, at: datetime
) -> datetime:
    """Return when policy releases the first notice: so long after the detection.

    Where it was detected late, the first limit from the occurrence is nearer, and so may be that of
    a customer's contract: then early enough to take another way before it where no server takes a
    mail.
    """
    asked = [latest_release(one.timing, own=True) for one in own]
    asked += [latest_release(one.timing, own=False) for one in clocks_of_all(incident)]
    return release_minute(incident.detected_at + after, asked, at=at)


def name_components(
    incident: Incident, customers: Sequence[int], *, at: datetime
) -> list[Customer]:
    """Return customers with the names of all of theirs that fails, as the catalogue orders them."""
    failing = failing_of(incident, at=at)
    known = set().union(*(failing.get(one, ()) for one in customers))
    rows = Component.objects.filter(pk__in=known).order_by("position", "pk")
    names = {one.pk: one.names for one in rows}
    return [
        Customer(one, [names[key] for key in names if key in failing.get(one, ())])
        for one in customers
    ]


def report_interval(incident: Incident, customers: Collection[int]) -> timedelta | None:
    """Return how often reports come, since each goes to all: as often as any of them was promised.

    None where the desk's policy has no incident procedure.
    """
    procedure = policy_of_version(incident.policy_version_id).incidents
    if procedure is None:
        return None
    owed = times_owed(incident, customers).values()
    own = [one.limit for times in owed for one, _version in times if one.key == REPORT]
    return shortest_interval(procedure.report_every, own)
