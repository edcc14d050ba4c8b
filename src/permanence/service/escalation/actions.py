"""Climbing a ladder by mail: call a rung, wait its time, call the next (SPEC A9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import SYSTEM, Actor, Deed
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
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
from permanence.service.escalation.rules import Start, Step

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
    climbs = Climb.objects.bulk_create(make_climb(start, at=at) for start in fresh)
    Rung.objects.bulk_create(
        make_rung(climb, position, step)
        for climb, start in zip(climbs, fresh, strict=True)
        for position, step in enumerate(start.steps, start=1)
    )
    record_deeds(make_deed(climb, "climb.started", at=at, ground=climb.ground) for climb in climbs)
    call_next_rungs(climbs, at=at)
    return climbs


def make_climb(start: Start, *, at: datetime) -> Climb:
    """Return the unsaved climb of a start, with a copy of all it needs."""
    return Climb(
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


def make_rung(climb: Climb, position: int, step: Step) -> Rung:
    """Return one unsaved rung: a later change of the ladder leaves it as it is."""
    return Rung(
        climb=climb,
        organisation_id=climb.organisation_id,
        position=position,
        key=step.key,
        office=dict(step.office),
        mail=step.mail,
        phone=step.phone,
        language=step.language,
        allowed=step.allowed,
    )


def call_next_rungs(climbs: Sequence[Climb], *, at: datetime) -> list[Rung]:
    """Call the next rung of each climb; one at the end of its ladder ends exhausted."""
    uncalled: dict[int, Rung] = {}
    for rung in Rung.objects.filter(climb__in=climbs, called_at=None).order_by("-position"):
        uncalled[rung.climb_id] = rung
    for climb in climbs:
        if climb.pk not in uncalled:
            end_climb(climb, Climb.Outcome.EXHAUSTED, at=at)
    rows = [(climb, uncalled[climb.pk]) for climb in climbs if climb.pk in uncalled]
    deadlines = set_deadlines(OWNER, [make_setting(climb, rung, at=at) for climb, rung in rows])
    called = [rung for climb, rung in rows]
    for rung, deadline in zip(called, deadlines, strict=True):
        rung.called_at, rung.deadline_id = at, deadline
    Rung.objects.bulk_update(called, ["called_at", "deadline"])
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
    return called


def make_setting(climb: Climb, rung: Rung, *, at: datetime) -> Setting:
    """Return the deadline by which a rung that is called has to take over."""
    limit = at + rung.allowed
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
