"""What the clocks of an incident make of notices that went out, and of whom they reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from permanence.ground.journal.rules import SYSTEM
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import REPORT, meet_clock, start_report_clock
from permanence.service.incidents.actions.customer_clocks import meet_reports, start_reports
from permanence.service.incidents.actions.notifying import FIRST
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.impact import NOTIFY, told_customers
from permanence.service.incidents.queries.notifying import (
    OWNER,
    customers_drafted,
    customers_reached,
)
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.notices.actions import claim_reached, claim_released
from permanence.service.notices.models import Notice, Reach


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
    customers = customers_drafted(notice)
    meet_reports(incident, customers, met_at=sent_at, at=at)
    for_some = notice.stage == FIRST and has_clock(incident, REPORT)
    is_declared = incident.state == Incident.State.DECLARED
    if notice.next_report_at is None or notice.every is None or not is_declared:
        if not for_some:
            meet_clock(incident, REPORT, at=at, met_at=sent_at)
        return
    start_at = notice.next_report_at - notice.every
    start_reports(incident, customers, start_at=start_at, at=at, by=SYSTEM)
    if for_some:
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
