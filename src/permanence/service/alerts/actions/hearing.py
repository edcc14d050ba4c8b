"""Taking in what sources report: kept as it came, then what it comes to, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Deed
from permanence.service.alerts.models import Alert, AlertTurn, Delivery, Source
from permanence.service.alerts.queries import Compass, compass_of
from permanence.service.alerts.rules.mails import read_alert_mail
from permanence.service.alerts.rules.reports import (
    Reading,
    Report,
    group_of,
    read_alertmanager,
    read_plain,
)
from permanence.service.alerts.rules.sources import SILENT, Kind
from permanence.service.alerts.rules.turns import (
    RESOLVED,
    Standing,
    Turn,
    fold_turns,
    is_on,
    spare_turns,
)

FOLDED = (
    *("state", "began_at", "first_at", "last_at", "told_of", "resolved_at", "count"),
    *("flaps_until", "title", "group", "labels", "notes", "link", "component"),
)
# Only long histories are looked through for what need not be kept.
LONG = 50


def hear_delivery(source: Source, body: bytes, *, at: datetime) -> Reading:
    """Take in one message of a source; raise Unreadable, with nothing kept, for what is none.

    The same message again changes nothing but that the source was heard.
    """
    reading = Reading(())
    if source.kind != Kind.HEARTBEAT:
        read = read_alertmanager if source.kind == Kind.ALERTMANAGER else read_plain
        reading = read(body, at=at)
        keep_delivery(source, body, reading, at=at)
        hear_reports(source, reading.reports, at=at)
    note_heard(source, at=at)
    return reading


def hear_alert_mail(
    source: Source, subject: str, text: str, *, date: datetime | None, at: datetime
) -> Alert:
    """Take in a mail to an address for alerts; the letter itself is kept by who received it."""
    report = read_alert_mail(subject, text, pattern=source.pattern, date=date, received_at=at)
    heard = hear_reports(source, [report], at=at)
    note_heard(source, at=at)
    return heard[0]


def keep_delivery(source: Source, body: bytes, reading: Reading, *, at: datetime) -> None:
    """Keep a message as it came; the same one is kept once and counted."""
    kept, is_new = Delivery.objects.get_or_create(
        source=source,
        sha256=hashlib.sha256(body).hexdigest(),
        defaults={
            "body": body,
            "first_at": at,
            "last_at": at,
            "alerts": len(reading.reports),
            "left_out": reading.left_out,
        },
    )
    if not is_new:
        Delivery.objects.filter(pk=kept.pk).update(times=F("times") + 1, last_at=at)


def note_heard(source: Source, *, at: datetime) -> None:
    """Note that a source was heard; where it was silent, that is over."""
    held = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    was_silent = held.silent_at
    held.heard_at = at
    if held.every is not None:
        held.due_at, held.silent_at = at + held.every + held.grace, None
    held.save(update_fields=["heard_at", "due_at", "silent_at"])
    if was_silent is not None:
        hear_reports(held, [tell_silence(held, Turn(at, RESOLVED))], at=at)


def tell_silence(source: Source, turn: Turn) -> Report:
    """Return what we say ourselves of a source that is silent, or speaks again."""
    return Report(SILENT, source.name, (turn,), labels={"heartbeat": source.name})


def hear_reports(source: Source, reports: Sequence[Report], *, at: datetime) -> list[Alert]:
    """Bring reports to their alerts: in any order and however often, it comes to the same."""
    told: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda one: one.told_of):
        told.setdefault(report.fingerprint, []).append(report)
    if not told:
        return []
    compass = compass_of(source)
    Alert.objects.bulk_create(
        [make_alert(source, told[one], compass, at=at) for one in sorted(told)],
        ignore_conflicts=True,
    )
    locked = Alert.objects.filter(source=source, fingerprint__in=told).order_by("fingerprint")
    alerts = list(locked.select_for_update(no_key=True))
    known = add_turns(alerts, told)
    before = {alert.pk: (alert.state, alert.flaps_until) for alert in alerts}
    is_new = {alert.pk for alert in alerts if len(known[alert.pk][0]) == 0}
    for alert in alerts:
        put_words(alert, told[alert.fingerprint], compass)
        put_standing(alert, fold_turns([*known[alert.pk][0], *known[alert.pk][1]]), at=at)
    Alert.objects.bulk_update(alerts, FOLDED)
    record_deeds(tell_changes(alerts, before, is_new, at=at))
    return alerts


def make_alert(
    source: Source, reports: Sequence[Report], compass: Compass, *, at: datetime
) -> Alert:
    """Return an alert that nobody knew, as its first reports say."""
    alert = Alert(
        desk_id=source.desk_id,
        source=source,
        fingerprint=reports[0].fingerprint,
        told_of=reports[0].told_of,
        first_at=reports[0].told_of,
    )
    put_words(alert, reports, compass)
    put_standing(alert, fold_turns(turn for one in reports for turn in one.turns), at=at)
    return alert


def add_turns(
    alerts: Iterable[Alert], told: Mapping[str, Sequence[Report]]
) -> dict[int, tuple[list[Turn], list[Turn]]]:
    """Add what is told to what is known; return both of each alert, and forget what is spare."""
    known: dict[int, tuple[list[Turn], list[Turn]]] = {
        alert.pk: ([], [turn for one in told[alert.fingerprint] for turn in one.turns])
        for alert in alerts
    }
    for row in AlertTurn.objects.filter(alert__in=known):
        known[row.alert_id][0].append(Turn(row.at, row.state))
    AlertTurn.objects.bulk_create(
        [
            AlertTurn(alert_id=pk, at=turn.at, state=turn.state)
            for pk, (old, fresh) in known.items()
            for turn in set(fresh) - set(old)
        ],
        ignore_conflicts=True,
    )
    for pk, (old, fresh) in known.items():
        spare = spare_turns([*old, *fresh]) if len(old) > LONG else []
        for turn in spare:
            AlertTurn.objects.filter(alert_id=pk, at=turn.at, state=turn.state).delete()
    return known


def put_words(alert: Alert, reports: Sequence[Report], compass: Compass) -> None:
    """Let an alert say what its last reports say; what tells of earlier changes no word."""
    for report in reports:
        if report.told_of < alert.told_of:
            continue
        alert.told_of = report.told_of
        alert.title, alert.link = report.title, report.link
        alert.group = group_of(report, compass.group_by)
        alert.labels, alert.notes = dict(report.labels), dict(report.notes)
        alert.component_id = compass.find(report.labels)


def put_standing(alert: Alert, standing: Standing, *, at: datetime) -> None:
    """Write how an alert stands."""
    alert.state, alert.count = standing.state, standing.count
    alert.first_at = min(alert.first_at, standing.first)
    alert.began_at, alert.resolved_at = standing.began, standing.ended
    alert.flaps_until = standing.flaps_until
    alert.last_at = at


def tell_changes(
    alerts: Iterable[Alert],
    before: Mapping[int, tuple[str, datetime | None]],
    is_new: set[int],
    *,
    at: datetime,
) -> list[Deed]:
    """Return what changed for people; an alert that comes and goes is told once."""
    deeds = []
    for alert in alerts:
        state, flapped = before[alert.pk]
        was = False if alert.pk in is_new else is_on(state, flapped, at=at)
        now = is_on(alert.state, alert.flaps_until, at=at)
        if was != now or alert.pk in is_new:
            act = "alert.fired" if now else "alert.resolved"
            facts = {"title": alert.title, "source": alert.source_id}
            deeds.append(Deed(act, f"alert:{alert.pk}", at, desk=alert.desk_id, facts=facts))
    return deeds
