"""Calls by a person: the last way to a customer, a row that is ticked off with its result."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.notices.models import CallBack, Delivery, Notice, Reach

WAYS = ("phone", "fax", "other")


def open_call_backs(notice: Notice, *, at: datetime) -> int:
    """Have those customers called at once to whom nobody could write; return how many."""
    if notice.is_drill:
        return 0
    written_to = Delivery.objects.filter(notice=notice).values("organisation_id")
    silent = Reach.objects.filter(notice=notice).exclude(organisation_id__in=written_to)
    return sum(open_call_back(reach, at=at) for reach in silent.order_by("pk"))


def open_call_back(reach: Reach, *, at: datetime) -> bool:
    """Have a customer called; False when it is to be called already."""
    _task, is_new = CallBack.objects.get_or_create(
        reach=reach, defaults={"organisation_id": reach.organisation_id, "opened_at": at}
    )
    if is_new:
        record(
            "notice.call_back",
            f"notice:{reach.notice_id}",
            at=at,
            desk=reach.notice.desk_id,
            organisation=reach.organisation_id,
        )
    return is_new


def settle_call_back(
    task: CallBack, *, way: str, is_reached: bool, result: str, by: Actor, at: datetime
) -> None:
    """Tick a call off with its result; a customer that was reached counts as told."""
    if way not in WAYS or not result.strip():
        raise Refusal(_("Say how you tried to reach them and what came of it."))
    reach = Reach.objects.select_for_update(no_key=True).get(pk=task.reach_id)
    changed = CallBack.objects.filter(pk=task.pk, done_at=None).update(
        done_at=at, done_by=by.name, way=way, is_reached=is_reached, result=result.strip()
    )
    if not changed:
        raise Refusal(_("Somebody else has done this meanwhile."))
    if is_reached and reach.reached_at is None:
        reach.reached_at = at
        reach.save(update_fields=["reached_at"])
    record(
        "notice.called",
        f"notice:{reach.notice_id}",
        at=at,
        actor=by,
        desk=Notice.objects.values_list("desk_id", flat=True).get(pk=reach.notice_id),
        organisation=reach.organisation_id,
        way=way,
        is_reached=is_reached,
        result=result.strip(),
    )
