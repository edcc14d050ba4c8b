"""Climbing a ladder by mail: call a rung, wait its time, call the next (SPEC A9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record, record_deeds
from permanence.ground.journal.rules import Actor, Deed
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.promises.clocks.actions import (
    Setting,
    meet_deadlines,
    set_deadlines,
    settle_marks,
    withdraw_deadlines,
)
from permanence.promises.clocks.queries import due_marks
from permanence.service.escalation.models import Climb, Rung
from permanence.service.escalation.rules import Start

OWNER = "escalation.rung"
SALT = "permanence.rung"


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
    climbs = [make_climb(start, at=at) for start in fresh]
    for climb in climbs:
        record(
            "climb.started",
            f"{climb.owner}:{climb.subject}",
            at=at,
            desk=climb.desk_id,
            organisation=climb.organisation_id,
            ground=climb.ground,
        )
        call_next_rung(climb, at=at)
    return climbs


def make_climb(start: Start, *, at: datetime) -> Climb:
    """Copy a ladder into a climb, so that a later change of the ladder leaves it as it is."""
    climb = Climb.objects.create(
        owner=start.owner,
        subject=start.subject,
        desk_id=start.desk,
        organisation_id=start.organisation,
        ground=start.ground,
        briefing={
            language: {"subject": briefing.subject, "text": briefing.text}
            for language, briefing in start.briefing.items()
        },
        sender=start.sender,
        sender_name=start.sender_name,
        started_at=at,
    )
    Rung.objects.bulk_create(
        Rung(
            climb=climb,
            organisation_id=start.organisation,
            position=position,
            key=step.key,
            office=dict(step.office),
            mail=step.mail,
            phone=step.phone,
            language=step.language,
            allowed=step.allowed,
        )
        for position, step in enumerate(start.steps, start=1)
    )
    return climb


def call_next_rung(climb: Climb, *, at: datetime) -> Rung | None:
    """Call the first rung not yet called; at the end of the ladder the climb ends exhausted."""
    rung = climb.rungs.filter(called_at=None).order_by("position").first()
    if rung is None:
        end_climb(climb, Climb.Outcome.EXHAUSTED, at=at)
        return None
    limit = at + rung.allowed
    rung.called_at = at
    rung.deadline = set_deadlines(
        OWNER,
        [
            Setting(
                subject=climb.pk,
                start_at=at,
                due_at=limit,
                marks=[("limit", limit)],
                desk=climb.desk_id,
                organisation=climb.organisation_id,
            )
        ],
    )[0]
    rung.save(update_fields=["called_at", "deadline"])
    post_drafts([draft_call(climb, rung)], at=at)
    record(
        "climb.called",
        f"{climb.owner}:{climb.subject}",
        at=at,
        desk=climb.desk_id,
        organisation=climb.organisation_id,
        position=rung.position,
        office=rung.office,
        mail=rung.mail,
        until=limit.isoformat(),
    )
    return rung


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
        headers={"Auto-Submitted": "auto-generated", "X-Priority": "1"},
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
    """Let the person on a rung take the matter over; the first one to do so has it."""
    climb = Climb.objects.select_for_update(no_key=True).get(pk=rung.climb_id)
    if climb.ended_at is not None:
        raise Refusal(
            _("This was taken over by {who} or has been settled; there is nothing left to do."),
            who=climb.taken_by or "-",
        )
    office = rung.office.get(rung.language) or next(iter(rung.office.values()))
    Rung.objects.filter(pk=rung.pk).update(taken_at=at)
    climb.taken_by = office
    end_climb(climb, Climb.Outcome.TAKEN, at=at, actor=Actor(f"rung:{rung.pk}", office))
    return climb


def end_climb(
    climb: Climb, outcome: Climb.Outcome, *, at: datetime, actor: Actor | None = None
) -> None:
    """End a climb, once, and stop the clock of the rung that was being waited for."""
    climb.ended_at, climb.outcome = at, outcome
    climb.save(update_fields=["ended_at", "outcome", "taken_by"])
    waiting = [
        deadline
        for deadline in climb.rungs.values_list("deadline_id", flat=True)
        if deadline is not None
    ]
    if outcome == Climb.Outcome.TAKEN:
        meet_deadlines(waiting[-1:], at=at)
    withdraw_deadlines(waiting, at=at)
    subject = f"{climb.owner}:{climb.subject}"
    deed = Deed(
        f"climb.{outcome}", subject, at, desk=climb.desk_id, organisation=climb.organisation_id
    )
    record_deeds([deed if actor is None else Deed(**{**deed.__dict__, "actor": actor})])


def withdraw_climbs(owner: str, subjects: Iterable[int], *, at: datetime) -> None:
    """End the climbs of these subjects, because what they were for has happened."""
    for climb in Climb.objects.filter(
        owner=owner, subject__in=list(subjects), ended_at=None
    ).select_for_update(no_key=True):
        end_climb(climb, Climb.Outcome.WITHDRAWN, at=at)


def settle_due_rungs(*, at: datetime, most: int = 200) -> int:
    """Call the next rung wherever one let its time run out; return how many marks were settled."""
    marks = due_marks(OWNER, at=at, most=most)
    climbs = {
        climb.pk: climb
        for climb in Climb.objects.filter(pk__in={mark.subject for mark in marks})
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)
    }
    ours = [mark for mark in marks if mark.subject in climbs]
    settled = settle_marks([mark.pk for mark in ours], at=at)
    for mark in ours:
        climb = climbs[mark.subject]
        if mark.pk in settled and climb.ended_at is None:
            call_next_rung(climb, at=at)
    return len(settled)
