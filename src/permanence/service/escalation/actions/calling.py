"""Calling people: which ways are tried when, and the mails that go out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Deed
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.rows import Row, insert_rows, update_rows
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.ground.ways import rules as ways
from permanence.ground.ways.actions.posting import post_calls
from permanence.ground.ways.queries import ways_set_up
from permanence.ground.ways.rules import NewCall
from permanence.service.escalation.actions.tokens import sign_call
from permanence.service.escalation.models import Call, Climb, Rung
from permanence.service.escalation.queries.people import (
    MAIL,
    PUSH,
    callees_of,
    find_people,
    office_of,
    supervisors_of,
)
from permanence.service.escalation.rules.course import read_course
from permanence.service.escalation.rules.planning import Callee, Planned, Way, plan_calls
from permanence.world.attention.actions.pushing import PushCall, push_calls

AT_ONCE = timedelta()
OWNER = "escalation.call"


def call_rungs(rows: Sequence[tuple[Climb, Rung]], *, at: datetime) -> None:
    """Plan the calls of rungs whose turn it is, make the first of them, and record it."""
    if not rows:
        return
    people = callees_of([rung for _, rung in rows], at=at)
    set_up = {desk: ways_set_up(desk) for desk in {climb.desk_id for climb, _ in rows}}
    planned = {
        rung.pk: plan_calls(
            office_of(rung, set_up[climb.desk_id]), people.get(rung.pk, ()), allowed=rung.allowed
        )
        for climb, rung in rows
    }
    Rung.objects.filter(pk__in=planned, called_at=None).update(called_at=at)
    add_calls([(climb, rung, one) for climb, rung in rows for one in planned[rung.pk]], at=at)
    record_deeds(
        Deed(
            "climb.called",
            f"{climb.owner}:{climb.subject}",
            at,
            desk=climb.desk_id,
            organisation=climb.organisation_id,
            facts={
                "position": rung.position,
                "round": climb.round,
                "office": rung.office,
                "mail": rung.mail,
                "people": [one.name for one in people.get(rung.pk, ())],
                "until": (at + rung.allowed).isoformat(),
            },
        )
        for climb, rung in rows
    )


def add_calls(
    rows: Sequence[tuple[Climb, Rung | None, Planned]], *, at: datetime, kind: str = "call"
) -> None:
    """Write calls, and make at once those that are due."""
    told = [describe_call(*row, at=at) for row in rows]
    due = []
    for pk, row, (climb, rung, planned) in zip(insert_rows(Call, told), told, rows, strict=True):
        if planned.after <= AT_ONCE:
            call = Call(pk=pk, **row)
            call.climb, call.rung = climb, rung
            due.append(call)
    make_calls(due, at=at, kind=kind)


def describe_call(climb: Climb, rung: Rung | None, planned: Planned, *, at: datetime) -> Row:
    """Return the row of one call to come."""
    callee, way = planned.callee, planned.way
    return {
        "climb_id": climb.pk,
        "rung_id": rung.pk if rung else None,
        "organisation_id": climb.organisation_id,
        "round": climb.round,
        "specialist_id": callee.number,
        "name": callee.name,
        "language": callee.language,
        "way": way.way,
        "address": way.address,
        "due_at": at + planned.after,
        "result": "",
        "answer": "",
    }


def call_holders(climbs: Sequence[Climb], *, at: datetime) -> None:
    """Call again those who have something on which nothing moved."""
    rungs = {(one.climb_id, one.position): one for one in Rung.objects.filter(climb__in=climbs)}
    answered = Call.objects.in_bulk([one.held_call for one in climbs if one.held_call])
    rows: list[tuple[Climb, Rung | None, Planned]] = []
    for climb in climbs:
        rung = rungs.get((climb.pk, climb.position))
        own = [climb.held_specialist] if climb.held_specialist else []
        people = find_people(own, desk=climb.desk_id, severity=climb.severity, at=at)
        for callee in who_has(climb, rung, people, answered):
            rows += [(climb, rung, Planned(callee, way, way.after)) for way in callee.ways]
    add_calls(rows, at=at, kind="again")


def who_has(
    climb: Climb, rung: Rung | None, people: dict[int, Callee], answered: dict[int, Call]
) -> list[Callee]:
    """Return how to reach the one who has a climb: as a person, or where they were called."""
    person = people.get(climb.held_specialist or 0)
    if person is not None:
        return [person]
    call = answered.get(climb.held_call or 0)
    if call is not None:
        return [Callee(None, call.name, call.language, (Way(call.way, call.address),))]
    return [office_of(rung)] if rung else []


def call_alarms(climbs: Sequence[Climb], *, at: datetime) -> None:
    """Tell everybody who hears the alarm of a desk."""
    rows: list[tuple[Climb, Rung | None, Planned]] = []
    for climb in climbs:
        course, language = read_course(climb.course), next(iter(climb.briefing))
        for callee in supervisors_of(climb, alarm=course.alarm, language=language, at=at):
            rows += [(climb, None, Planned(callee, way, AT_ONCE)) for way in callee.ways]
    add_calls(rows, at=at, kind="alarm")


def make_calls_due(numbers: Sequence[int], *, at: datetime) -> None:
    """Make calls now that were planned for now."""
    found = Call.objects.filter(pk__in=numbers).select_related("climb", "rung")
    make_calls(list(found.order_by("due_at", "pk")) if numbers else [], at=at)


def make_calls(calls: Sequence[Call], *, at: datetime, kind: str = "call") -> None:
    """Make calls now: each goes out in the transaction at hand."""
    if not calls:
        return
    mails = [call for call in calls if call.way == MAIL]
    pushes = [call for call in calls if call.way == PUSH]
    others = [call for call in calls if call.way not in {MAIL, PUSH}]
    drafts = post_drafts([draft_call(one, kind=kind) for one in mails], at=at)
    short = post_calls([write_short(one) for one in others], at=at)
    posted = [
        *zip(mails, (one.pk for one in drafts), strict=True),
        *zip(pushes, push_calls([name_called(one) for one in pushes], at=at), strict=True),
        *zip(others, (one.pk for one in short), strict=True),
    ]
    for call, message in posted:
        call.made_at, call.message = at, message
    update_rows(calls, ["made_at", "message"])


def name_called(call: Call) -> PushCall:
    """Return whose browsers are told, and of what: a locked screen shows no more than that."""
    climb = call.climb
    return PushCall(call.specialist_id or 0, f"{climb.owner}:{climb.subject}", climb.desk_id)


def write_short(call: Call) -> NewCall:
    """Return what somebody is told by text or on the phone: what it is, and how they answer."""
    climb = call.climb
    briefing = climb.briefing.get(call.language) or next(iter(climb.briefing.values()))
    with translation.override(call.language):
        told = {"office": call.name, "subject": briefing["subject"]}
        text = gettext(
            "%(office)s: %(subject)s. Answer 1 to take it over, 2 to have the next contact called."
        )
        spoken = gettext("You are called as %(office)s. %(subject)s.")
        return NewCall(
            owner=OWNER,
            subject=call.pk,
            way=ways.Way(call.way),
            address=call.address,
            language=call.language,
            text=text % told,
            spoken=spoken % told,
            reference=climb.reference,
            desk=climb.desk_id,
            organisation=climb.organisation_id,
        )


def draft_call(call: Call, *, kind: str) -> Draft:
    """Return the mail that calls somebody: the briefing, and the link by which they answer."""
    climb = call.climb
    briefing = climb.briefing.get(call.language) or next(iter(climb.briefing.values()))
    link = link_to("take", base=settings.PUBLIC_URL, token=sign_call(call.pk))
    allowed = call.rung.allowed if call.rung else timedelta()
    with translation.override(call.language):
        text = render_to_string(
            "escalation/mail/call.txt",
            {
                "kind": kind,
                "briefing": briefing["text"],
                "reason": climb.reason,
                "link": link,
                "minutes": round(allowed.total_seconds() / 60),
                "seconds": round(allowed.total_seconds()),
                "office": call.name,
            },
        )
    return Draft(
        owner=f"{climb.owner}:{climb.subject}",
        kind="climb",
        sender=climb.sender,
        sender_name=climb.sender_name,
        recipients=[call.address],
        subject=briefing["subject"],
        text=text,
        language=call.language,
        message_id=make_message_id(climb.sender),
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Permanence-Desk": climb.sender,
            "X-Priority": "1",
        },
        desk=climb.desk_id,
        organisation=climb.organisation_id,
    )
