"""Telling customers of an incident: its notices, and what its clocks make of them (SPEC A12).

On a suspicion nothing is drafted: customers hear of what a person has confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import REPORT, meet_clock, start_report_clock
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.impact import NOTIFY, told_customers
from permanence.service.incidents.queries.notifying import (
    OWNER,
    components_drafted,
    customers_drafted,
    customers_reached,
    customers_with_notice,
    drill_addresses,
    failing_of,
    waiting_notice,
)
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.notices.actions import (
    claim_reached,
    claim_released,
    draft_notices,
    withdraw_notice,
)
from permanence.service.notices.models import Notice, Reach
from permanence.service.notices.rules import PATIENCE, Customer, NewNotice
from permanence.world.catalogue.models import Component

# What is declared late is released soon; somebody who is there can still say no.
GRACE: Final = timedelta(minutes=2)
FIRST, RESOLVED = "first", "resolved"


class NotDrafted(Refusal):
    """There is no such notice to be written now."""


def renew_first_notice(incident: Incident, *, at: datetime, by: Actor) -> Notice | None:
    """Let one notice wait for exactly those who are to be told and have not been; return it.

    When the list, what of theirs fails, or the occurrence changes, the draft is drawn up anew and
    keeps what was written in it, and its minute, if the limit leaves it that.
    """
    if incident.state not in (Incident.State.DECLARED, Incident.State.RESOLVED):
        return None
    stage = FIRST if incident.state == Incident.State.DECLARED else RESOLVED
    told = customers_with_notice(incident)
    owed = [one for one in told_customers(incident) if one not in told]
    waiting = waiting_notice(incident, FIRST) or waiting_notice(incident, RESOLVED)
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


def withdraw_drafts(incident: Incident, *, reason: str, at: datetime) -> None:
    """Take back what waits to be sent."""
    for stage in (FIRST, "report", RESOLVED):
        waiting = waiting_notice(incident, stage)
        if waiting is not None:
            withdraw_notice(waiting, reason=reason, by=SYSTEM, at=at)


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
    release_at = None
    if stage == FIRST and procedure and procedure.release_after:
        release_at = find_minute(incident, procedure.release_after, at=at)
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
            customers=name_components(incident, customers, at=at),
            instants=instants,
            words=kept.words if kept else {},
            every=procedure.report_every if procedure and stage != RESOLVED else None,
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


def find_minute(incident: Incident, after: timedelta, *, at: datetime) -> datetime:
    """Return when policy releases the first notice: so long after the detection.

    Where it was detected late, the first limit from the occurrence is nearer: then early enough to
    take another way before it where no server takes a mail.
    """
    owed = IncidentClock.objects.running().filter(
        incident=incident, key=NOTIFY, organisation_id=None
    )
    limit = owed.aggregate(first=Min("limit_at"))["first"]
    minute = incident.detected_at + after
    if limit is not None:
        minute = min(minute, limit - PATIENCE - GRACE)
    return max(minute, at + GRACE)


def name_components(
    incident: Incident, customers: Collection[int], *, at: datetime
) -> list[Customer]:
    """Return customers with the names of all of theirs that fails, as the catalogue orders them."""
    failing = failing_of(incident, at=at)
    known = set().union(*(failing.get(one, ()) for one in customers))
    rows = Component.objects.filter(pk__in=known).order_by("position", "pk")
    names = {one.pk: one.names for one in rows}
    return [
        Customer(one, [names[key] for key in names if key in failing.get(one, ())])
        for one in sorted(customers)
    ]


def hear_notices(*, at: datetime) -> int:
    """Take note of what went out and whom it reached: clocks are met and started; return how many.

    A release starts the clock of the next report, to the very instant that the notice names.
    """
    heard = 0
    subjects = Notice.objects.unheard(OWNER).order_by("subject").values_list("subject", flat=True)
    for subject in dict.fromkeys(subjects):
        incident = lock_incident(Incident(pk=subject))
        for notice in claim_released(OWNER, subject, at=at):
            note_release(incident, notice, at=at)
            heard += 1
    return heard


def hear_reached(*, at: datetime) -> int:
    """Take note of the customers whom notices reached; return how many."""
    by_incident: dict[int, list[Reach]] = defaultdict(list)
    for reach in claim_reached(OWNER, at=at):
        by_incident[reach.notice.subject].append(reach)
    for subject, reaches in sorted(by_incident.items()):
        note_reached(lock_incident(Incident(pk=subject)), reaches, at=at)
    return sum(len(one) for one in by_incident.values())


def note_release(incident: Incident, notice: Notice, *, at: datetime) -> None:
    """Write down that a notice went out, and start the clock of the report that it promises."""
    sent_at = notice.released_at or at
    told: Mapping[str, object] = {
        "notice": notice.pk,
        "stage": notice.stage,
        "minimal": notice.is_minimal,
        "template": notice.sent_key,
        "version": notice.sent_number,
        "released_by": notice.released_by,
        "customers": Reach.objects.filter(notice=notice).count(),
        "next": notice.next_report_at.isoformat() if notice.next_report_at else None,
    }
    event = NewEvent("notice.released", told, happened_at=sent_at)
    write_events(incident, [event], at=at, by=SYSTEM)
    if notice.stage == FIRST and has_clock(incident, REPORT):
        return
    is_declared = incident.state == Incident.State.DECLARED
    if notice.next_report_at is None or notice.every is None or not is_declared:
        meet_clock(incident, REPORT, at=at, met_at=sent_at)
        return
    start_report_clock(
        incident, sent_at=sent_at, due_at=notice.next_report_at, every=notice.every, at=at
    )


def note_reached(incident: Incident, reaches: Sequence[Reach], *, at: datetime) -> None:
    """Write down whom notices reached, and meet what was owed to each and to all."""
    events = [
        NewEvent(
            "notice.reached",
            {"notice": one.notice_id, "stage": one.notice.stage},
            happened_at=one.reached_at,
            organisation=one.organisation_id,
        )
        for one in reaches
    ]
    write_events(incident, events, at=at, by=SYSTEM)
    instants = {one.organisation_id: one.reached_at for one in reaches}
    own = IncidentClock.objects.running().filter(
        incident=incident, key=NOTIFY, organisation_id__in=instants
    )
    for organisation in own.order_by("organisation_id").values_list("organisation_id", flat=True):
        meet_clock(
            incident, NOTIFY, at=at, organisation=organisation, met_at=instants[organisation or 0]
        )
    meet_whole(incident, at=at)


def meet_whole(incident: Incident, *, at: datetime) -> None:
    """Meet what is owed to all once each customer on the list has been reached, by the last one."""
    if not has_clock(incident, NOTIFY):
        return
    reached = customers_reached(incident)
    told = told_customers(incident)
    if told and all(one in reached for one in told):
        meet_clock(incident, NOTIFY, at=at, met_at=max(reached[one] for one in told))


def has_clock(incident: Incident, key: str) -> bool:
    """Say whether a clock of the whole runs for a matter."""
    running = IncidentClock.objects.running()
    return running.filter(incident=incident, key=key, organisation_id=None).exists()
