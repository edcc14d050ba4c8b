"""Who hears of what, and what somebody was told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from permanence.world.accounts.models import Specialist, StaffRole
from permanence.world.accounts.rules import ROLES, Right
from permanence.world.attention.models import Channels, Notice, Watch
from permanence.world.attention.rules.channels import FIRST_CHANNELS, Wishes

READERS = sorted(role for role, rights in ROLES.items() if Right.READ_TICKETS in rights)
# Whoever may not read the desk's tickets hears of none, even if they once watched one.
HEARERS = """
select told.place, who.id, c.page, c.mail, c.push,
       exists (select 1 from attention_browser b where b.specialist_id = who.id)
from jsonb_to_recordset(%s::jsonb)
     as told (place int, subject text, desk bigint, watched boolean, assignee bigint, team bigint,
              named bigint[])
cross join lateral (
    select w.specialist_id as id from attention_watch w
     where told.watched and w.subject = told.subject
    union select told.assignee where told.assignee is not null
    union select m.specialist_id from accounts_team_members m
     where told.assignee is null and m.team_id = told.team
    union select unnest(told.named)
) who
left join attention_channels c on c.specialist_id = who.id
where exists (select 1 from accounts_staffrole r
              where r.specialist_id = who.id and r.desk_id = told.desk and r.role = any(%s))
"""


@dataclass(frozen=True)
class Hearers:
    """To whom an event on a subject matters.

    Those who watch it when `watched`; its assignee, and while it has none its team; and `named`.
    """

    subject: str
    desk: int
    watched: bool = False
    assignee: int | None = None
    team: int | None = None
    named: Sequence[int] = ()


@dataclass(frozen=True)
class Hearer:
    """Somebody who hears of an event, with the events that they want by each way they have."""

    specialist: int
    page: frozenset[str]
    mail: frozenset[str]
    push: frozenset[str]


def find_hearers(asked: Sequence[Hearers]) -> list[list[Hearer]]:
    """Return who hears of each, in the order asked, in one look."""
    rows = [
        {
            "place": place,
            "subject": one.subject,
            "desk": one.desk,
            "watched": one.watched,
            "assignee": one.assignee,
            "team": one.team,
            "named": list(one.named),
        }
        for place, one in enumerate(asked)
    ]
    found: dict[int, list[Hearer]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(HEARERS, [json.dumps(rows), READERS])
        for place, specialist, page, mail, push, has_browser in cursor.fetchall():
            hearer = Hearer(
                specialist,
                read_events(page, FIRST_CHANNELS.page),
                read_events(mail, FIRST_CHANNELS.mail),
                read_events(push, FIRST_CHANNELS.push) if has_browser else frozenset(),
            )
            found[place].append(hearer)
    return [found[place] for place in range(len(rows))]


def read_events(kept: str | list[str] | None, first: frozenset[str]) -> frozenset[str]:
    """Return events as they are kept; the first ones for somebody who has chosen nothing."""
    if kept is None:
        return first
    return frozenset(json.loads(kept) if isinstance(kept, str) else kept)


def colleagues_on(desk: int) -> dict[int, str]:
    """Return the names of those who may read a desk's tickets, by number."""
    roles = StaffRole.objects.filter(desk=desk, role__in=READERS)
    return dict(roles.values_list("specialist_id", "specialist__name").order_by("specialist__name"))


def is_watching(subject: str, specialist: Specialist) -> bool:
    """Say whether somebody watches a subject."""
    return Watch.objects.filter(subject=subject, specialist=specialist).exists()


def watchers_of(subject: str) -> list[str]:
    """Return the names of those who watch a subject."""
    rows = Watch.objects.filter(subject=subject).order_by("specialist__name")
    return list(rows.values_list("specialist__name", flat=True))


def notices_of(
    specialist: Specialist,
    *,
    desks: Collection[int],
    unread: bool = False,
    before: int | None = None,
    most: int,
) -> list[Notice]:
    """Return what somebody was told on these desks, the last first, below a number."""
    rows = Notice.objects.of_person(specialist.pk).filter(desk_id__in=desks).order_by("-pk")
    if unread:
        rows = rows.unread()
    return list((rows.filter(pk__lt=before) if before else rows)[:most])


def count_unread(specialist: Specialist, *, desks: Collection[int], most: int) -> int:
    """Return how many notices wait for somebody, as far as is counted."""
    rows = Notice.objects.of_person(specialist.pk).unread().filter(desk_id__in=desks)
    return len(rows.values_list("pk", flat=True)[:most])


def wishes_of(specialist: int) -> Wishes:
    """Return how somebody wants to be told; what is first for who has chosen nothing."""
    found = Channels.objects.filter(specialist=specialist).first()
    return read_wishes(found) if found else FIRST_CHANNELS


def read_wishes(kept: Channels) -> Wishes:
    """Return wishes as the rules read them."""
    return Wishes(
        page=frozenset(kept.page),
        mail=frozenset(kept.mail),
        mail_every=kept.mail_every,
        mail_at=kept.mail_at,
        quiet_from=kept.quiet_from,
        quiet_to=kept.quiet_to,
        urgent_passes=kept.urgent_passes,
        push=frozenset(kept.push),
    )
