"""Telling supervisors of gaps before they happen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from permanence.overview.duty.models import Check, Warning
from permanence.overview.duty.queries import gaps_ahead, planners_of
from permanence.overview.duty.rules import (
    CHECKED_EVERY,
    WARNED_AHEAD,
    Warned,
    key_of,
    untold_gaps,
)
from permanence.world.accounts.models import Desk
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event
from permanence.world.rotas.models import Rota
from permanence.world.rotas.queries import rotas_of_desk


def warn_of_gaps(*, at: datetime) -> int:
    """Tell supervisors of gaps ahead that nobody has been told of; return how many gaps.

    A desk is looked at once an hour, by one worker.
    """
    desks = Rota.objects.in_use().values_list("desk", flat=True).distinct()
    for desk in desks:
        Check.objects.get_or_create(desk_id=desk, defaults={"at": at - CHECKED_EVERY})
    due = Check.objects.filter(Q(at__lte=at - CHECKED_EVERY), desk__in=list(desks))
    rows = due.select_related("desk").select_for_update(skip_locked=True, of=("self",))
    told = 0
    for check in rows.order_by("desk"):
        told += warn_desk(check.desk, at=at)
        check.at = at
        check.save(update_fields=["at"])
    return told


def warn_desk(desk: Desk, *, at: datetime) -> int:
    """Tell the supervisors of one desk, in one notice, and keep of what; return of how many."""
    kept = Warning.objects.filter(desk=desk, to_at__gt=at)
    warned = [Warned(one.key, one.from_at, one.to_at) for one in kept]
    fresh = untold_gaps(gaps_ahead(desk, at=at, ahead=WARNED_AHEAD), warned)
    if not fresh:
        return 0
    Warning.objects.bulk_create(
        [
            Warning(
                desk=desk,
                key=key_of(gap.need),
                from_at=gap.start,
                to_at=gap.end,
                told_at=at,
            )
            for gap in fresh
        ],
        ignore_conflicts=True,
    )
    subject = f"rota:{rotas_of_desk(desk.pk)[0].pk}"
    hearers = Hearers(subject, desk.pk, named=planners_of(desk.pk))
    tell_people([News(Event.GAP, hearers)], at=at)
    return len(fresh)
