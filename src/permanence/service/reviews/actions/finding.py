"""Finding causes by question: what happened, why, why that, and what is deep enough."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.reviews.actions.locking import Meanwhile, lock_post_mortem, tell_chain
from permanence.service.reviews.models import Cause, MeasureCause, PostMortem
from permanence.service.reviews.rules.causes import KINDS


class NotSaid(Refusal):
    """A statement that says nothing, or stands in no chain."""


def say_cause(
    post_mortem: PostMortem,
    text: str,
    *,
    side: str,
    kind: str,
    parent: Cause | None,
    by: Actor,
    at: datetime,
) -> Cause:
    """Say what happened, or answer the "why?" of another statement; answers may be several."""
    fresh = lock_post_mortem(post_mortem, "write")
    if not text.strip():
        raise NotSaid(_("Write the answer."))
    if kind not in KINDS or side not in Cause.Side.values:
        raise NotSaid(_("Choose what kind of cause it is."))
    if parent is not None:
        side = check_parent(fresh, parent)
    cause = Cause.objects.create(
        post_mortem=fresh,
        side=side,
        parent=parent,
        kind=kind,
        text=text.strip(),
        by_name=by.name,
        at=at,
    )
    if parent is not None and parent.is_root:
        Cause.objects.filter(pk=parent.pk).update(is_root=False)
    asked = parent is not None
    tell_chain(fresh.incident, "cause_said", at=at, by=by, number=cause.pk, side=side, why=asked)
    return cause


def check_parent(post_mortem: PostMortem, parent: Cause) -> str:
    """Return the side of a question; refuse one that does not stand here any more."""
    found = Cause.objects.standing().filter(pk=parent.pk, post_mortem=post_mortem).first()
    if found is None:
        raise Meanwhile(_("A colleague took this statement back meanwhile."))
    return found.side


def mark_root(cause: Cause, *, is_root: bool, by: Actor, at: datetime) -> None:
    """Say that a chain is deep enough here, or that it is asked further after all."""
    fresh = lock_post_mortem(cause.post_mortem, "write")
    found = Cause.objects.standing().filter(pk=cause.pk).first()
    if found is None:
        raise Meanwhile(_("A colleague took this statement back meanwhile."))
    if found.is_root == is_root:
        return
    found.is_root = is_root
    found.save(update_fields=["is_root"])
    tell_chain(fresh.incident, "root_marked", at=at, by=by, number=found.pk, is_root=is_root)


def withdraw_cause(cause: Cause, *, by: Actor, at: datetime) -> None:
    """Take a statement back that nothing hangs on; it stays readable in the record."""
    fresh = lock_post_mortem(cause.post_mortem, "write")
    if Cause.objects.standing().filter(parent=cause).exists():
        raise NotSaid(_("Others answer this statement: take those back first."))
    named = MeasureCause.objects.filter(cause=cause, measure__dropped_at=None)
    if named.exists():
        raise NotSaid(_("A measure removes this cause: it stays."))
    found = Cause.objects.standing().filter(pk=cause.pk).first()
    if found is None:
        return
    found.withdrawn_at, found.withdrawn_name = at, by.name
    found.save(update_fields=["withdrawn_at", "withdrawn_name"])
    tell_chain(fresh.incident, "cause_withdrawn", at=at, by=by, number=found.pk)
