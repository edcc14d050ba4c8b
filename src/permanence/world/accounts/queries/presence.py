"""Who is there, who is not, and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from permanence.ground.lib.db import door
from permanence.ground.lib.prepared import Prepared
from permanence.world.accounts.models import Absence, Session, Specialist
from permanence.world.accounts.rules.presence import Gone, Presence, presence_of

USERS = Prepared(
    lambda specialists: Specialist.objects.filter(pk__any_of=specialists).values_list(
        "pk", "user_id"
    ),
    "specialists",
)
GONE = Prepared(
    lambda specialists, at: Absence.objects.filter(
        specialist__pk__any_of=specialists, from_at__lte=at, to_at__gt=at
    ).select_related("stand_in"),
    "specialists",
    "at",
)
SEEN = Prepared(
    lambda users, at: (
        Session.objects.filter(user__pk__any_of=users, expire_date__gt=at)
        .order_by()
        .values_list("user")
        .annotate(last=Max("seen_at"))
    ),
    "users",
    "at",
)


def presences_of(specialists: Collection[int], *, at: datetime) -> dict[int, Presence]:
    """Return where each of them stands: what they said, and whether their browser is in use."""
    users = dict(USERS(specialists=list(specialists)))
    said: dict[int, list[Gone]] = {pk: [] for pk in users}
    for row in GONE(specialists=list(users), at=at):
        said[row.specialist_id].append(gone_of(row))
    seen = seen_last(users.values(), at=at)
    return {pk: presence_of(said[pk], seen_at=seen.get(user), at=at) for pk, user in users.items()}


def present(specialists: Collection[int], *, at: datetime) -> set[int]:
    """Return which of them have not said that they are away or out of office."""
    rows = Absence.objects.filter(specialist__in=specialists, from_at__lte=at, to_at__gt=at)
    return set(specialists) - set(rows.values_list("specialist", flat=True))


def absences_of(specialist: Specialist, *, since: datetime) -> list[Absence]:
    """Return the times in which somebody is not there, those that are not over, the next first."""
    rows = Absence.objects.filter(specialist=specialist, to_at__gt=since)
    return list(rows.select_related("stand_in").order_by("from_at", "pk"))


def gone_of(row: Absence) -> Gone:
    """Return an absence as rules read it."""
    name = row.stand_in.name if row.stand_in else ""
    return Gone(row.kind, row.from_at, row.to_at, row.stand_in_id, name)


def seen_last(users: Collection[int], *, at: datetime) -> dict[int, datetime]:
    """Return when a browser of each of these people was last used; only the log-in may know."""
    with door():
        return dict(SEEN(users=[one for one in users if one], at=at))
