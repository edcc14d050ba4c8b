"""The action plan: planned, done with evidence, dropped with a reason, checked for recurrence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions import meet_clock, start_clock, withdraw_clock
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.locking import Meanwhile, lock_post_mortem, tell_chain
from permanence.service.reviews.models import Cause, Measure, MeasureCause, PostMortem
from permanence.service.reviews.rules.measures import (
    FaultCode,
    NewMeasure,
    check_due,
    find_fault,
)
from permanence.service.reviews.rules.times import terms_of, warn_now
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event

MOST = 50


class NotPlanned(Refusal):
    """A measure that lacks something."""


def plan_measure(
    post_mortem: PostMortem, measure: NewMeasure, *, by: Actor, at: datetime
) -> Measure:
    """Put a measure into the plan: it removes at least one cause, and has an owner and a date."""
    fresh = lock_post_mortem(post_mortem, "write")
    known = Cause.objects.standing().filter(post_mortem=fresh).values_list("pk", flat=True)
    fault = find_fault(measure, known=frozenset(known), at=at)
    if fault is not None:
        raise NotPlanned(say_fault(fault))
    planned = Measure.objects.create(
        post_mortem=fresh,
        desk_id=fresh.desk_id,
        kind=measure.kind,
        text=measure.text.strip(),
        owner_id=measure.owner,
        due_at=measure.due_at,
        planned_at=at,
        planned_name=by.name,
    )
    MeasureCause.objects.bulk_create(
        [MeasureCause(measure=planned, cause_id=pk) for pk in sorted(measure.causes)]
    )
    start_measure_clock(fresh.incident, planned, at=at)
    told: dict[str, Any] = {
        "number": planned.pk,
        "kind": planned.kind,
        "due": planned.due_at.isoformat(),
    }
    tell_chain(fresh.incident, "measure_planned", at=at, by=by, **told)
    tell_owner(planned, Event.MEASURE, by=by, at=at)
    return planned


def start_measure_clock(incident: Incident, measure: Measure, *, at: datetime) -> None:
    """Let the watch climb when a measure is overdue."""
    start_clock(
        incident,
        clock_key(measure),
        since="plan",
        start_at=at,
        goal=None,
        limit=measure.due_at - at,
        at=at,
    )


def clock_key(measure: Measure) -> str:
    """Return under which name the clock of a measure runs."""
    return f"action:{measure.pk}"


def move_measure(
    measure: Measure,
    *,
    due_at: datetime,
    owner: Specialist,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Give a measure another date or owner, with a reason; its earlier clock stays readable."""
    found = lock_measure(measure)
    if not reason.strip():
        raise NotPlanned(_("Say why."))
    if due_at <= at:
        raise NotPlanned(say_fault("due_in_past"))
    incident = found.post_mortem.incident
    if due_at != found.due_at:
        withdraw_clock(incident, clock_key(found), at=at)
        found.due_at = due_at
        found.warned_at = found.overdue_told_at = None
        start_measure_clock(incident, found, at=at)
    has_new_owner = owner.pk != found.owner_id
    found.owner = owner
    found.save(update_fields=["due_at", "owner", "warned_at", "overdue_told_at"])
    told: dict[str, Any] = {"number": found.pk, "due": due_at.isoformat(), "owner": owner.name}
    tell_chain(incident, "measure_moved", at=at, by=by, reason=reason.strip(), **told)
    if has_new_owner:
        tell_owner(found, Event.MEASURE, by=by, at=at)


def finish_measure(measure: Measure, *, evidence: str, by: Actor, at: datetime) -> None:
    """Note that a measure is done, and what proves it; later it is asked whether it helped."""
    found = lock_measure(measure)
    if not evidence.strip():
        raise NotPlanned(_("Say what shows that it is done: a change, a test, a document."))
    incident = found.post_mortem.incident
    policy = policy_of_version(incident.policy_version_id)
    found.done_at, found.done_name, found.evidence = at, by.name, evidence.strip()
    found.check_at = check_due(at, terms_of(policy).recurrence_after)
    found.save(update_fields=["done_at", "done_name", "evidence", "check_at"])
    meet_clock(incident, clock_key(found), at=at)
    tell_chain(incident, "measure_done", at=at, by=by, number=found.pk)


def drop_measure(measure: Measure, *, reason: str, by: Actor, at: datetime) -> None:
    """Drop a measure, with a reason; only who may close a post-mortem does."""
    found = lock_measure(measure)
    if not reason.strip():
        raise NotPlanned(_("Say why it is dropped."))
    found.dropped_at, found.dropped_name, found.drop_reason = at, by.name, reason.strip()
    found.save(update_fields=["dropped_at", "dropped_name", "drop_reason"])
    incident = found.post_mortem.incident
    withdraw_clock(incident, clock_key(found), at=at)
    facts: dict[str, Any] = {"number": found.pk, "reason": found.drop_reason}
    tell_chain(incident, "measure_dropped", at=at, by=by, **facts)


def check_recurrence(
    measure: Measure,
    *,
    has_recurred: bool,
    recurred_in: Incident | None,
    note: str,
    by: Actor,
    at: datetime,
) -> None:
    """Note whether the same cause came back after a measure was done, and in which incident."""
    rows = Measure.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("post_mortem__incident").get(pk=measure.pk)
    if found.done_at is None:
        raise NotPlanned(_("It is asked when the measure is done."))
    if has_recurred and recurred_in is None and not note.strip():
        raise NotPlanned(_("Say where it came back: an incident, or in words."))
    found.checked_at, found.checked_name, found.has_recurred = at, by.name, has_recurred
    found.recurred_in, found.check_note = recurred_in if has_recurred else None, note.strip()
    found.save(
        update_fields=["checked_at", "checked_name", "has_recurred", "recurred_in", "check_note"]
    )
    facts: dict[str, Any] = {"number": found.pk, "recurred": has_recurred}
    if found.recurred_in is not None:
        facts["incident"] = found.recurred_in.number
    tell_chain(found.post_mortem.incident, "measure_checked", at=at, by=by, **facts)


def lock_measure(measure: Measure) -> Measure:
    """Return an open measure, locked; refuse one that is done or dropped."""
    rows = Measure.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("post_mortem__incident").get(pk=measure.pk)
    if found.done_at is not None or found.dropped_at is not None:
        raise Meanwhile(_("The measure is done or dropped already."))
    return found


def follow_measures(*, at: datetime) -> int:
    """Remind owners before the date, when it has passed, and when the recurrence is asked."""
    return warn_owners(at=at) + tell_overdue(at=at) + ask_recurrence(at=at)


def warn_owners(*, at: datetime) -> int:
    """Remind the owners of measures that soon fall due, once for each date."""
    waiting = Measure.objects.open().filter(warned_at=None, due_at__gt=at)
    warned = 0
    for one in take(waiting):
        policy = policy_of_version(one.post_mortem.incident.policy_version_id)
        if warn_now(policy, due_at=one.due_at, at=at):
            one.warned_at = at
            one.save(update_fields=["warned_at"])
            tell_owner(one, Event.MEASURE_SOON, by=SYSTEM, at=at)
            warned += 1
    return warned


def tell_overdue(*, at: datetime) -> int:
    """Tell the owners of measures whose date has passed; the watch climbs besides."""
    late = take(Measure.objects.open().filter(overdue_told_at=None, due_at__lte=at))
    for one in late:
        one.overdue_told_at = at
        one.save(update_fields=["overdue_told_at"])
        tell_owner(one, Event.MEASURE_LATE, by=SYSTEM, at=at)
    return len(late)


def ask_recurrence(*, at: datetime) -> int:
    """Ask the owners whether the cause came back, when it is time."""
    asked = take(Measure.objects.awaiting_check(at).filter(check_asked_at=None))
    for one in asked:
        one.check_asked_at = at
        one.save(update_fields=["check_asked_at"])
        tell_owner(one, Event.RECURRENCE, by=SYSTEM, at=at)
    return len(asked)


def take(measures: QuerySet[Measure]) -> list[Measure]:
    """Return some measures that nobody else has taken, locked."""
    rows = measures.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return list(rows.select_related("post_mortem__incident").order_by("due_at", "pk")[:MOST])


def tell_owner(measure: Measure, event: Event, *, by: Actor, at: datetime) -> None:
    """Tell the owner of a measure, on the desk and by the ways that they want."""
    hearers = Hearers(
        f"incident:{measure.post_mortem.incident_id}", measure.desk_id, named=[measure.owner_id]
    )
    tell_people([News(event, hearers, by=by.key, who=by.name)], at=at)


def say_fault(fault: FaultCode) -> object:
    """Return what is wrong with a measure, for who plans it."""
    return {
        "no_text": _("Write what is done."),
        "no_cause": _("Choose at least one cause that the measure removes."),
        "strange_cause": _("One of the causes is not in this post-mortem any more."),
        "due_in_past": _("The date is over already."),
    }[fault]
