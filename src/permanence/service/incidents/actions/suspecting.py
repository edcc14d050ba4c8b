"""Watching for incidents that nobody has declared yet: beside the intake, never in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import translation

from permanence.ground.journal.queries import read_horizon
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.promises.policies.queries import policy_in_force
from permanence.service.alerts.models import Alert
from permanence.service.incidents.actions.declaring import suspect_incident
from permanence.service.incidents.actions.joining import leave_dismissed
from permanence.service.incidents.actions.keeping import count_signs
from permanence.service.incidents.actions.reasoning import write_reason, write_title
from permanence.service.incidents.models import Incident, Sign, SuspicionPlace
from permanence.service.incidents.queries.suspecting import (
    find_open,
    free_signs,
    names_of,
    open_places,
    sign_values,
    what_fails,
    words_of,
)
from permanence.service.incidents.rules.declaring import NewIncident
from permanence.service.incidents.rules.suspecting import (
    ALERT,
    ALL,
    SEVERAL,
    Meeting,
    find_meetings,
    find_named,
)
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.models import Window

# What may make, end or change a sign.
HEARD = (
    "ticket.opened",
    "ticket.triaged",
    "ticket.judged_again",
    "ticket.installation_named",
    "alert.fired",
    "alert.resolved",
    "incident.dismissed",
    "window.completed",
)
FAR = 500
GRAVE = (ALL, SEVERAL)
GRADED = Q(severity__isnull=False)
READ = """
select distinct subject from journal_act
where txid >= %s::text::xid8 and txid < %s::text::xid8 and act = any(%s)
"""


def watch_signs(*, at: datetime) -> int:
    """Look what was said since the last look, and suspect what it amounts to; return how much.

    While nothing happens this costs three short questions and writes nothing. One process at a time
    goes on from the place kept.
    """
    place = SuspicionPlace.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    horizon = read_horizon()
    if place is None:
        first = SuspicionPlace(id=1, txid=horizon)
        SuspicionPlace.objects.bulk_create([first], ignore_conflicts=True)
        return 0
    if horizon == place.txid:
        return 0
    # In a database that was restored elsewhere transactions are counted anew.
    begin = min(place.txid, horizon)
    with connection.cursor() as cursor:
        cursor.execute(READ, [begin, horizon, list(HEARD)])
        subjects = [str(subject) for (subject,) in cursor.fetchall()]
    # To keep the place is a transaction too: without anything heard it is kept now and then.
    if subjects or abs(horizon - place.txid) > FAR:
        place.txid = horizon
        place.save(update_fields=["txid"])
    return hear_subjects(subjects, at=at)


def hear_subjects(subjects: Iterable[str], *, at: datetime) -> int:
    """Note the signs of what the journal names, and suspect what they amount to."""
    named: dict[str, list[int]] = {"ticket": [], "alert": [], "incident": [], "window": []}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        if kind in named and number.isdecimal():
            named[kind].append(int(number))
    for incident in Incident.objects.filter(pk__in=named["incident"], state="dismissed"):
        leave_dismissed(incident, at=at, by=SYSTEM)
    desks = note_tickets(named["ticket"], at=at) | note_alerts(named["alert"])
    desks |= set(Window.objects.filter(pk__in=named["window"]).values_list("desk_id", flat=True))
    return sum(suspect_on(desk, at=at) for desk in sorted(desks))


def note_tickets(keys: Collection[int], *, at: datetime) -> set[int]:
    """Note of which components requests speak; return the desks on which something is said.

    Confidential requests say nothing: whoever reads the reasons might not know of them.
    """
    rows = Ticket.objects.filter(pk__in=keys, ended=False, confidential=False)
    tickets = list(rows.select_related("installation").order_by("pk"))
    words = words_of(tickets)
    names = {desk: names_of(desk) for desk in {one.desk_id for one in tickets}}
    signs: list[Sign] = []
    by_severity: dict[int | None, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        found: Sequence[int | None] = find_named(words[ticket.pk], names[ticket.desk_id])
        if not found and severity_of(ticket) == ALL:
            found = [None]
        signs += [make_sign(ticket, component, said_at=at) for component in found]
        by_severity[severity_of(ticket)].append(ticket)
    Sign.objects.bulk_create(signs, ignore_conflicts=True)
    desks = {sign.desk_id for sign in signs}
    for severity, judged in by_severity.items():
        before = Sign.objects.filter(ticket__in=[one.pk for one in judged])
        changed = before.exclude(severity=severity) if severity else before.filter(GRADED)
        told = {"said_at": at} if severity in GRAVE else {}
        if changed.update(severity=severity, **told):
            desks |= {one.desk_id for one in judged}
    return desks


def severity_of(ticket: Ticket) -> int | None:
    """Return the severity that somebody has judged; a provisional one says nothing."""
    return ticket.severity if ticket.triaged_at else None


def make_sign(
    ticket: Ticket, component: int | None, *, said_at: datetime, by_hand: bool = False
) -> Sign:
    """Return the sign that a request is, unsaved.

    What a person says of it counts from when they said it; else it counts from its receipt.
    """
    severity = severity_of(ticket)
    customer = f"contact:{ticket.contact_id}"
    if ticket.organisation_id:
        customer = f"organisation:{ticket.organisation_id}"
    return Sign(
        desk_id=ticket.desk_id,
        kind="call" if ticket.channel == "call" else "ticket",
        component_id=component,
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        customer=customer,
        severity=severity,
        at=ticket.opened_at,
        said_at=said_at if by_hand or severity in GRAVE else None,
        by_hand=by_hand,
    )


def name_component(ticket: Ticket, component: Component, *, at: datetime) -> None:
    """Let a person say of which component a request speaks; it counts from then on."""
    sign = make_sign(ticket, component.pk, said_at=at, by_hand=True)
    Sign.objects.bulk_create([sign], ignore_conflicts=True)
    known = Sign.objects.filter(ticket=ticket, component=component, incident=None)
    known.update(by_hand=True, said_at=at)
    suspect_on(ticket.desk_id, at=at)


def note_alerts(keys: Collection[int]) -> set[int]:
    """Note which components alerts speak of, and which are over; return their desks."""
    alerts = list(Alert.objects.filter(pk__in=keys).exclude(component=None))
    Sign.objects.bulk_create(
        [
            Sign(
                desk_id=one.desk_id,
                kind=ALERT,
                component_id=one.component_id,
                alert=one,
                at=one.began_at,
                ended_at=one.resolved_at,
            )
            for one in alerts
        ],
        ignore_conflicts=True,
    )
    for one in alerts:
        Sign.objects.filter(alert=one, at=one.began_at).update(ended_at=one.resolved_at)
        Sign.objects.filter(alert=one, at__lt=one.began_at, ended_at=None).update(
            ended_at=one.began_at
        )
    return {one.desk_id for one in alerts}


def suspect_on(desk: int, *, at: datetime) -> int:
    """Count the signs of a desk for incidents that go on, and suspect those that are to be."""
    held = Desk.objects.select_for_update(no_key=True).get(pk=desk)
    suspicion = policy_in_force(held.key, at=at)[1].suspicion
    signs = free_signs(desk, suspicion, at=at)
    if not signs:
        return 0
    above, places = what_fails(desk), open_places(desk)
    left: list[Sign] = []
    done = 0
    for incident, known in split_signs(signs, places, above, left):
        count_signs(incident, known, rule="", at=at)
        propose_tickets(incident, known)
        done += 1
    by_key = {one.pk: one for one in left}
    for meeting in find_meetings(sign_values(left), above=above, suspicion=suspicion, at=at):
        propose_incident(held, meeting, [by_key[key] for key in meeting.signs], at=at)
        done += 1
    return done


def split_signs(
    signs: Iterable[Sign],
    places: dict[int, Incident],
    above: dict[int, frozenset[int]],
    left: list[Sign],
) -> list[tuple[Incident, list[Sign]]]:
    """Return the signs of each incident that goes on; all others are put into `left`."""
    known: dict[int, tuple[Incident, list[Sign]]] = {}
    for sign in signs:
        incident = find_open(sign.component_id, places, above)
        if incident is None:
            left.append(sign)
        else:
            known.setdefault(incident.pk, (incident, []))[1].append(sign)
    return list(known.values())


def propose_tickets(incident: Incident, signs: Sequence[Sign]) -> None:
    """Say beside requests that they may belong to an incident; a person lets them join."""
    keys = [one.ticket_id for one in signs if one.ticket_id]
    Ticket.objects.filter(pk__in=keys, incident=None).update(incident_near=incident.number)


def propose_incident(
    desk: Desk, meeting: Meeting, signs: Sequence[Sign], *, at: datetime, by: Actor = SYSTEM
) -> Incident:
    """Suspect the incident that signs amount to; the requests among them join it at once."""
    policy = policy_in_force(desk.key, at=at)[1]
    tickets = sorted({one.ticket_id for one in signs if one.ticket_id})
    alerts = sorted({one.alert_id for one in signs if one.alert_id})
    with translation.override(policy.default_language):
        title, reason = write_title(meeting), write_reason(meeting, policy.suspicion)
    new = NewIncident(
        desk=desk.pk,
        kind="disruption",
        severity=meeting.severity,
        title=title,
        components=[meeting.component] if meeting.component else [],
        occurred_at=min(meeting.since, at),
        detected_at=at,
        tickets=tickets,
        alerts=alerts,
    )
    incident = suspect_incident(new, reasons=[reason], at=at, by=by)
    count_signs(incident, signs, rule=meeting.rule, at=at)
    return incident
