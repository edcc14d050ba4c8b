"""Climbing a ladder by mail: call a rung, wait its time, call the next (SPEC A9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import SYSTEM, Actor, Deed
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.rows import Row, insert_rows
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.promises.clocks.actions import (
    Setting,
    meet_deadlines,
    miss_deadlines,
    set_deadlines,
    take_due_marks,
    withdraw_deadlines,
)
from permanence.service.escalation.models import Climb, Rung
from permanence.service.escalation.rules import Briefing, Start, Step

OWNER = "escalation.rung"
SALT = "permanence.rung"
NOT_CALLED: Row = {"called_at": None, "deadline_id": None}
CALL = """
update escalation_rung rung set called_at = %s, deadline_id = called.deadline
from unnest(%s::bigint[], %s::bigint[]) as called (id, deadline)
where rung.id = called.id
"""


def start_climbs(starts: Sequence[Start], *, at: datetime) -> list[Climb]:
    """Start climbs and call their first rungs; a climb that goes on already is left alone."""
    going_on = set(
        Climb.objects.filter(
            ended_at=None, subject__in=[start.subject for start in starts]
        ).values_list("owner", "subject", "ground")
    )
    fresh = [
        start
        for start in starts
        if start.steps and (start.owner, start.subject, start.ground) not in going_on
    ]
    climbs = insert_climbs(fresh, at=at)
    record_deeds(make_deed(climb, "climb.started", at=at, ground=climb.ground) for climb in climbs)
    first = insert_rungs(climbs, fresh, at=at)
    post_calls(list(zip(climbs, first, strict=True)), at=at)
    return climbs


def insert_climbs(starts: Sequence[Start], *, at: datetime) -> list[Climb]:
    """Write the climbs of some starts, each with a copy of all it needs."""
    rows: list[Row] = [
        {
            "owner": start.owner,
            "subject": start.subject,
            "desk_id": start.desk,
            "organisation_id": start.organisation,
            "ground": start.ground,
            "briefing": describe_briefing(start.briefing),
            "sender": start.sender,
            "sender_name": start.sender_name,
            "started_at": at,
            "outcome": "",
            "taken_by": "",
        }
        for start in starts
    ]
    return [Climb(id=pk, **row) for pk, row in zip(insert_rows(Climb, rows), rows, strict=True)]


def brief_again(climb: Climb, briefing: Mapping[str, Briefing]) -> None:
    """Tell whoever is called from now on something else."""
    climb.briefing = describe_briefing(briefing)
    climb.save(update_fields=["briefing"])


def describe_briefing(briefing: Mapping[str, Briefing]) -> dict[str, dict[str, str]]:
    """Return what is told in each language, as a climb keeps it."""
    return {
        language: {"subject": one.subject, "text": one.text} for language, one in briefing.items()
    }


def insert_rungs(climbs: Sequence[Climb], starts: Sequence[Start], *, at: datetime) -> list[Rung]:
    """Write the rungs of new climbs and return the first of each, which is called at once."""
    deadlines = set_deadlines(
        OWNER,
        [
            make_setting(climb, start.steps[0].allowed, at=at)
            for climb, start in zip(climbs, starts, strict=True)
        ],
    )
    rows = [
        describe_rung(climb, position, step)
        | ({"called_at": at, "deadline_id": deadline} if position == 1 else NOT_CALLED)
        for climb, start, deadline in zip(climbs, starts, deadlines, strict=True)
        for position, step in enumerate(start.steps, start=1)
    ]
    return [
        Rung(id=pk, **row)
        for pk, row in zip(insert_rows(Rung, rows), rows, strict=True)
        if row["position"] == 1
    ]


def describe_rung(climb: Climb, position: int, step: Step) -> Row:
    """Return the row of one rung: a later change of the ladder leaves it as it is."""
    return {
        "climb_id": climb.pk,
        "organisation_id": climb.organisation_id,
        "position": position,
        "key": step.key,
        "office": dict(step.office),
        "mail": step.mail,
        "phone": step.phone,
        "language": step.language,
        "allowed": step.allowed,
    }


def call_next_rungs(climbs: Sequence[Climb], *, at: datetime) -> list[Rung]:
    """Call the next rung of each climb; one at the end of its ladder ends exhausted."""
    uncalled: dict[int, Rung] = {}
    for rung in Rung.objects.filter(climb__in=climbs, called_at=None).order_by("-position"):
        uncalled[rung.climb_id] = rung
    for climb in climbs:
        if climb.pk not in uncalled:
            end_climb(climb, Climb.Outcome.EXHAUSTED, at=at)
    rows = [(climb, uncalled[climb.pk]) for climb in climbs if climb.pk in uncalled]
    deadlines = set_deadlines(
        OWNER, [make_setting(climb, rung.allowed, at=at) for climb, rung in rows]
    )
    called = [rung for climb, rung in rows]
    with connection.cursor() as cursor:
        cursor.execute(CALL, [at, [rung.pk for rung in called], deadlines])
    post_calls(rows, at=at)
    return called


def post_calls(rows: Sequence[tuple[Climb, Rung]], *, at: datetime) -> None:
    """Send the mails that call rungs, and record the calls."""
    post_drafts([draft_call(climb, rung) for climb, rung in rows], at=at)
    record_deeds(
        make_deed(
            climb,
            "climb.called",
            at=at,
            position=rung.position,
            office=rung.office,
            mail=rung.mail,
            until=(at + rung.allowed).isoformat(),
        )
        for climb, rung in rows
    )


def make_setting(climb: Climb, allowed: timedelta, *, at: datetime) -> Setting:
    """Return the deadline by which a rung that is called has to take over."""
    limit = at + allowed
    return Setting(
        subject=climb.pk,
        start_at=at,
        due_at=limit,
        marks=[("limit", limit)],
        desk=climb.desk_id,
        organisation=climb.organisation_id,
    )


def make_deed(
    climb: Climb, act: str, *, at: datetime, actor: Actor = SYSTEM, **facts: object
) -> Deed:
    """Return an act of a climb, as it stands in the journal of what is climbed for."""
    subject = f"{climb.owner}:{climb.subject}"
    return Deed(act, subject, at, actor, climb.desk_id, climb.organisation_id, facts)


def draft_call(climb: Climb, rung: Rung) -> Draft:
    """Return the mail that calls a rung: the briefing, and the link by which it takes over."""
    briefing = climb.briefing.get(rung.language) or next(iter(climb.briefing.values()))
    link = link_to("take", base=settings.PUBLIC_URL, token=sign_rung(rung))
    with translation.override(rung.language):
        text = render_to_string(
            "escalation/mail/call.txt",
            {
                "briefing": briefing["text"],
                "link": link,
                "minutes": round(rung.allowed.total_seconds() / 60),
                "seconds": round(rung.allowed.total_seconds()),
                "office": rung.office.get(rung.language) or next(iter(rung.office.values())),
            },
        )
    return Draft(
        owner=f"{climb.owner}:{climb.subject}",
        kind="climb",
        sender=climb.sender,
        sender_name=climb.sender_name,
        recipients=[rung.mail],
        subject=briefing["subject"],
        text=text,
        language=rung.language,
        message_id=make_message_id(climb.sender),
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Permanence-Desk": climb.sender,
            "X-Priority": "1",
        },
        desk=climb.desk_id,
        organisation=climb.organisation_id,
    )


def sign_rung(rung: Rung) -> str:
    """Return the token by which the person on this rung, and nobody else, takes over."""
    return signing.dumps(rung.pk, salt=SALT)


def rung_of_token(token: str) -> Rung | None:
    """Return the rung that a token was signed for, or None for a token not ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Rung.objects.select_related("climb").filter(pk=pk).first()


def take_climb(rung: Rung, *, at: datetime) -> Climb:
    """Let the person on a rung take the matter over; the first one to do so has it.

    A ladder that was climbed to its end without an answer can still be taken: better late.
    """
    climb = Climb.objects.select_for_update(no_key=True).get(pk=rung.climb_id)
    if climb.outcome in {Climb.Outcome.TAKEN, Climb.Outcome.WITHDRAWN}:
        raise Refusal(
            _("This was taken over by {who} or has been settled; there is nothing left to do."),
            who=climb.taken_by or "-",
        )
    office = rung.office.get(rung.language) or next(iter(rung.office.values()))
    Rung.objects.filter(pk=rung.pk).update(taken_at=at)
    climb.taken_by = office
    end_climb(climb, Climb.Outcome.TAKEN, at=at, actor=Actor(f"rung:{rung.pk}", office))
    return climb


def end_climb(climb: Climb, outcome: Climb.Outcome, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """End a climb, once, and stop the clock of the rung that was being waited for."""
    climb.ended_at, climb.outcome = at, outcome
    climb.save(update_fields=["ended_at", "outcome", "taken_by"])
    waiting = list(
        climb.rungs.exclude(deadline=None)
        .order_by("position")
        .values_list("deadline_id", flat=True)
    )
    if outcome == Climb.Outcome.TAKEN:
        meet_deadlines(waiting[-1:], at=at)
    withdraw_deadlines(waiting, at=at)
    record_deeds([make_deed(climb, f"climb.{outcome}", at=at, actor=actor)])


def withdraw_climbs(
    owner: str, subjects: Iterable[int], *, at: datetime, grounds: Iterable[str] | None = None
) -> None:
    """End the climbs of these subjects, because what they were for has happened.

    With `grounds`, only those climbs that were started on one of them.
    """
    going_on = Climb.objects.filter(owner=owner, subject__in=list(subjects), ended_at=None)
    if grounds is not None:
        going_on = going_on.filter(ground__in=list(grounds))
    for climb in going_on.order_by("pk").select_for_update(no_key=True):
        end_climb(climb, Climb.Outcome.WITHDRAWN, at=at)


def settle_due_rungs(*, at: datetime, most: int = 200) -> int:
    """Call the next rung wherever one let its time run out; return how many marks were settled."""
    marks = take_due_marks(OWNER, subjects=Climb, at=at, most=most)
    if not marks:
        return 0
    miss_deadlines(mark.deadline_id for mark in marks)
    waiting = Climb.objects.filter(pk__in={mark.subject for mark in marks}, ended_at=None)
    call_next_rungs(list(waiting.order_by("pk")), at=at)
    return len(marks)
